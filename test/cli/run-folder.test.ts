/** Who may train in a run folder, and from which of its checkpoints: the command in the test's own process. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { train } from "../../src/cli/commands/train.ts";
import { type Called, call } from "./call.ts";
import { temporaryFolder } from "./command.ts";
import { smallProgram, writeSmallData } from "./small-data.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
const run = (options: Readonly<Record<string, unknown>> = {}): Promise<Called> =>
  call(train, [at("small.cnn")], { out: at("run"), ...options });
const inRun = (name: string): Buffer => readFileSync(join(folder, "run", name));
const newest = "run/checkpoint.safetensors";
const previous = "run/checkpoint.previous.safetensors";
const damage = (name: string): void => {
  const bytes = readFileSync(at(name));
  bytes[bytes.length - 5]! ^= 1;
  writeFileSync(at(name), bytes);
};

let whole: Readonly<Record<"weights" | "checkpoint", Buffer>>;

beforeAll(async () => {
  folder = temporaryFolder();
  writeSmallData(at("data"), { train: 64, test: 16 });
  writeFileSync(at("small.cnn"), smallProgram());
  writeFileSync(at("package.json"), "{}");
  expect((await run()).code).toBe(0);
  whole = { weights: inRun("weights.safetensors"), checkpoint: inRun("checkpoint.safetensors") };
});

beforeEach(async () => {
  rmSync(at("run"), { recursive: true });
  expect((await run({ epochs: 3 })).code).toBe(0);
});

describe("checkpoints", () => {
  it("are two, and the older one is passed over while the newest is sound", async () => {
    expect(inRun("checkpoint.previous.safetensors").toString("latin1")).toContain('"cnnc.epoch":"2"');
    damage(previous);
    const { code, codes } = await run({ resume: true });
    expect([code, codes]).toEqual([0, []]);
  });

  it.each([
    ["has a flipped bit", () => damage(newest)],
    ["is cut short", () => writeFileSync(at(newest), readFileSync(at(newest)).subarray(0, 700))],
    ["is empty", () => writeFileSync(at(newest), "")],
    ["is not there", () => rmSync(at(newest))],
  ])("a newest that %s is named, and the training goes on from the one before to the same bits", async (_, spoil) => {
    spoil();
    const { code, diagnostics } = await run({ resume: true });
    expect(code).toBe(0);
    expect(diagnostics.map((each) => [each.code, each.severity, each.file])).toEqual([
      ["run/checkpoint-damaged", "warning", at(newest)],
    ]);
    expect(inRun("weights.safetensors").equals(whole.weights)).toBe(true);
    expect(inRun("checkpoint.safetensors").equals(whole.checkpoint)).toBe(true);
    expect(inRun("metrics.jsonl").toString().trim().split("\n").length).toBe(3);
  });

  it("that are both damaged end it, and stay as they are", async () => {
    damage(newest);
    damage(previous);
    const before = [readFileSync(at(newest)), readFileSync(at(previous))];
    const { code, diagnostics } = await run({ resume: true });
    expect(code).toBe(3);
    expect(diagnostics.map((each) => [each.code, each.file])).toEqual([["runtime/bad-checkpoint", at(previous)]]);
    expect(diagnostics[0]!.notes?.join()).toContain(newest);
    expect([readFileSync(at(newest)), readFileSync(at(previous))]).toEqual(before);
  });

  it("of a run that is replaced are never taken for those of the new one", async () => {
    copyFileSync(at(newest), at("kept"));
    expect((await run({ overwrite: true, epochs: 1, seed: 7 })).code).toBe(0);
    expect(inRun("checkpoint.previous.safetensors").toString("latin1")).toContain('"cnnc.seed":"7"');
    expect((await run({ resume: true, epochs: 2 })).codes).toEqual([]);
  });

  it("are missing in a run that was killed before its first: it may begin anew", async () => {
    rmSync(at(newest));
    rmSync(at(previous));
    writeFileSync(at("run/metrics.jsonl"), "");
    expect((await run({ resume: true })).codes).toEqual(["run/not-a-run"]);
    expect((await run()).code).toBe(0);
    expect(inRun("checkpoint.safetensors").equals(whole.checkpoint)).toBe(true);
  });
});

describe("the lock", () => {
  const lock = (holder: unknown): void =>
    writeFileSync(at("run/run.lock"), typeof holder === "string" ? holder : `${JSON.stringify(holder)}\n`);

  it("is gone when the training is over, also when it was refused", async () => {
    expect(existsSync(at("run/run.lock"))).toBe(false);
    expect((await run()).codes).toEqual(["run/exists"]);
    expect(readdirSync(at("run")).filter((name) => name.includes("lock"))).toEqual([]);
  });

  it("refuses the second of two trainings by name of the first", async () => {
    const [first, second] = await Promise.all([
      run({ overwrite: true, epochs: 20 }),
      new Promise<void>((resolve) => setImmediate(resolve)).then(() => run({ resume: true })),
    ]);
    const [refused, other] = first.code === 3 ? [first, second] : [second, first];
    expect([refused.code, refused.codes, other.code]).toEqual([3, ["run/busy"], 0]);
    expect(refused.diagnostics[0]!.message).toContain(`process ${process.pid} on ${hostname()}`);
  });

  it("of a living process, or of another machine, is respected for every way to begin", async () => {
    for (const holder of [
      { pid: process.ppid, host: hostname(), since: "today" },
      { pid: 1, host: "another.machine", since: "today" },
    ]) {
      lock(holder);
      for (const options of [{}, { resume: true }, { overwrite: true }]) {
        const { code, codes, diagnostics } = await run(options);
        expect([code, codes]).toEqual([3, ["run/busy"]]);
        expect(diagnostics[0]!.message).toContain(`process ${holder.pid} on ${holder.host}`);
      }
      expect(JSON.parse(inRun("run.lock").toString())).toEqual(holder);
    }
    expect(inRun("checkpoint.safetensors").equals(whole.checkpoint)).toBe(true);
  });

  it("of a dead process, of an earlier one with the same number, or of nobody is taken over", async () => {
    const dead = spawnSync(process.execPath, ["-e", "0"]).pid;
    for (const holder of [
      { pid: dead, host: hostname(), since: "yesterday" },
      { pid: process.ppid, host: hostname(), birth: "another-boot 12", since: "yesterday" },
      "",
      '{"pid":',
    ]) {
      lock(holder);
      expect((await run({ resume: true })).code).toBe(0);
      expect(readdirSync(at("run")).filter((name) => name.includes("lock"))).toEqual([]);
    }
  });
});
