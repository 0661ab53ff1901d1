/**
 * The server of editors by its own measures: ResNet-152 written out (514 layers, no blocks), edited at random as somebody types, and
 * after each edit its diagnostics, hover, hints and completion, by the protocol; and how soon a new server says what is wrong. Takes
 * nothing; prints, for each, median and 95th of a hundred in milliseconds on the clock beside the bar of the project, and how busy the
 * machine was. Reads `dist/`.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { writtenOut } from "./written-out.js";

const server = fileURLToPath(new URL("../../dist/editor/server.js", import.meta.url));
const EDITS = 300;
const STARTS = 15;
const WARM = 50;
const uri = "file:///nowhere/resnet152.cnn";
const text = writtenOut();
const lines = text.split("\n");

function start() {
  const began = performance.now();
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let wake = () => {};
  connection.onNotification("textDocument/publishDiagnostics", (params) => wake(params));
  connection.listen();
  /** Resolves when those of a version arrive. */
  const diagnostics = (version) =>
    new Promise((resolve) => {
      wake = (params) => params.uri === uri && params.version === version && resolve(params.diagnostics);
    });
  return { began, child, connection, diagnostics };
}

async function open({ connection, diagnostics }, client = {}) {
  const capabilities = { textDocument: { publishDiagnostics: { versionSupport: true } }, ...client };
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities });
  const first = diagnostics(1);
  connection.sendNotification("initialized", {});
  connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "cnn", version: 1, text },
  });
  await first;
}

async function stop({ connection, child }) {
  const ended = new Promise((resolve) => child.on("close", resolve));
  await connection.sendRequest("shutdown");
  connection.sendNotification("exit");
  await ended;
  connection.dispose();
}

/** The time on a processor of a process's own thread; NaN where the system does not say. */
function busy(pid) {
  const file = `/proc/${pid}/task/${pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, "utf8").split(" ")[0]) / 1e6 : Number.NaN;
}

const measured = new Map();
async function measure(name, child, run) {
  const [began, used] = [performance.now(), busy(child.pid)];
  await run();
  const times = measured.get(name) ?? [];
  measured.set(name, times);
  times.push({ clock: performance.now() - began, own: busy(child.pid) - used });
}

for (let i = 0; i < STARTS; i++) {
  const each = start();
  await open(each);
  const times = measured.get("start to first diagnostics") ?? [];
  measured.set("start to first diagnostics", times);
  times.push({ clock: performance.now() - each.began, own: busy(each.child.pid) });
  await stop(each);
}

/** Numbers of channels, one after the other, and back; a broken word, and back. */
function* edits() {
  for (let i = 0; ; i++) {
    const line = 4 + ((i * 37) % (lines.length - 8));
    const at = lines[line].search(/\d+( |$)/);
    if (at < 0) continue;
    const position = { line, character: at };
    const [put, taken] = i % 3 === 2 ? ["c(", 2] : ["1", 1];
    yield { range: { start: position, end: position }, text: put };
    yield { range: { start: position, end: { line, character: at + taken } }, text: "" };
  }
}

const session = start();
await open(session);
const { connection, diagnostics, child } = session;
let version = 1;
let count = 0;
for (const change of edits()) {
  if (++count > EDITS + WARM) break;
  if (count === WARM) for (const name of [...measured.keys()]) if (!name.startsWith("start")) measured.delete(name);
  const textDocument = { uri };
  const position = change.range.start;
  const stage = { line: position.line, character: lines[position.line].search(/[a-z]/) + 1 };
  await measure("diagnostics after an edit", child, async () => {
    const arrived = diagnostics(++version);
    connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [change],
    });
    await arrived;
  });
  const view = {
    start: { line: Math.max(0, position.line - 30), character: 0 },
    end: { line: position.line + 30, character: 0 },
  };
  const asks = [
    ["hover", "textDocument/hover", { textDocument, position }],
    ["inlay hints of 60 lines", "textDocument/inlayHint", { textDocument, range: view }],
    [
      "inlay hints of all lines",
      "textDocument/inlayHint",
      { textDocument, range: { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } } },
    ],
    ["completion in a word", "textDocument/completion", { textDocument, position }],
    ["completion of a stage", "textDocument/completion", { textDocument, position: stage }],
    ["semantic tokens", "textDocument/semanticTokens/full", { textDocument }],
    ["document symbols", "textDocument/documentSymbol", { textDocument }],
    ["code lenses", "textDocument/codeLens", { textDocument }],
  ];
  for (const [name, method, params] of asks)
    try {
      await measure(name, child, () => connection.sendRequest(method, params));
    } catch (error) {
      if (error.code !== -32601) throw error;
    }
}
await stop(session);

const bars = new Map([
  ["start to first diagnostics", 400],
  ["diagnostics after an edit", 30],
  ["hover", 15],
  ["inlay hints of 60 lines", 15],
  ["inlay hints of all lines", 15],
  ["completion in a word", 30],
  ["completion of a stage", 30],
]);
const quantile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const figure = (value) => value.toFixed(1).padStart(8);
console.log(
  `load ${loadavg()
    .map((each) => each.toFixed(1))
    .join(" ")} on ${cpus().length} cores, Node ${process.version}`,
);
console.log(`${"milliseconds".padEnd(30)}  median     p95     bar   of a processor: median  p95`);
for (const [name, times] of measured) {
  const row = ["clock", "own"].flatMap((field) =>
    [0.5, 0.95].map((share) =>
      quantile(
        times.map((each) => each[field]),
        share,
      ),
    ),
  );
  const [median, p95, ownMedian, own95] = row.map(figure);
  console.log(
    `${name.padEnd(30)}${median}${p95}${String(bars.get(name) ?? "").padStart(8)}          ${ownMedian}${own95}`,
  );
}
