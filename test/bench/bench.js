/**
 * `npm run bench`: everything that is compared is measured in one run, on one core, in turn. Takes the list of entries below,
 * starts each as a peer process (the protocol stands in peer.js), asks them window after window, A B C, A B C, and prints one
 * table; `--json FILE` writes every window. A peer that cannot run is listed as missing with the reason. Relies on `taskset` to
 * pin to a core and says so where there is none. Not for measuring: that is each peer's own work.
 *
 * Options: `--windows N` (7), `--only NAME,NAME`, `--core N` (0), `--json FILE`.
 * The server of editors (`editor`) is measured after them by itself. To add an entry: a peer of its own beside the others, and one line in `entries`.
 */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { summarize } from "./stats.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = [process.execPath, "--no-liftoff"];

/** `commands`: tried in order until one answers. */
const entries = [
  { name: "peak", commands: [[...node, here("peak.js")]] },
  { name: "cnnc", commands: [[...node, here("peers/cnnc.js")]] },
  {
    name: "pytorch",
    commands: ["/usr/bin/python3", "python3"].map((python) => [python, here("peers/pytorch.py")]),
  },
  // Flags change nothing for JavaScript code; Node's default is what its users run.
  { name: "convnetjs", commands: [[process.execPath, here("peers/convnetjs.js")]] },
  { name: "checker", commands: [[process.execPath, here("peers/checker.js")]] },
];

/** Latencies rather than rates: a process of its own, after the others, which prints a table of its own. */
const reports = [{ name: "editor", command: [process.execPath, here("editor.js")] }];

/** A window in which a peer had less of its core than this is measured again, this many times at most. */
const QUIET_SHARE = 0.97;
const RETRIES = 4;

const canPin = (core) => spawnSync("taskset", ["-c", String(core), "true"]).status === 0;

/** Starts one command; gives `{ about, units, window, stop }`, or throws an Error that says why not. */
async function startPeer(command, core) {
  const pinned = core === undefined ? command : ["taskset", "-c", String(core), ...command];
  const child = spawn(pinned[0], [...pinned.slice(1), "--serve"], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  let talk = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    talk = (talk + text).slice(-4000);
  });
  child.stdin.on("error", () => {}); // a peer that died is reported by its exit
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise((_, reject) => child.on("error", reject));
  const ended = new Promise((resolve) => child.on("close", resolve));
  failed.catch(() => {});
  const next = async () => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    if (!done) return JSON.parse(value);
    await ended;
    throw new Error(talk.trim().split("\n").at(-1) || `ended with status ${child.exitCode}`);
  };
  const { ready, units } = await next();
  const window = () => {
    child.stdin.write("window\n");
    return next();
  };
  return { about: ready, units, window, stop: () => child.stdin.end() };
}

