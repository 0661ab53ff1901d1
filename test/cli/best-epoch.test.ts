/** The best epoch is what a run gives, the last what it goes on from; three parts; runs that are moved or edited. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { exportModel } from "../../src/cli/commands/export.ts";
import { predict } from "../../src/cli/commands/predict.ts";
import { train } from "../../src/cli/commands/train.ts";
import type { Options } from "../../src/cli/options.ts";
import { encodePng } from "../../src/data/decode-image.ts";
import { createEpochTable } from "../../src/report/epoch-table.ts";
import { besidesFewImages, call, type Called } from "./call.ts";

/** 8x8 images of two classes that overlap, so that no epoch is perfect; from a seed. */
function writeImages(folder: string, count: number, seed: number): void {
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  for (const [name, level] of [
    ["dark", 70],
    ["light", 110],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < count; i++) {
      const shift = 90 * (random() - 0.5);
      const data = Uint8Array.from({ length: 64 }, () => Math.max(0, level + shift + 60 * (random() - 0.5)));
      writeFileSync(join(folder, name, `${i}.png`), encodePng({ width: 8, height: 8, channels: 1, data }));
    }
  }
}

const program = (schedule = "constant"): string =>
  `model Tone {\n  input 8x8x1\n  fc 8 -> relu -> dropout 0.5 -> fc 2\n}\n\ntrain Tone {\n  data "tone"\n  optimizer sgd lr=0.3 momentum=0.9\n  schedule ${schedule}\n  batch 8\n  epochs 8\n}\n`;

let folder = "";
const at = (...path: readonly string[]): string => join(folder, ...path);
const options = (run: string, more: Options = {}): Options => ({ out: at(run), set: [], until: [], ...more });
const record = (run: string) => JSON.parse(readFileSync(at(run, "run.json"), "utf8"));
const epochs = (run: string): readonly Record<string, number>[] =>
  readFileSync(at(run, "metrics.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, number>);
const scored = async (run: string, more: Options = {}) => {
  const { stdout, codes } = await call(evaluateRun, [at(run)], { format: "json", ...more });
  const { accuracy, loss } = JSON.parse(stdout) as { accuracy: number; loss: number };
  return { accuracy, loss, codes: besidesFewImages(codes) };
};
let two: Called;
let three: Called;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cnnc-best-"));
  writeImages(at("tone", "train"), 30, 1);
  writeImages(at("tone", "test"), 20, 2);
  writeFileSync(at("two.cnn"), program());
  two = await call(train, [at("two.cnn")], options("two"));
  mkdirSync(at("three"));
  cpSync(at("tone"), at("three", "tone"), { recursive: true });
  writeImages(at("three", "tone", "valid"), 20, 3);
  writeFileSync(at("three", "three.cnn"), program());
  three = await call(train, [at("three", "three.cnn")], options("three/run"));
}, 120_000);

/** Of the highest accuracy, among equals of the least loss. */
function bestOf(results: readonly Record<string, number>[], part: string): Record<string, number> {
  const [accuracy, loss] = [`${part}Accuracy`, `${part}Loss`];
  return [...results].sort((a, b) => b[accuracy]! - a[accuracy]! || a[loss]! - b[loss]! || a.epoch! - b.epoch!)[0]!;
}

