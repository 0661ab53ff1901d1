/**
 * One preparation of an image from training to prediction: `predict` of a file says what `eval` says of the same image, whatever
 * the numbers, the background and the inversion of the set were.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { predict } from "../../src/cli/commands/predict.ts";
import { train } from "../../src/cli/commands/train.ts";
import type { Options } from "../../src/cli/options.ts";
import { encodePng } from "../../src/data/decode-image.ts";
import { readManifest } from "../../src/runtime/index.ts";
import { bytesArray, npy, zip } from "../data/make-archives.ts";
import { call } from "./call.ts";
import { temporaryFolder } from "./command.ts";

let folder = "";
const at = (...names: readonly string[]): string => join(folder, ...names);

function randomBytes(seed: number): (from: number, to: number) => number {
  let state = seed;
  return (from, to) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return from + Math.floor((state / 2 ** 32) * (to - from));
  };
}

function writeGray(path: string, data: Uint8Array): void {
  const side = Math.sqrt(data.length);
  writeFileSync(path, encodePng({ width: side, height: side, channels: 1, data }));
}

function program(name: string, data: string, input: string, classes: number, epochs: number): string {
  writeFileSync(
    at(`${name}.cnn`),
    `model M {
  input ${input}
  fc 16 -> relu -> fc ${classes}
}

train M {
  data "${data}"
  optimizer adam lr=0.01
  batch 16
  epochs ${epochs}
}
`,
  );
  return at(`${name}.cnn`);
}

async function trained(file: string, run: string, options: Options = {}) {
  const called = await call(train, [file], { out: at(run), ...options });
  expect(called.code, JSON.stringify(called.diagnostics)).toBe(0);
  return called;
}

async function guesses(run: string, files: readonly string[], options: Options = {}) {
  const called = await call(predict, [at(run), ...files], { format: "json", ...options });
  expect(called.code, JSON.stringify(called.diagnostics)).toBe(0);
  const { predictions } = JSON.parse(called.stdout) as {
    predictions: { guesses: { class: string; probability: number }[]; unlike?: { quantity: string; text: string }[] }[];
  };
  return { called, predictions, classes: predictions.map(({ guesses: [first] }) => first!.class) };
}

/** Ten classes, told by a white pixel on noise. */
function digit(label: number, random: ReturnType<typeof randomBytes>): Uint8Array {
  const image = Uint8Array.from({ length: 16 }, () => random(0, 50));
  image[label] = 255;
  return image;
}

beforeAll(() => {
  folder = temporaryFolder();
});

describe("a gray set with dark and bright images", () => {
  const kinds = [
    ["dark", 10, 50],
    ["light", 180, 220],
  ] as const;
  beforeAll(async () => {
    const random = randomBytes(5);
    for (const [part, count] of [
      ["train", 30],
      ["test", 5],
    ] as const) {
      for (const [kind, from, to] of kinds) {
        mkdirSync(at("tone", part, kind), { recursive: true });
        for (let i = 0; i < count; i++)
          writeGray(
            at("tone", part, kind, `${i}.png`),
            Uint8Array.from({ length: 64 }, () => random(from, to)),
          );
      }
    }
    await trained(program("tone", "tone", "8x8x1", 2, 12), "tone-run");
  }, 60_000);

  it("is predicted as it is evaluated: nothing is inverted by itself", async () => {
    const { stdout } = await call(evaluateRun, [at("tone-run")], { format: "json" });
    expect(JSON.parse(stdout)).toMatchObject({
      accuracy: 1,
      confusion: [
        [5, 0],
        [0, 5],
      ],
    });
    for (const [kind] of kinds) {
      const files = [0, 1, 2, 3, 4].map((i) => at("tone", "test", kind, `${i}.png`));
      const { classes, called } = await guesses("tone-run", files);
      expect(classes).toEqual(files.map(() => kind));
      expect(called.codes).toEqual([]);
    }
  });

  it("keeps the record in the module and in run.json", async () => {
    const { preparation } = readManifest(await WebAssembly.compile(readFileSync(at("tone-run", "model.wasm"))));
    expect(preparation).toMatchObject({ numbers: "bytes", color: "gray", inverted: false, statistics: { images: 60 } });
    expect(JSON.parse(readFileSync(at("tone-run", "run.json"), "utf8")).preparation).toEqual(preparation);
  });

  it("is inverted when that is asked for: each class is then taken for the other", async () => {
    const { classes } = await guesses("tone-run", [at("tone", "test", "light", "0.png")], { invert: true });
    expect(classes).toEqual(["dark"]);
    const { stdout } = await call(evaluateRun, [at("tone-run")], { format: "json", invert: true });
    expect(JSON.parse(stdout).accuracy).toBe(0);
  });

  it("that was trained inverted is predicted, evaluated and resumed so", async () => {
    const run = "tone-inverted";
    await trained(at("tone.cnn"), run, { invert: true });
    const { stdout } = await call(evaluateRun, [at(run)], { format: "json" });
    expect(JSON.parse(stdout).accuracy).toBe(1);
    const { classes } = await guesses(run, [at("tone", "test", "light", "0.png"), at("tone", "test", "dark", "0.png")]);
    expect(classes).toEqual(["light", "dark"]);
    await trained(at("tone.cnn"), run, { resume: true, epochs: 13 });
    expect(JSON.parse((await call(evaluateRun, [at(run)], { format: "json" })).stdout).accuracy).toBe(1);
    // What was not begun so does not become so.
    const { code, codes } = await call(train, [at("tone.cnn")], { out: at("tone-run"), resume: true, invert: true });
    expect([code, codes]).toEqual([3, ["run/other-settings"]]);
  });
});

