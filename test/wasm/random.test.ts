/**
 * Everything random in a module is Philox under the recipe's seed: the first weights, the order of an epoch, dropout. The
 * numbers are those of `ir/philox.ts`, and their statistics are what their names promise.
 */
import { describe, expect, test } from "vitest";
import { keyOfSeed, philox, uniform } from "../../src/ir/philox.ts";
import { compareWithInterpreter } from "./against-interpreter.ts";
import { type Compiled, compileChain, createRandom, numbersAt, start } from "./compile-chain.ts";
import { controlOf } from "./control.ts";
import { placeTrainingSet } from "./data-set.ts";

const CHAIN = "conv 3x3x10 -> relu -> fc 60 -> tanh -> fc 7";
const compiledWith = (init: string, seed = 11): Compiled => compileChain(CHAIN, [9, 8, 3], 4, { init, seed });

/** The four numbers of a block of parameter `parameter`'s stream. */
function block(seed: number, parameter: number, number: number): number[] {
  return philox([number, 0, 0x10000 + parameter, 0], keyOfSeed(seed)).map(uniform);
}

describe("first weights", () => {
  test.each(["torch", "xavier", "he"])("%s", (init) => {
    const { wasm, manifest, program } = compiledWith(init);
    const running = start(wasm);
    running.exports.initialize();
    program.parameters.forEach(({ tensor, initializer }, p) => {
      const values = numbersAt(running, manifest.parameters[p]!);
      const what = `${tensor.name}, ${initializer.kind}`;
      const words = Array.from(values, (_, i) => block(11, p, i >> 2)[i & 3]!);
      const count = values.length;
      const mean = values.reduce((a, b) => a + b, 0) / count;
      const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / count);
      switch (initializer.kind) {
        case "uniform": {
          const { bound } = initializer;
          values.forEach((v, i) => void expect(Math.abs(v - (2 * words[i]! - 1) * bound)).toBeLessThan(2e-7 * bound));
          if (count > 1000) expect(Math.abs(deviation / (bound / Math.sqrt(3)) - 1), what).toBeLessThan(0.05);
          if (count > 1000) expect(Math.abs(mean), what).toBeLessThan((4 * bound) / Math.sqrt(count));
          break;
        }
        case "normal": {
          // Larger numbers for larger words: each is a quantile of its word.
          const order = words.map((w, i) => [w, values[i]!] as const).sort((a, b) => a[0] - b[0]);
          for (let i = 1; i < order.length; i++) expect(order[i]![1]).toBeGreaterThanOrEqual(order[i - 1]![1]);
          if (count > 1000) {
            expect(Math.abs(deviation / initializer.deviation - 1), what).toBeLessThan(0.05);
            expect(Math.abs(mean), what).toBeLessThan((4 * initializer.deviation) / Math.sqrt(count));
            const within = values.filter((v) => Math.abs(v) < initializer.deviation).length / count;
            expect(Math.abs(within - 0.6827), what).toBeLessThan(0.03);
          }
          break;
        }
        default:
          expect(initializer.kind).toBe("zeros");
          values.forEach((v) => void expect(v).toBe(0));
      }
    });
  });

  test("are the same for the same seed, others for another, and use all 53 bits of it", () => {
    const { wasm, manifest } = compiledWith("torch");
    const weights = (low: number, high: number): number[] => {
      const running = start(wasm);
      const control = controlOf(running, manifest);
      control.set("seedLow", low);
      control.set("seedHigh", high);
      running.exports.initialize();
      return [...numbersAt(running, manifest.parameters[0]!)];
    };
    expect(weights(11, 0)).toEqual(weights(11, 0));
    expect(weights(12, 0)).not.toEqual(weights(11, 0));
    expect(weights(11, 1)).not.toEqual(weights(11, 0));
  });

  test("the seed of the recipe is the module's, beyond 32 bits too", () => {
    const seed = 2 ** 33 + 5;
    const { wasm, manifest } = compiledWith("torch", seed);
    const control = controlOf(start(wasm), manifest);
    expect([control.get("seedLow") >>> 0, control.get("seedHigh") >>> 0]).toEqual(keyOfSeed(seed));
  });

  test("no two parameters share their numbers", () => {
    const { wasm, manifest } = compiledWith("torch");
    const running = start(wasm);
    running.exports.initialize();
    const firsts = manifest.parameters.map((p) => numbersAt(running, p)[0]! / Math.max(...numbersAt(running, p)));
    expect(new Set(firsts).size).toBe(firsts.length);
  });
});