describe("the best epoch", () => {
  it("is what eval gives, the last with --last; the last line of the training has both", async () => {
    const results = epochs("two");
    const best = bestOf(results, "test");
    const last = results.at(-1)!;
    expect(best.epoch).toBeLessThan(last.epoch!);
    expect(await scored("two")).toMatchObject({ accuracy: best.testAccuracy, codes: [] });
    expect((await scored("two")).loss).toBeCloseTo(best.testLoss!, 6);
    expect((await scored("two", { last: true })).loss).toBeCloseTo(last.testLoss!, 6);
    const figures = (accuracy: number): string => `accuracy ${(100 * accuracy).toFixed(2)}%`;
    expect(two.stdout).toContain(`test ${figures(best.testAccuracy!)}`);
    expect(two.stdout).toContain(`(epoch ${best.epoch} of 8, the best by test accuracy)`);
    expect(two.stdout).toContain(`; last epoch: test ${figures(last.testAccuracy!)}`);
    expect(record("two").result).toMatchObject({ kept: best.epoch, last: 8, watched: "test" });
  });

  it("is what predict and export take too, of a run that is trained on as well", async () => {
    const [image] = [at("tone", "test", "dark", "3.png")];
    const probability = async (more: Options): Promise<number> => {
      const { stdout } = await call(predict, [at("two"), image], { format: "json", ...more });
      return (JSON.parse(stdout) as { predictions: { guesses: { probability: number }[] }[] }).predictions[0]!
        .guesses[0]!.probability;
    };
    expect(await probability({})).not.toBe(await probability({ last: true }));
    const exported = async (name: string, more: Options): Promise<void> => {
      const to = { to: "safetensors", output: at(name), weights: at("two"), set: [], ...more };
      expect((await call(exportModel, [at("two.cnn")], to)).code).toBe(0);
    };
    await exported("best.safetensors", {});
    await exported("last.safetensors", { last: true });
    expect(await probability({ weights: at("best.safetensors") })).toBe(await probability({}));
    expect(await probability({ weights: at("last.safetensors") })).toBe(await probability({ last: true }));
  });

  it("is the one that reached the target of --until, also where an earlier one is more accurate", async () => {
    const results = epochs("two");
    const target = results[4]!.testLoss!;
    const first = results.find(({ testLoss }) => testLoss! <= target)!;
    const until = [{ metric: "loss", value: target }] as const;
    const reached = await call(train, [at("two.cnn")], options("reached", { until }));
    expect([reached.code, record("reached").result.kept]).toEqual([0, first.epoch]);
    expect((await scored("reached")).loss).toBeCloseTo(first.testLoss!, 6);
    const missed = await call(train, [at("two.cnn")], options("missed", { until: [{ metric: "loss", value: 1e-6 }] }));
    expect([missed.code, besidesFewImages(missed.codes)]).toEqual([4, ["train/target-missed"]]);
    expect(missed.diagnostics.at(-1)!.notes!.join()).toMatch(/accuracy \d+\.\d\d%, loss 0\.\d{4}$/);
  });

  it("--last is about run folders", async () => {
    const file = at("two", "weights.safetensors");
    const wrong = await call(predict, [at("two"), at("tone")], { weights: file, last: true });
    expect([wrong.code, wrong.codes]).toEqual([2, ["cli/wrong-usage"]]);
    const damaged = at("damaged");
    cpSync(at("two"), damaged, { recursive: true });
    const bytes = readFileSync(join(damaged, "checkpoint.safetensors"));
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(join(damaged, "checkpoint.safetensors"), bytes);
    const { code, codes } = await call(evaluateRun, [damaged], { last: true });
    expect([code, codes]).toEqual([3, ["runtime/bad-checkpoint"]]);
  });

  it("a resumed training keeps the best of before", async () => {
    await call(train, [at("two.cnn")], options("parts", { epochs: 5 }));
    await call(train, [at("two.cnn")], options("parts", { epochs: 8, resume: true }));
    for (const name of ["weights.safetensors", "checkpoint.safetensors"])
      expect(readFileSync(at("parts", name)).equals(readFileSync(at("two", name)))).toBe(true);
  });

  it("a schedule that plans with the epochs says that the rate jumps", async () => {
    writeFileSync(at("cosine.cnn"), program("cosine"));
    await call(train, [at("cosine.cnn")], options("cosine", { epochs: 2 }));
    const { talk } = await call(train, [at("cosine.cnn")], options("cosine", { epochs: 4, resume: true }));
    const before = epochs("cosine")[1]!.rate!;
    expect(talk).toContain("the schedule `cosine` plans with 4 epochs now, with 2 before: the rate goes from");
    expect(talk).toContain(`from ${before.toPrecision(4)} to `);
    const same = await call(train, [at("cosine.cnn")], options("cosine", { epochs: 4, resume: true }));
    expect(same.talk).not.toContain("schedule");
  });
});

