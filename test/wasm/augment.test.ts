/** Augmentation inside the module against its meaning in float64; who sees it and who does not; resume; what it costs when absent. */
import { describe, expect, test } from "vitest";
import { augmentImage } from "../../src/ir/augment-image.ts";
import { runStages } from "../../src/pipeline.ts";
import { load, type Net } from "../../src/runtime/index.ts";
import { createRandom } from "./compile-chain.ts";
import { compileText, lenetText, modelOfText } from "./compile-text.ts";

const SEED = 11;

const text = (input: string, augment: string, settings = ""): string =>
  `model Net {\n  input ${input}\n  fc 5\n}\ntrain Net {\n  augment ${augment}\n  batch 6\n  seed ${SEED}\n  optimizer sgd lr=0.05 momentum=0.9\n${settings}}\n`;

/** With every activation to be looked at, the input among them. */
const open = (program: string): Promise<Net> => load(compileText(program, { keepActivations: true }).wasm);

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function drawImages(shape: readonly number[], count: number): Float32Array<ArrayBuffer> {
  const random = createRandom(count + shape.length);
  return Float32Array.from({ length: count * sizeOf(shape) }, () => (random() + 1) / 2);
}

const stepsOf = (program: string) => runStages(modelOfText(program), { training: true }).program.training!.augment;

const chains: readonly (readonly [input: string, chain: string])[] = [
  ["9x7x1", "shift 2"],
  ["9x7x3", "shift 6"],
  ["28x28x1", "shift 3"],
  ["13x2", "shift 4"],
  ["3x5x4x2", "shift 2"],
  ["9x7x1", "flip horizontal"],
  ["9x7x3", "flip vertical"],
  ["6x6x7", "flip"],
  ["13x2", "flip horizontal"],
  ["3x5x4x2", "flip vertical"],
  ["9x7x1", "rotate 30"],
  ["9x7x3", "rotate 180"],
  ["6x8x6", "rotate 45"],
  ["3x5x4x2", "rotate 20"],
  ["9x7x2", "crop [9, 7] pad=3"],
  ["8x8x1", "crop 10 pad=2 -> crop 8"],
  ["8x8x1", "crop 5 -> crop 8 pad=2"],
  ["13x2", "crop 13 pad=4"],
  ["3x5x4x2", "crop [3, 5, 4] pad=1"],
  ["9x7x3", "erase 4"],
  ["9x7x1", "erase 7"],
  ["13x2", "erase 5"],
  ["3x5x4x2", "erase 3"],
  ["9x7x1", "noise 0.2"],
  ["7", "noise 0.2"],
  ["10x9x1", "shift 2 -> flip horizontal -> rotate 10 -> crop [10, 9] pad=2 -> erase 4 -> noise 0.05"],
  ["10x9x2", "noise 0.05 -> erase 4 -> rotate 15"],
];

describe.each(chains)("on %s: %s", (input, chain) => {
  const shape = input.split("x").map(Number);
  const program = text(input, chain, `  normalize mean=0.25 std=0.5\n`);
  const steps = stepsOf(program);
  test.each(["floats", "bytes"])("the module computes what its steps mean: %s", async (kind) => {
    const net = await open(program);
    const floats = drawImages(shape, 6);
    const images = kind === "floats" ? floats : Uint8Array.from(floats, (value) => Math.round(255 * value));
    const units = kind === "floats" ? floats : Float32Array.from(images, (value) => value / 255);
    for (const update of [0, 1, 2]) {
      // The gradients alone: the update that follows sees the same images.
      for (const learn of [false, true]) {
        const before = images.slice();
        net.trainStep(images, [0, 1, 2, 3, 4], 5, { update: learn });
        expect(images).toEqual(before);
        for (let image = 0; image < 5; image++) {
          const given = units.subarray(image * sizeOf(shape), (image + 1) * sizeOf(shape));
          const meant = augmentImage(given, steps, { seed: SEED, update, image });
          const seen = net.activation("input", image).data;
          const most = Math.max(...seen.map((value, e) => Math.abs(value / 2 + 0.25 - meant[e]!)));
          expect(most).toBeLessThan(2e-5);
        }
      }
    }
  });
});

test("chance differs from image to image, from update to update, from seed to seed and from step to step of a chain", () => {
  const image = Float64Array.from({ length: 400 }, (_, i) => i + 1);
  const once = stepsOf(text("20x20x1", "shift 9"));
  const twice = stepsOf(text("20x20x1", "shift 9 -> shift 9"));
  const results = [
    augmentImage(image, once, { seed: 1, update: 0, image: 0 }),
    augmentImage(image, once, { seed: 1, update: 0, image: 1 }),
    augmentImage(image, once, { seed: 1, update: 1, image: 0 }),
    augmentImage(image, once, { seed: 2, update: 0, image: 0 }),
    augmentImage(image, [twice[0]!], { seed: 1, update: 0, image: 0 }),
    augmentImage(image, twice, { seed: 1, update: 0, image: 0 }),
  ].map((result) => result.join());
  expect(results[4]).toBe(results[0]);
  expect(new Set(results).size).toBe(5);
});

