/** What the module does at the edges: loss that is not finite, short batches, evaluation, position, memory. */
import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/wasm/abi.ts";
import { compileChain, compile, createRandom, modelOf, numbersAt, type Running, start } from "./compile-chain.ts";
import { controlOf } from "./control.ts";
import { placeTrainingSet } from "./data-set.ts";

const compiled = compileChain("conv 3x3x4 p1 -> relu -> maxpool 2 -> fc 5", [6, 6, 2], 8, { seed: 3 });
const { wasm, manifest } = compiled;
const PIXELS = 72;

/** A module with weights and a set of `count` images, floats. */
function prepareModule(
  wasm: Uint8Array,
  manifest: Manifest,
  count: number,
  change: (images: Float32Array) => void = () => {},
): Running {
  const running = start(wasm);
  running.exports.initialize();
  const images = Float32Array.from({ length: count * PIXELS }, createRandom(count));
  change(images);
  placeTrainingSet(
    running,
    manifest,
    images,
    Uint8Array.from({ length: count }, (_, i) => i % 5),
  );
  return running;
}

const prepare = (count: number): Running => prepareModule(wasm, manifest, count);

function learnedIn(running: Running, { parameters, states }: Manifest): number[] {
  return [...parameters, ...states].flatMap((place) => [...numbersAt(running, place)]);
}

const learned = (running: Running): number[] => learnedIn(running, manifest);

// Under a maximum too: NaN in a window is what the window gives, as in PyTorch, so that no damage is hidden.
describe.each([
  "conv 3x3x4 p1 -> relu -> fc 5",
  "conv 3x3x4 p1 -> relu -> maxpool 2 -> fc 5",
  "conv 3x3x4 p1 -> maxpool 3 s2 -> fc 5 -> softmax",
])("a loss that is not finite: %s", (chain) => {
  const { wasm, manifest } = compileChain(chain, [6, 6, 2], 8, { seed: 3 });
  const prepare = (count: number, change?: (images: Float32Array) => void): Running =>
    prepareModule(wasm, manifest, count, change);
  const learned = (running: Running): number[] => learnedIn(running, manifest);

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("%d among the pixels: step changes no parameter", (pixel) => {
    const running = prepare(8);
    const random = createRandom(5);
    const images = numbersAt(running, manifest.regions.images);
    for (let i = 0; i < images.length; i++) images[i] = random();
    numbersAt(running, manifest.regions.labels).fill(1);
    running.exports.step(8, 1);
    const before = learned(running);
    images.fill(pixel, 0, PIXELS);
    running.exports.step(8, 1);
    const control = controlOf(running, manifest);
    expect(control.get("diverged")).toBe(1);
    expect(control.get("step")).toBe(1);
    expect(learned(running)).toEqual(before);
    expect(before.every(Number.isFinite)).toBe(true);
  });

  test("fit stops before that step, says how many it did, and stays there", () => {
    const running = prepare(40, (images) => images.fill(Number.NaN, 17 * PIXELS, 18 * PIXELS));
    const control = controlOf(running, manifest);
    const done = running.exports.fit(100);
    expect(done).toBeLessThan(5);
    expect([control.get("diverged"), control.get("step"), control.get("position")]).toEqual([1, done, 8 * done]);
    const before = learned(running);
    expect(before.every(Number.isFinite)).toBe(true);
    expect(running.exports.fit(100)).toBe(0);
    expect(learned(running)).toEqual(before);
    running.exports.initialize();
    expect(control.get("diverged")).toBe(0);
  });
});

describe("fit", () => {
  test("stops at the end of an epoch, whose last batch may be short", () => {
    const running = prepare(21);
    const control = controlOf(running, manifest);
    expect(running.exports.fit(2)).toBe(2);
    expect([control.get("epoch"), control.get("position"), control.get("seen")]).toEqual([0, 16, 16]);
    expect(running.exports.fit(100)).toBe(1);
    expect([control.get("epoch"), control.get("position"), control.get("seen")]).toEqual([1, 0, 21]);
    expect(running.exports.fit(0)).toBe(0);
    expect(control.get("step")).toBe(3);
  });

  test("of an empty set does nothing and returns", () => {
    const running = prepare(0);
    const before = learned(running);
    expect(running.exports.fit(5)).toBe(0);
    running.exports.evaluate(0, 0, 0);
    expect(learned(running)).toEqual(before);
    expect(controlOf(running, manifest).get("seen")).toBe(0);
  });

  test("takes smaller batches than the module was made for", () => {
    const running = prepare(21);
    const control = controlOf(running, manifest);
    control.set("batch", 5);
    expect(running.exports.fit(100)).toBe(5);
    control.set("batch", 1);
    expect(running.exports.fit(100)).toBe(21);
    expect(control.get("step")).toBe(26);
  });

  test("learns: the loss of sixteen images falls to a tenth", () => {
    const running = prepare(16);
    const control = controlOf(running, manifest);
    const lossOf = (): number => {
      control.set("lossSum", 0);
      running.exports.evaluate(0, 0, 16);
      return control.get("lossSum") / 16;
    };
    const before = lossOf();
    for (let epoch = 0; epoch < 200; epoch++) running.exports.fit(100);
    expect(lossOf()).toBeLessThan(before / 10);
  });

  test("memory stays as large as it was", () => {
    const running = prepare(64);
    const bytes = running.exports.memory.buffer.byteLength;
    for (let epoch = 0; epoch < 5; epoch++) running.exports.fit(100);
    running.exports.evaluate(0, 0, 64);
    running.exports.predict(8);
    expect(running.exports.memory.buffer.byteLength).toBe(bytes);
  });
});