describe("three parts", () => {
  it("the validation part is watched, the test part is scored once, with the weights of the best", async () => {
    const results = epochs("three/run");
    expect(results.every((result) => !("testLoss" in result) && "validationLoss" in result)).toBe(true);
    const best = bestOf(results, "validation");
    const { result } = record("three/run");
    expect(result).toMatchObject({ kept: best.epoch, watched: "validation" });
    expect(result.test).toEqual((({ loss, accuracy }) => ({ loss, accuracy }))(await scored("three/run")));
    const percent = `${(100 * result.test.accuracy).toFixed(2)}%`;
    expect(three.stdout).toContain(`test accuracy ${percent}`);
    expect(three.stdout).toContain(`the best by validation accuracy; validation accuracy `);
    expect(three.talk).toMatch(/^epoch 1\/8: .*; validation loss /m);
    expect(three.talk).not.toContain("test loss");
    expect(readFileSync(at("three", "run", "curves.svg"), "utf8")).toContain("validation loss");
  });
});

describe("a run that was moved or edited", () => {
  it("finds its data from anywhere, and with them after a move; else it says where it looked", async () => {
    const before = await scored("two");
    const moved = mkdtempSync(join(tmpdir(), "cnnc-moved-"));
    renameSync(at("two"), join(moved, "two"));
    renameSync(at("tone"), join(moved, "tone"));
    const evaluate = (more: Options = {}): Promise<Called> =>
      call(evaluateRun, [join(moved, "two")], { format: "json", ...more });
    expect(JSON.parse((await evaluate()).stdout)).toMatchObject({ accuracy: before.accuracy });
    renameSync(join(moved, "tone"), at("elsewhere"));
    const lost = await evaluate();
    expect([lost.code, lost.codes]).toEqual([3, ["run/data-not-found"]]);
    const notes = lost.diagnostics[0]!.notes!;
    expect(notes).toContain(`looked at ${at("tone")}`);
    expect(notes).toContain(`looked at ${join(moved, "tone")}`);
    expect((await evaluate({ data: at("elsewhere") })).code).toBe(0);
    renameSync(at("elsewhere"), at("tone"));
    renameSync(join(moved, "two"), at("two"));
    rmSync(moved, { recursive: true });
  });

  it("an edited or missing model.cnn is reported by all that use the run", async () => {
    cpSync(at("two"), at("edited"), { recursive: true });
    appendFileSync(at("edited", "model.cnn"), "// another width would be better\n");
    const image = at("tone", "test", "dark", "3.png");
    expect((await scored("edited")).codes).toEqual(["run/program-changed"]);
    expect((await call(predict, [at("edited"), image])).codes).toContain("run/program-changed");
    const to = { to: "dot", output: at("edited.dot"), set: [] };
    expect((await call(exportModel, [at("edited", "model.cnn")], to)).codes).toContain("run/program-changed");
    rmSync(at("edited", "model.cnn"));
    expect((await scored("edited")).codes).toEqual(["run/program-changed"]);
    expect((await scored("two")).codes).toEqual([]);
  });
});

describe("the table of epochs", () => {
  const result = { epoch: 7, step: 9, loss: 0.1, accuracy: 0.5, rate: 0.1, testLoss: 1, testAccuracy: 0.5 };
  const row = { ...result, seconds: 1.5, imagesPerSecond: 12_548.4 };

  it.each([
    [120, ["epoch", "loss", "accuracy", "test loss", "test accuracy", "rate", "time", "images/s"]],
    [80, ["epoch", "loss", "accuracy", "test loss", "test accuracy", "rate", "time"]],
    [60, ["epoch", "loss", "accuracy", "test loss", "test accuracy"]],
  ])("of %i columns has room for the mark, and no line is longer", (width, titles) => {
    for (const epochs of [3, 100_000]) {
      const table = createEpochTable(epochs, { width, best: () => 7 });
      const lines = [...table.head, table.row(row)];
      if (epochs === 3) expect(lines[0]!.trim().split(/ {2,}/)).toEqual(titles);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      expect(lines[2]).toMatch(/ {2}best$/);
    }
    expect(createEpochTable(3, { width: 120 }).row(row)).toContain("12,548");
  });

  it("names the validation part", () => {
    expect(createEpochTable(3, { part: "validation" }).head[0]).toMatch(/ val loss +val accuracy /);
  });
});