test("every shift and both sides of a mirror come up about as often as they should", () => {
  const image = Float64Array.from({ length: 7 }, (_, i) => i + 1);
  const [shift] = stepsOf(text("7x1", "shift 2"));
  const [mirror] = stepsOf(text("7x1", "flip"));
  const firsts = Array.from({ length: 5000 }, (_, update) => augmentImage(image, [shift!], { seed: 3, update, image: 0 })[3]!); // prettier-ignore
  for (const value of [2, 3, 4, 5, 6]) {
    const share = firsts.filter((first) => first === value).length;
    expect(Math.abs(share - 1000)).toBeLessThan(120);
  }
  const mirrored = Array.from({ length: 5000 }, (_, update) => augmentImage(image, [mirror!], { seed: 3, update, image: 0 })[0] === 7).filter(Boolean); // prettier-ignore
  expect(Math.abs(mirrored.length - 2500)).toBeLessThan(150);
});

const everything = "shift 2 -> flip horizontal -> rotate 10 -> crop 8 pad=4 -> erase 3 -> noise 0.05";
const bits = (net: Net): readonly number[] =>
  [...net.weights().values()].flatMap(({ data }) => [...new Uint32Array(data.slice().buffer)]);

function dataset(count: number, kind: "floats" | "bytes" = "bytes") {
  const floats = drawImages([8, 8, 2], count);
  const images = kind === "floats" ? floats : Uint8Array.from(floats, (value) => Math.floor(256 * value));
  return { images, labels: Uint8Array.from({ length: count }, (_, i) => i % 5), shape: [8, 8, 2], classes: 5 };
}

describe("a training with augmentation", () => {
  const program = text("8x8x2", everything, "  epochs 3\n");
  const fresh = (): Promise<Net> => load(compileText(program).wasm);

  test("gives the same bits again, from bytes or floats, and leaves the set as it was", async () => {
    const set = dataset(20);
    const before = set.images.slice();
    const results = [];
    for (const images of [set.images, set.images, Float32Array.from(set.images, (byte) => byte / 255)]) {
      const net = await fresh();
      const { history } = await net.fit({ ...set, images });
      results.push([bits(net), history.map(({ loss }) => loss)]);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(set.images).toEqual(before);
    const plain = await load(compileText(program.replace(/ {2}augment .*\n/, "")).wasm);
    await plain.fit(set);
    expect(bits(plain)).not.toEqual(results[0]![0]);
    const otherSeed = await fresh();
    otherSeed.init(SEED);
    await otherSeed.fit(set, { seed: SEED + 1 });
    expect(bits(otherSeed)).not.toEqual(results[0]![0]);
  });

  test("goes on after a checkpoint to the bits of one that never stopped", async () => {
    const whole = await fresh();
    const saved: Uint8Array[] = [];
    const set = dataset(20);
    await whole.fit(set, { stepsPerTick: 1, onProgress: () => void saved.push(whole.save()) });
    expect(saved.length).toBe(12);
    for (const checkpoint of [saved[1]!, saved[4]!, saved[10]!]) {
      const other = await fresh();
      other.restore(checkpoint);
      await other.fit(set);
      expect(bits(other)).toEqual(bits(whole));
    }
  });

  test("is not seen by prediction and evaluation", async () => {
    const augmented = await fresh();
    const plain = await load(compileText(program.replace(/ {2}augment .*\n/, "")).wasm);
    const set = dataset(20);
    await augmented.fit(set, { test: set });
    plain.setWeights(augmented.weights());
    expect(augmented.predict(set.images, 20)).toEqual(plain.predict(set.images, 20));
    expect(await augmented.evaluate(set)).toEqual(await plain.evaluate(set));
  });
});

test("without it the module is what it was", () => {
  const { wasm, manifest } = compileText(lenetText());
  const { wasm: augmented } = compileText(lenetText().replace("batch 64", "batch 64\n  augment shift 2"));
  const names = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
  for (const name of ["augmentImage", "loadAugmented", "decodeImage"]) {
    expect(names(augmented)).toContain(name);
    expect(names(wasm)).not.toContain(name);
  }
  expect(manifest.memory.map.some(({ name }) => name === "augment")).toBe(false);
  // Not in what only predicts.
  const inference = compileText(lenetText().replace("batch 64", "batch 64\n  augment shift 2"), { training: false });
  expect(names(inference.wasm)).not.toContain("augmentImage");
});