/** Tries the commands of an entry: `{ ...entry, peer }` or `{ ...entry, missing: reason }`. */
async function startEntry(entry, core) {
  const reasons = [];
  for (const command of entry.commands)
    try {
      return { ...entry, peer: await startPeer(command, core), windows: [], shares: [] };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  return { ...entry, missing: [...new Set(reasons)].join("; ") };
}

/** A peer that dies in the middle becomes missing: the others go on. */
async function measureWindow(entry) {
  try {
    let best = await entry.peer.window();
    for (let retry = 0; retry < RETRIES && best.share < QUIET_SHARE; retry++) {
      const again = await entry.peer.window();
      if (again.share > best.share) best = again;
    }
    entry.windows.push(best.rates);
    entry.shares.push(best.share);
  } catch (error) {
    entry.missing = `stopped: ${error instanceof Error ? error.message : error}`;
  }
}

/** One row per metric of every entry. */
const rowsOf = (started) =>
  started.flatMap((entry) =>
    entry.missing !== undefined
      ? [{ entry: entry.name, missing: entry.missing }]
      : Object.entries(entry.peer.units).map(([metric, unit]) => ({
          entry: entry.name,
          metric,
          unit,
          ...summarize(entry.windows.map((rates) => rates[metric])),
        })),
  );

/** The best window of the fastest register loop: no other number of this run can be above it by mul and add of 128 bits. */
const peakOf = (rows) => Math.max(...rows.filter((row) => row.entry === "peak" && !row.missing).map((row) => row.best));

/**
 * The issues' bars: measure of cnnc (or of the entry `of`) → least fraction of the peak, least ratio to the same measure of a
 * peer or to another measure of the same entry, or least number in its own unit.
 */
const bars = [
  { measure: "conv1+maxpool1.forward", peak: 0.7 },
  { measure: "conv2+maxpool2.forward", peak: 0.8 },
  { measure: "fc1.forward", peak: 0.8 },
  { measure: "conv2.backward-data", peak: 0.8 },
  { measure: "fc1.backward-data", peak: 0.8 },
  { measure: "conv1.backward-weights", peak: 0.65 },
  { measure: "conv2.backward-weights", peak: 0.65 },
  { measure: "fc1.backward-weights", peak: 0.65 },
  { measure: "training step, arithmetic", peak: 0.6 },
  { measure: "training step", peer: "pytorch", ratio: 1 },
  { measure: "training step", peer: "convnetjs", ratio: 40 },
  // 10 ms warm, 0.5 s as a process.
  { measure: "check ResNet-152", of: "checker", least: 100 },
  { measure: "cnnc check ResNet-152, process", of: "checker", least: 2 },
  { measure: "check, 8,014 layers", of: "checker", against: "check, 514 layers", ratio: 0.7 },
];

/** Each bar with what this run measured, medians against medians. */
function judge(rows, peak) {
  const find = (entry, measure) => rows.find((row) => row.entry === entry && row.metric === measure);
  const otherOf = (bar, entry) => {
    if (bar.least !== undefined) return { median: 1 };
    if (bar.against) return find(entry, bar.against);
    return bar.peer ? find(bar.peer, bar.measure) : { median: peak };
  };
  return bars.flatMap((bar) => {
    const entry = bar.of ?? "cnnc";
    const own = find(entry, bar.measure);
    const other = otherOf(bar, entry);
    if (!own || !other?.median) return [];
    const value = own.median / other.median;
    const goal = bar.peak ?? bar.ratio ?? bar.least;
    const against = bar.peer ?? bar.against ?? (bar.least === undefined ? "peak" : own.unit);
    return [{ measure: bar.measure, against, value, goal, met: value >= goal }];
  });
}

function renderTable(rows, peak) {
  const table = new Table({
    head: ["", "measure", "median", "best", "unit", "of SIMD128 peak"],
    colAligns: ["left", "left", "right", "right", "left", "right"],
    style: { head: [], border: [] },
  });
  const digits = (value) => (value >= 1000 ? value.toFixed(0) : value.toPrecision(3));
  for (const row of rows)
    table.push(
      row.missing !== undefined
        ? [row.entry, { colSpan: 5, content: `missing: ${row.missing}` }]
        : [
            row.entry,
            row.metric,
            digits(row.median),
            digits(row.best),
            row.unit,
            row.unit === "GFLOP/s" && peak > 0 ? `${((100 * row.median) / peak).toFixed(0)} %` : "",
          ],
    );
  return table.toString();
}

async function main() {
  const { values: options } = parseArgs({
    options: {
      windows: { type: "string", default: "7" },
      only: { type: "string" },
      core: { type: "string", default: "0" },
      json: { type: "string" },
    },
  });
  const rounds = Number(options.windows);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--windows ${options.windows}: a whole number from 1`);
  const names = options.only?.split(",");
  const all = [...entries, ...reports].map(({ name }) => name);
  const unknown = names?.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: the entries are ${all.join(", ")}`);
  const wanted = ({ name }) => names?.includes(name) ?? true;
  if (entries.some(wanted)) await compareEntries(options, rounds, wanted);
  for (const { name, command } of reports.filter(wanted))
    if (spawnSync(command[0], command.slice(1), { stdio: "inherit" }).status !== 0) throw new Error(`${name} failed`);
}

async function compareEntries(options, rounds, wanted) {
  const core = canPin(options.core) ? options.core : undefined;
  const loadBefore = loadavg()[0];
  const started = [];
  // One after another: a peer calibrates its windows while it starts, so it must be alone.
  for (const entry of entries.filter(wanted)) {
    console.error(`starting ${entry.name}`);
    started.push(await startEntry(entry, core));
  }
  const running = started.filter((entry) => entry.peer);
  for (let round = 0; round < rounds; round++) {
    console.error(`window ${round + 1} of ${rounds}`);
    for (const entry of running) if (entry.missing === undefined) await measureWindow(entry);
  }
  for (const { peer } of running) peer.stop();

  const rows = rowsOf(started);
  const peak = peakOf(rows);
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, load: loadBefore };
  console.log(
    `${machine.cpu}, Node ${machine.node}, ${core === undefined ? "not pinned (no taskset)" : `core ${core}`}, load ${loadBefore.toFixed(2)}`,
  );
  console.log(renderTable(rows, peak));
  if (peak > 0)
    console.log(`peak, SIMD128 multiply and add: ${peak.toFixed(1)} GFLOP/s (best window of the fastest loop)`);
  for (const { measure, against, value, goal, met } of judge(rows, peak))
    console.log(`${met ? "met   " : "MISSED"} ${measure}: ${value.toFixed(2)} of ${against} (bar ${goal.toFixed(2)})`);
  const disturbed = running
    .filter(({ missing, shares }) => missing === undefined && Math.min(...shares) < QUIET_SHARE)
    .map(({ name }) => name);
  if (disturbed.length > 0) console.log(`other work disturbed: ${disturbed.join(", ")} (see "shares" of --json)`);
  if (options.json) {
    const peers = running.map(({ name, peer, shares }) => ({ name, about: peer.about, shares }));
    writeFileSync(
      options.json,
      `${JSON.stringify({ schema: "cnnc.bench/1", machine, core, rounds, peak, peers, rows }, null, 1)}\n`,
    );
  }
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