describe("a set of floats", () => {
  const scales = [
    ["255", (b: number) => b],
    ["signed", (b: number) => b / 127.5 - 1],
    ["one", (b: number) => b / 255],
  ] as const;
  const labels = Array.from({ length: 200 }, (_, i) => i % 10);
  const random = randomBytes(1);
  const images = labels.map((label) => digit(label, random));
  const archive = (name: string, number: (b: number) => number): void =>
    writeFileSync(
      at(`${name}.npz`),
      zip([
        {
          name: "x_train.npy",
          data: npy({
            descr: "'<f4'",
            shape: "(200, 4, 4)",
            data: new Uint8Array(
              Float32Array.from(
                images.flatMap((image) => [...image]),
                number,
              ).buffer,
            ),
          }),
        },
        { name: "y_train.npy", data: bytesArray([200], labels) },
      ]),
    );
  beforeAll(() => {
    for (let i = 0; i < 10; i++) writeGray(at(`digit${i}.png`), images[i]!);
  });

  it.each(scales)("keeps its range when files are predicted: %s", async (name, number) => {
    archive(name, number);
    const { codes } = await trained(program(name, `${name}.npz`, "4x4x1", 10, 20), `run-${name}`);
    expect(codes).toEqual(name === "one" ? [] : ["data/float-range"]);
    const files = Array.from({ length: 10 }, (_, i) => at(`digit${i}.png`));
    const { classes, predictions, called } = await guesses(`run-${name}`, files);
    expect(classes).toEqual([..."0123456789"]);
    for (const {
      guesses: [first],
    } of predictions)
      expect(first!.probability).toBeGreaterThan(0.9);
    expect(called.codes).toEqual([]);
  });

  it("whose range does not tell what white is refuses files, and says so before it trains", async () => {
    archive("standard", (b) => (b - 40) / 60);
    const { codes, diagnostics } = await trained(program("standard", "standard.npz", "4x4x1", 10, 1), "run-standard");
    expect(codes).toEqual(["data/float-range"]);
    expect(diagnostics[0]!.notes?.join()).toContain("will refuse image files");
    const refused = await call(predict, [at("run-standard"), at("digit0.png")]);
    expect([refused.code, refused.codes]).toEqual([1, ["data/unknown-range"]]);
    expect(refused.diagnostics[0]!.help).toContain("uint8");
  });

  it("is evaluated on the scale of the training, whatever the scale of the other set", async () => {
    for (const [run] of scales) {
      for (const [set] of scales) {
        const { stdout, code } = await call(evaluateRun, [at(`run-${run}`)], {
          format: "json",
          data: at(`${set}.npz`),
        });
        expect([run, set, code, JSON.parse(stdout).accuracy]).toEqual([run, set, 0, 1]);
      }
    }
  });
});

describe("an image that is unlike the training images", () => {
  it("is noted with the quantity, on standard error and in JSON, and --invert is offered where it helps", async () => {
    const white = digit(3, randomBytes(9)).map((b) => 255 - b);
    writeGray(at("white.png"), white);
    const { predictions, called } = await guesses("run-one", [at("white.png")]);
    expect(called.codes).toEqual(["data/unlike-training"]);
    const [note] = called.diagnostics;
    expect(note!.severity).toBe("warning");
    expect(note!.file).toBe(at("white.png"));
    expect([note!.message, ...note!.notes!].join("\n")).toMatch(
      /border level 0\.\d+; the training images' were 0\.\d+ to 0\.\d+/,
    );
    expect(note!.help).toContain("--invert");
    expect(predictions[0]!.unlike!.map(({ quantity }) => quantity)).toContain("border level");
    const inverted = await guesses("run-one", [at("white.png")], { invert: true });
    expect([inverted.classes, inverted.called.codes]).toEqual([["3"], []]);
    expect(inverted.predictions[0]!.unlike).toBeUndefined();
  });

  it("is counted where there are many", async () => {
    const files = Array.from({ length: 9 }, (_, i) => {
      writeGray(at(`w${i}.png`), new Uint8Array(16).fill(200 + i));
      return at(`w${i}.png`);
    });
    const { called, predictions } = await guesses("run-one", [...files, at("digit1.png")]);
    expect(called.codes).toEqual(Array.from({ length: 6 }, () => "data/unlike-training"));
    expect(called.diagnostics.at(-1)!.message).toBe("4 more of the 10 images look unlike the training images");
    expect(predictions.filter(({ unlike }) => unlike !== undefined).length).toBe(9);
  });
});
