/**
 * A folder of 300 images that Pillow wrote, in mixed formats, sizes and color modes, from training to prediction: counts add up,
 * `predict` of each test file is what `eval` says, cell by cell, and the exported program answers alike on the same weights. Its
 * readers of data give the images, labels and parts that ours give. Needs Debian's PyTorch and Pillow (python3-torch, python3-pil).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../../src/cli/commands/eval.ts";
import { exportModel } from "../../../src/cli/commands/export.ts";
import { predict } from "../../../src/cli/commands/predict.ts";
import { train } from "../../../src/cli/commands/train.ts";
import type { Dataset } from "../../../src/data/dataset.ts";
import { loadDataset } from "../../../src/data/load.ts";
import { call } from "../../cli/call.ts";

const python = "/usr/bin/python3";
const missing = spawnSync(python, ["-c", "import torch, PIL"]).status !== 0;
if (missing) console.log("skipped: PyTorch or Pillow is not installed for /usr/bin/python3");

const here = import.meta.dirname;
const FORMATS = ["png", "jpg", "bmp", "gif", "webp", "tif"];
const CLASSES = ["circle", "square", "triangle"];
const folder = mkdtempSync(join(tmpdir(), "cnnc-prepared-"));
const at = (...names: readonly string[]): string => join(folder, ...names);

function runPython(script: string, args: readonly string[]): string {
  const options = { encoding: "utf8", maxBuffer: 1e9, cwd: folder } as const;
  const { status, stdout, stderr } = spawnSync(python, [script, ...args], options);
  expect(status, stderr).toBe(0);
  return stdout;
}

function writeProgram(name: string, input: string, data: string, settings = ""): string {
  writeFileSync(
    at(`${name}.cnn`),
    `model Shapes {
  input ${input}
  conv 3x3x8 p1 -> relu -> maxpool 2
  conv 3x3x8 p1 -> relu -> maxpool 2
  fc 32 -> relu -> fc 3
}

train Shapes {
  data "${data}"
  loss crossentropy
  optimizer adam lr=0.003
  batch 16
  epochs 25
  ${settings}
}
`,
  );
  return at(`${name}.cnn`);
}

const testFiles = (): readonly string[] =>
  CLASSES.flatMap((name) =>
    readdirSync(at("images", "test", name))
      .sort()
      .map((file) => at("images", "test", name, file)),
  );

interface Guesses {
  readonly predictions: readonly {
    readonly guesses: readonly { readonly index: number; readonly probability: number }[];
  }[];
}

async function ok(called: Promise<Awaited<ReturnType<typeof call>>>): Promise<string> {
  const { code, stdout, diagnostics } = await called;
  expect(code, JSON.stringify(diagnostics)).toBe(0);
  return stdout;
}

describe.skipIf(missing)("300 images of mixed formats", { timeout: 600_000 }, () => {
  beforeAll(() => {
    const counts = JSON.parse(runPython(join(here, "make-images.py"), [at("images"), ...FORMATS])) as Record<
      string,
      number
    >;
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(300);
    // Every part by itself, for a set that must be split.
    mkdirSync(at("whole"));
    for (const name of CLASSES) {
      mkdirSync(at("whole", name));
      for (const part of ["train", "test"])
        for (const file of readdirSync(at("images", part, name)))
          writeFileSync(at("whole", name, file), readFileSync(at("images", part, name, file)));
    }
  });

  describe.each([
    ["color", "24x24x3", "normalize auto", {}],
    ["gray", "24x20x1", "", {}],
    ["inverted", "32x32x3", "normalize auto", { invert: true }],
  ] as const)("%s", (name, input, settings, options) => {
    let files: readonly string[] = [];
    let predicted: Guesses = { predictions: [] };

    it("are all counted, and predicted as they are evaluated", async () => {
      await ok(call(train, [writeProgram(name, input, "images", settings)], { out: at(`run-${name}`), ...options }));
      const record = JSON.parse(readFileSync(at(`run-${name}`, "run.json"), "utf8"));
      expect([record.trainImages, record.testImages]).toEqual([240, 60]);
      expect(record.preparation).toMatchObject({ numbers: "bytes", inverted: name === "inverted" });
      files = testFiles();
      predicted = JSON.parse(await ok(call(predict, [at(`run-${name}`), ...files], { format: "json", top: 3 })));
      const confusion = CLASSES.map((_, truth) =>
        CLASSES.map(
          (__, guess) =>
            predicted.predictions.filter(
              ({ guesses: [first] }, i) => first!.index === guess && files[i]!.includes(`/${CLASSES[truth]}/`),
            ).length,
        ),
      );
      const evaluated = JSON.parse(await ok(call(evaluateRun, [at(`run-${name}`)], { format: "json" })));
      expect(evaluated.confusion).toEqual(confusion);
      expect(evaluated.count).toBe(60);
      expect(evaluated.accuracy).toBeGreaterThan(0.6);
    });

    it("are predicted alike by the exported program, which splits alike too", async () => {
      const weights = at(`run-${name}`);
      const source = at(`${name}.py`);
      await ok(call(exportModel, [at(`${name}.cnn`)], { to: "pytorch", output: source, weights }));
      const record = JSON.parse(readFileSync(join(weights, "run.json"), "utf8"));
      const { mean = [0], std = [1] } = record.preparation.normalization ?? {};
      const images = files;
      const given = { file: source, className: "Shapes", weights: at(`${name}.safetensors`), images, folder: at("whole"), mean, std }; // prettier-ignore
      writeFileSync(at("case.json"), JSON.stringify(given));
      const theirs = JSON.parse(runPython(join(here, "read-images.py"), [at("case.json")])) as {
        probabilities: number[][];
        train: number[][];
        test: number[][];
      };
      let largest = 0;
      for (const [i, { guesses }] of predicted.predictions.entries())
        for (const { index, probability } of guesses)
          largest = Math.max(largest, Math.abs(probability - theirs.probabilities[i]![index]!));
      console.log(`${name}: largest difference of a probability ${largest.toExponential(2)}`);
      expect(largest).toBeLessThan(1e-3);

      const shape = input.split("x").map(Number);
      const splits = await loadDataset(at("whole"), { input: shape });
      for (const part of ["train", "test"] as const) {
        const { labels, count } = splits[part];
        expect(theirs[part].map(([label]) => label)).toEqual([...labels]);
        expect(count).toBe(part === "train" ? 270 : 30);
        const levels = name === "inverted" ? 255 : 0;
        expect(meanDifference(splits[part], theirs[part], levels)).toBeLessThan(0.2);
      }
    });

    it("train the exported program, which resumes to the same bits", () => {
      const source = at(`${name}.py`);
      const lines = (args: readonly string[]): readonly string[] =>
        runPython(source, ["--data", at("images"), ...args])
          .trimEnd()
          .split("\n");
      const through = lines(["--epochs", "3", "--save", at("through.safetensors")]);
      expect(through.length).toBe(3);
      expect(through[2]).toMatch(/^epoch 3: loss \d+\.\d+, test loss \d+\.\d+, test accuracy [01]\.\d+$/);
      const before = lines(["--epochs", "2", "--save", at("half.safetensors")]);
      const after = lines(["--epochs", "3", "--resume", at("half.safetensors"), "--workers", "1"]);
      expect([...before, ...after]).toEqual(through);
      expect(readFileSync(at("half.safetensors")).equals(readFileSync(at("through.safetensors")))).toBe(true);
    });
  });

  it("have a validation part that is watched, and a test part that is reported once", () => {
    mkdirSync(at("three"));
    for (const [from, to] of [
      ["train", "Train"],
      ["test", "Valid"],
    ] as const)
      spawnSync("cp", ["-r", at("images", from), at("three", to)]);
    spawnSync("cp", ["-r", at("images", "test"), at("three", "Test")]);
    const lines = runPython(at("color.py"), ["--data", at("three"), "--epochs", "1"])
      .trimEnd()
      .split("\n");
    expect(lines[0]).toMatch(/^epoch 1: loss \d+\.\d+, validation loss \d+\.\d+, validation accuracy [01]\.\d+$/);
    expect(lines[1]).toMatch(/^test loss \d+\.\d+, test accuracy [01]\.\d+$/);
    expect(lines.length).toBe(2);
    renameSync(at("three"), at("three-done"));
  });
});

/** In bytes; `levels - v` where the program inverts. Channels last against channels first. */
function meanDifference(
  { images, shape, count }: Dataset,
  theirs: readonly (readonly number[])[],
  levels: number,
): number {
  const [height = 0, width = 0, channels = 0] = shape;
  const places = height * width;
  let sum = 0;
  for (let i = 0; i < count; i++)
    for (let p = 0; p < places; p++)
      for (let c = 0; c < channels; c++) {
        const own = images[(i * places + p) * channels + c]!;
        const their = theirs[i]![1 + c * places + p]!;
        sum += Math.abs((levels === 0 ? own : levels - own) - their);
      }
  return sum / images.length;
}