describe("the order of an epoch", () => {
  const count = 103;
  const chain = (): Compiled => compileChain("fc 3", [2], 8, { seed: 4 });
  /** The permutation of each of the first epochs. */
  function orders(seed: number, epochs: number): number[][] {
    const { wasm, manifest } = chain();
    const running = start(wasm);
    running.exports.initialize();
    const random = createRandom(1);
    const pixels = Float32Array.from({ length: 2 * count }, random);
    const order = placeTrainingSet(
      running,
      manifest,
      pixels,
      Uint8Array.from({ length: count }, (_, i) => i % 3),
    );
    const control = controlOf(running, manifest);
    control.set("seedLow", seed);
    return Array.from({ length: epochs }, (_, epoch) => {
      expect(running.exports.fit(1)).toBe(1);
      expect(control.get("orderEpoch")).toBe(epoch);
      const own = [...running.memory.i32.slice(order / 4, order / 4 + count)];
      expect(running.exports.fit(1000)).toBe(Math.ceil(count / 8) - 1);
      expect([control.get("epoch"), control.get("position")]).toEqual([epoch + 1, 0]);
      return own;
    });
  }

  test("is a permutation, another one in each epoch, the same for the same seed", () => {
    const [first, second, third] = orders(4, 3);
    const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
    const all = Array.from({ length: count }, (_, i) => i);
    for (const order of [first!, second!, third!]) expect(sorted(order)).toEqual(all);
    expect(first).not.toEqual(all);
    expect(second).not.toEqual(first);
    expect(third).not.toEqual(second);
    expect(orders(4, 3)).toEqual([first, second, third]);
    expect(orders(5, 1)[0]).not.toEqual(first);
  });

  test("puts every image everywhere about as often", () => {
    const epochs = orders(9, 60);
    const places = epochs.map((order) => order.indexOf(0) / (count - 1));
    const mean = places.reduce((a, b) => a + b, 0) / places.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.15);
    // Few images stay where they are: one per permutation, on average.
    const fixed = epochs.flatMap((order) => order.filter((image, i) => image === i)).length / epochs.length;
    expect(fixed).toBeLessThan(2);
  });

  test("a set of one image is trained on", () => {
    const { wasm, manifest } = chain();
    const running = start(wasm);
    running.exports.initialize();
    placeTrainingSet(running, manifest, Float32Array.of(0.5, 0.25), Uint8Array.of(1));
    expect(running.exports.fit(10)).toBe(1);
    expect(controlOf(running, manifest).get("epoch")).toBe(1);
  });
});

describe("dropout", () => {
  test.each([
    [1, 1],
    [17, 17],
    [40, 33],
  ])("drops what the interpreter drops, step after step (batch %i, %i images)", (batch, n) => {
    const compiled = compileChain("fc 31 -> dropout 0.4 -> fc 9 -> dropout 0.25 -> fc 4", [3, 3, 2], batch, {
      seed: 77,
    });
    const { forward, gradients, updated } = compareWithInterpreter(compiled, n, { updates: 4 });
    expect(forward.error, forward.what).toBeLessThan(1e-5);
    expect(gradients.error, gradients.what).toBeLessThan(1e-4);
    expect(updated.error, updated.what).toBeLessThan(1e-4);
  });

  test("drops about as many as it says, and others in the next step", () => {
    // The gradient of fc2's weights is zero for a number dropped in every image; with one image, for each that is dropped.
    const { wasm, manifest } = compileChain("fc 4000 -> dropout 0.3 -> fc 2", [1], 1, { optimizer: "sgd lr=0" });
    const running = start(wasm);
    running.exports.initialize();
    numbersAt(running, manifest.regions.images).fill(1);
    numbersAt(running, manifest.regions.labels).fill(0);
    const place = manifest.gradients.find((g) => g.name === "fc2.weight")!;
    const dropped = (): boolean[] => {
      running.exports.step(1, 1);
      return Array.from(numbersAt(running, place).subarray(0, 4000), (g) => g === 0);
    };
    const [first, second] = [dropped(), dropped()];
    const share = (list: readonly boolean[]): number => list.filter(Boolean).length / list.length;
    expect(Math.abs(share(first) - 0.3)).toBeLessThan(0.03);
    expect(Math.abs(share(second) - 0.3)).toBeLessThan(0.03);
    expect(Math.abs(share(first.map((is, i) => is && second[i]!)) - 0.09)).toBeLessThan(0.03);
  });
});