describe("evaluate", () => {
  test("counts each image once, in batches of any size, and is the sum of its parts", () => {
    const running = prepare(29);
    const control = controlOf(running, manifest);
    const over = (parts: readonly (readonly [number, number])[]): readonly [number, number, number] => {
      for (const field of ["lossSum", "correct", "seen"] as const) control.set(field, 0);
      for (const [from, count] of parts) running.exports.evaluate(0, from, count);
      return [control.get("lossSum"), control.get("correct"), control.get("seen")];
    };
    const whole = over([[0, 29]]);
    const parts = over([
      [0, 1],
      [1, 0],
      [1, 11],
      [12, 17],
    ]);
    expect(whole[2]).toBe(29);
    expect(parts[0]).toBeCloseTo(whole[0], 4);
    expect(parts.slice(1)).toEqual(whole.slice(1));
  });

  test("leaves no trace in training: parameters and position stay", () => {
    const running = prepare(29);
    running.exports.fit(2);
    const before = learned(running);
    const position = controlOf(running, manifest).get("position");
    running.exports.evaluate(0, 0, 29);
    expect(learned(running)).toEqual(before);
    expect(controlOf(running, manifest).get("position")).toBe(position);
  });
});

describe("predict", () => {
  test("an image's answer does not depend on the others of its batch, to the bit", () => {
    const running = prepare(8);
    const random = createRandom(9);
    const images = numbersAt(running, manifest.regions.images);
    const outputs = numbersAt(running, manifest.regions.outputs);
    const all = Float32Array.from({ length: images.length }, random);
    images.set(all);
    running.exports.predict(8);
    const together = [...outputs];
    for (let i = 0; i < 8; i++) {
      images.fill(Number.NaN).set(all.subarray(i * PIXELS, (i + 1) * PIXELS));
      running.exports.predict(1);
      expect([...outputs.subarray(0, 5)]).toEqual(together.slice(5 * i, 5 * i + 5));
    }
  });

  test("normalizes each channel: (x - mean) · inverseStd", () => {
    const running = prepare(8);
    const random = createRandom(10);
    const images = numbersAt(running, manifest.regions.images);
    const pixels = Float32Array.from({ length: PIXELS }, () => Math.fround(random()));
    const [mean, inverse] = [
      [0.25, -0.5],
      [2, 4],
    ] as const;
    images.set(pixels.map((x, i) => (x - mean[i % 2]!) * inverse[i % 2]!));
    running.exports.predict(1);
    const wanted = [...numbersAt(running, manifest.regions.outputs).subarray(0, 5)];
    images.set(pixels);
    numbersAt(running, manifest.regions.mean).set(mean);
    numbersAt(running, manifest.regions.inverseStd).set(inverse);
    running.exports.predict(1);
    numbersAt(running, manifest.regions.outputs)
      .subarray(0, 5)
      .forEach((y, i) => void expect(y).toBeCloseTo(wanted[i]!, 5));
  });

  test("a module without recipe predicts and has nothing to train with", () => {
    const alone = compile(modelOf("conv 3x3x4 -> relu -> fc 5", [6, 6, 2]), { training: false, batch: 3 });
    const { exports } = start(alone.wasm);
    expect(Object.keys(exports).sort()).toEqual(["initialize", "memory", "predict", "rewind"]);
    expect(alone.manifest.gradients).toEqual([]);
    expect(alone.wasm.length).toBeLessThan(wasm.length / 2);
  });

  test("with kept activations, each layer's output stands where the manifest says", () => {
    const kept = compile(compiled.model, { batch: 8, training: false, keepActivations: true });
    const running = start(kept.wasm);
    const plain = start(wasm);
    for (const [i, place] of kept.manifest.parameters.entries()) {
      const values = numbersAt(plain, manifest.parameters[i]!);
      plain.exports.initialize();
      numbersAt(running, place).set(values);
    }
    const random = createRandom(12);
    const images = Float32Array.from({ length: 8 * PIXELS }, random);
    for (const [module, of] of [
      [running, kept.manifest],
      [plain, manifest],
    ] as const) {
      numbersAt(module, of.regions.images).set(images);
      module.exports.predict(8);
    }
    expect([...numbersAt(running, kept.manifest.regions.outputs)]).toEqual([
      ...numbersAt(plain, manifest.regions.outputs),
    ]);
    const names = kept.manifest.activations.map((a) => a.name);
    for (const { name } of compiled.model.layers) expect(names).toContain(name);
    const read = (name: string, image: number, at: readonly number[]): number => {
      const a = kept.manifest.activations.find((each) => each.name === name)!;
      const inside = at.reduce((sum, x, d) => sum + x * a.strides[d]!, 0);
      const address = a.offset + Math.floor(image / a.lanes) * a.block + inside + 4 * (image % a.lanes);
      return running.memory.f32[address / 4]!;
    };
    for (const image of [0, 3, 7]) {
      for (const c of [0, 3]) {
        for (const [y, x] of [
          [0, 0],
          [2, 1],
        ] as const) {
          const window = [0, 1].flatMap((i) => [0, 1].map((j) => read("relu1", image, [c, 2 * y + i, 2 * x + j])));
          expect(read("maxpool1", image, [c, y, x])).toBe(Math.max(...window));
          expect(read("relu1", image, [c, y, x])).toBe(Math.max(0, read("conv1", image, [c, y, x])));
        }
      }
      const outputs = numbersAt(running, kept.manifest.regions.outputs);
      expect(read("fc1", image, [2])).toBe(outputs[image * 5 + 2]);
    }
  });
});
