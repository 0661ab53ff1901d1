/**
 * The protocol between the bench and what it measures. A peer is a process: alone it measures some windows and prints one JSON
 * line; with `--serve` it prints `{ "ready": …, "units": { metric: unit } }`, then answers each line `window` on stdin with
 * `{ "rates": { metric: rate }, "share": … }` of one window (share: of the wall clock in which it had a processor), and ends with stdin. Many peers so stay alive on one core, asleep but one, and windows interleave.
 * peers/pytorch.py speaks the same protocol.
 */
import { createInterface } from "node:readline";
import { summarize, withShare } from "./stats.js";

const STANDALONE_WINDOWS = 7;

/**
 * Runs this process as a peer. `about` goes into the first line (versions, settings); `metrics` maps a name to
 * `{ unit, measure }`, `measure` giving one window's rate.
 */
export async function servePeer(about, metrics) {
  const entries = Object.entries(metrics);
  const measureAll = () => Object.fromEntries(entries.map(([name, { measure }]) => [name, measure()]));
  const units = Object.fromEntries(entries.map(([name, { unit }]) => [name, unit]));
  measureAll(); // calibrates and warms up
  if (!process.argv.includes("--serve")) {
    const rounds = Array.from({ length: STANDALONE_WINDOWS }, measureAll);
    const results = entries.map(([name]) => [name, { unit: units[name], ...summarize(rounds.map((r) => r[name])) }]);
    console.log(JSON.stringify({ ...about, metrics: Object.fromEntries(results) }));
    return;
  }
  console.log(JSON.stringify({ ready: about, units }));
  for await (const line of createInterface({ input: process.stdin }))
    if (line === "window") {
      const { result, share } = withShare(measureAll);
      console.log(JSON.stringify({ rates: result, share }));
    }
}
