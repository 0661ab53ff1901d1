/** The server in a worker: bundled for pages, it needs nothing of Node, answers, and imports from memory. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROOT, temporaryFolder } from "../cli/command.ts";

const folder = temporaryFolder();
let code = "";
let worker: Worker | undefined;
const heard: {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}[] = [];

beforeAll(async () => {
  const entry = join(folder, "entry.ts");
  writeFileSync(
    entry,
    `import { serveWorker } from ${JSON.stringify(join(ROOT, "src/editor/server/worker.ts"))};
serveWorker(globalThis, new Map([["/project/blocks.cnn", "block down(c) { conv 3x3x{c} s2 p1 -> relu }"]]));`,
  );
  const { output } = await build({
    input: entry,
    cwd: ROOT,
    platform: "browser",
    logLevel: "silent",
    write: false,
    output: { format: "esm", codeSplitting: false },
  });
  code = output[0].code;
  const bundle = join(folder, "worker.mjs");
  // Of a page's worker a thread of Node lacks the scope itself.
  const scope = `import { parentPort } from "node:worker_threads";
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.addEventListener = () => undefined;
await import("./bundle.mjs");
parentPort.on("message", (data) => globalThis.onmessage({ data }));`;
  writeFileSync(join(folder, "bundle.mjs"), code);
  writeFileSync(bundle, scope);
  worker = new Worker(bundle);
  worker.on("message", (message) => heard.push(message));
}, 120_000);
afterAll(() => worker?.terminate());

let requests = 0;
async function request(method: string, params: unknown): Promise<unknown> {
  const id = ++requests;
  worker!.postMessage({ jsonrpc: "2.0", id, method, params });
  await expect.poll(() => heard.some((each) => each.id === id && each.method === undefined)).toBe(true);
  return heard.find((each) => each.id === id && each.method === undefined)!.result;
}

const notify = (method: string, params: unknown): void => worker!.postMessage({ jsonrpc: "2.0", method, params });

it("imports nothing of Node", () => {
  expect(
    /\bfrom\s*"(?:node:)?(?:fs|path|process|url|util|crypto|net|os|child_process|worker_threads)"/.test(code),
  ).toBe(false);
  // A library asks whether there is one, by a name of its own.
  expect(/(?<![.\w])require\("(?:node:)?(?:fs|path|util|crypto|net|os|child_process)"\)/.test(code)).toBe(false);
});

it("answers, with imports from memory", async () => {
  await request("initialize", { processId: null, rootUri: null, capabilities: {} });
  const uri = "file:///project/net.cnn";
  const text = 'import down from "./blocks.cnn"\nmodel Net {\n  input 28x28x1\n  down(8)\n  fc 10\n}\n';
  notify("textDocument/didOpen", { textDocument: { uri, languageId: "cnn", version: 1, text } });
  await expect
    .poll(() => heard.filter(({ method }) => method === "textDocument/publishDiagnostics").map(({ params }) => params))
    .toEqual([{ uri, diagnostics: [] }]);
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const hints = await request("textDocument/inlayHint", { textDocument: { uri }, range });
  expect((hints as readonly { label: string }[]).map(({ label }) => label)).toEqual(["14x14x8", "10"]);
  const found = await request("textDocument/definition", {
    textDocument: { uri },
    position: { line: 3, character: 4 },
  });
  expect(found).toMatchObject([{ uri: "file:///project/blocks.cnn" }]);
});
