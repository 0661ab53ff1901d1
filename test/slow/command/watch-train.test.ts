/** `train --watch`: a change ends the training and begins the next, in the same run folder; runs of others stay. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { buildOnce, cnnc, temporaryFolder } from "../../cli/command.ts";
import { smallProgram, writeSmallData } from "../../cli/small-data.ts";
import { startWatching, times, type Watching } from "../../cli/watch/start.ts";

let folder = "";
let running: Watching | undefined;
const at = (name: string): string => join(folder, name);
const endless = smallProgram().replace(/epochs +3/, "epochs 100000");
const short = smallProgram().replace(/epochs +3/, "epochs 1");
const recordOf = (run: string): { readonly epochs: number; readonly started: string; readonly result?: object } =>
  JSON.parse(readFileSync(at(`runs/${run}/run.json`), "utf8"));

beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
  writeSmallData(at("data"), { train: 100, test: 20 });
}, 120_000);
beforeEach(() => {
  rmSync(at("runs"), { recursive: true, force: true });
  writeFileSync(at("a.cnn"), endless);
});
afterEach(async () => {
  running?.kill("SIGKILL");
  await running?.ended;
  running = undefined;
});
const start = (...words: readonly string[]): Watching => {
  running = startWatching(["train", "a.cnn", "--watch", ...words], folder);
  return running;
};

it("stops at a change, waits while the program does not check, starts over, and ends with a checkpoint", async () => {
  const watch = start();
  await watch.until((_, talk) => /^compiled Small/m.test(talk) && existsSync(at("runs/Small/checkpoint.safetensors")));
  const first = recordOf("Small").started;
  writeFileSync(at("a.cnn"), endless.replace("relu", "relo"));
  await watch.until((_, talk) =>
    /stopped \(run folder runs.Small\)[\s\S]*unknown layer `relo`[\s\S]*errors; /.test(talk),
  );
  // As it was when it was stopped, to be gone on with.
  expect(recordOf("Small").started).toBe(first);
  expect(existsSync(at("runs/Small/run.lock"))).toBe(false);
  writeFileSync(at("a.cnn"), short);
  await watch.until((out) => /^test accuracy .*run runs.Small\n$/.test(out));
  await watch.until((_, talk) => talk.endsWith("no errors; watching 1 file, Ctrl-C ends\n"));
  expect(recordOf("Small")).toMatchObject({ epochs: 1, result: { last: 1 } });
  writeFileSync(at("a.cnn"), endless);
  await watch.until((_, talk) => times("compiled Small", talk) === 3);
  await watch.until(() => recordOf("Small").epochs === 100_000);
  watch.kill("SIGINT");
  expect(await watch.ended).toBe(130);
  expect(recordOf("Small").result).toBeUndefined();
  const resumed = await cnnc(["train", "a.cnn", "--resume", "--epochs", "1"], { cwd: folder });
  expect(resumed.code).toBe(0);
}, 60_000);

it("never replaces a run of somebody else without --overwrite, neither at first nor between rounds", async () => {
  writeFileSync(at("a.cnn"), short);
  expect((await cnnc(["train", "a.cnn"], { cwd: folder })).code).toBe(0);
  const foreign = recordOf("Small").started;
  const watch = start();
  await watch.until((_, talk) => talk.includes("error[run/exists]"));
  writeFileSync(at("a.cnn"), short.replace("batch     16", "batch     20"));
  await watch.until((_, talk) => times("error[run/exists]", talk) === 2);
  expect(recordOf("Small").started).toBe(foreign);
  rmSync(at("runs"), { recursive: true });
  writeFileSync(at("a.cnn"), short);
  await watch.until((out) => times("run runs", out) === 1);
  await watch.until((_, talk) => talk.endsWith("no errors; watching 1 file, Ctrl-C ends\n"));
  expect((await cnnc(["train", "a.cnn", "--overwrite"], { cwd: folder })).code).toBe(0);
  const other = recordOf("Small").started;
  writeFileSync(at("a.cnn"), short.replace("batch     16", "batch     20"));
  await watch.until((_, talk) => times("error[run/exists]", talk) === 3);
  expect(recordOf("Small").started).toBe(other);
  watch.kill("SIGINT");
  expect(await watch.ended).toBe(130);
}, 60_000);

it("with --overwrite it does", async () => {
  writeFileSync(at("a.cnn"), short);
  expect((await cnnc(["train", "a.cnn"], { cwd: folder })).code).toBe(0);
  const foreign = recordOf("Small").started;
  const watch = start("--overwrite");
  await watch.until((out) => times("run runs", out) === 1);
  expect(recordOf("Small").started).not.toBe(foreign);
}, 60_000);
