/** Activations: their values at known places, their tails in f32, where slopes start, and the facts they declare. */
import { describe, expect, test } from "vitest";
import { inits, layers } from "../../src/ops/registry.ts";
import type { Shape } from "../../src/ops/operator.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { compileChain, numbersAt, start } from "../wasm/compile-chain.ts";
import { readChain, readStage } from "./read-stage.ts";
import { expectClose, lowerChain, run, toChannelsFirst, toChannelsLast } from "./run-chain.ts";

/** Runs a chain on images H x W x C; parameters in the order of the chain. */
function forward(
  text: string,
  shape: Shape,
  images: readonly number[],
  parameters: readonly number[][] = [],
): number[] {
  const chain = lowerChain(readChain(text), shape);
  const given = new Map<Tensor, Float64Array>([[chain.input, toChannelsFirst(Float64Array.from(images), shape)]]);
  [...chain.parameters.values()].forEach((tensor, i) => void given.set(tensor, Float64Array.from(parameters[i]!)));
  const memory = run(chain.nests, given, images.length / shape.reduce((a, b) => a * b, 1));
  return [...toChannelsLast(memory.get(chain.output)!, chain.outputShape)];
}

/** The same by the module, in f32. */
function predict(text: string, values: readonly number[]): Float32Array {
  const { wasm, manifest } = compileChain(text, [values.length], 1);
  const running = start(wasm);
  running.exports.initialize();
  numbersAt(running, manifest.regions.images).set(values);
  running.exports.predict(1);
  return Float32Array.from(numbersAt(running, manifest.regions.outputs));
}

test("values that can be worked out", () => {
  expect(forward("relu6", [5], [-1, 0, 2, 6, 9])).toEqual([0, 0, 2, 6, 6]);
  expectClose(forward("elu", [3], [-1, 0, 2]), [Math.exp(-1) - 1, 0, 2], 1e-12);
  expectClose(forward("elu alpha=0.5", [1], [-1]), [(Math.exp(-1) - 1) / 2], 1e-12);
  expectClose(forward("gelu", [3], [0, 1, -1]), [0, 0.8413447460685429, -0.15865525393145707], 1e-12);
  expectClose(forward("silu", [2], [0, 2]), [0, 2 / (1 + Math.exp(-2))], 1e-12);
  expectClose(forward("hardswish", [6], [-4, -3, -1.5, 0, 3, 5]), [0, 0, -0.375, 0, 3, 5], 1e-12);
  expectClose(forward("hardsigmoid", [5], [-4, -3, 0, 3, 5]), [0, 0, 0.5, 1, 1], 1e-12);
  // LeCun's constants make it 1 at 1.
  expectClose(forward("scaledtanh", [3], [0, 1, -1]), [0, 1, -1], 1e-4);
  expectClose(forward("softplus", [3], [0, 20.5, -3]), [Math.LN2, 20.5, Math.log1p(Math.exp(-3))], 1e-12);
  expectClose(forward("logsoftmax", [2], [1000, 1000]), [-Math.LN2, -Math.LN2], 1e-12);
  expectClose(forward("logsoftmax", [2], [0, 1000]), [-1000, 0], 1e-12);
});

test("logsoftmax is the logarithm of softmax, place by place", () => {
  const images = [0.3, -1, 2, 0, 0, 0, 5, 1, -4, 2, 2, 1];
  const both = ["logsoftmax", "softmax"].map((text) => forward(text, [2, 2, 3], images));
  expectClose(both[0]!, both[1]!.map(Math.log), 1e-12);
});

describe("prelu", () => {
  test("one slope for each channel, or one for all", () => {
    const image = [-1, -1, -1, 2, -4, 2];
    expect(forward("prelu", [2, 1, 3], image, [[0.5, 0.25, -2]])).toEqual([-0.5, -0.25, 2, 2, -1, 2]);
    expect(forward("prelu shared", [2, 1, 3], image, [[0.5]])).toEqual([-0.5, -0.5, -0.5, 2, -2, 2]);
  });
  test("is counted as C weights, or 1", () => {
    for (const [text, count] of [
      ["prelu", 6],
      ["prelu shared", 1],
    ] as const) {
      const { layer, values } = readStage(text);
      expect(layer.parameters([14, 14, 6], values)).toMatchObject([{ name: "weight", shape: [count], kind: "weight" }]);
      expect(layer.explain([14, 14, 6], [14, 14, 6], values)).toMatchObject([{ value: String(count) }]);
    }
  });
  test.each([...inits.keys()])("starts at 0.25 whatever the recipe's initialization is: %s", (init) => {
    const { program, wasm, manifest } = compileChain("fc 5 -> prelu -> fc 3", [4], 2, { init });
    const slope = program.parameters.find(({ tensor }) => tensor.name === "prelu1.weight")!;
    expect(slope.initializer).toEqual({ kind: "constant", value: 0.25 });
    const running = start(wasm);
    running.exports.initialize();
    const place = manifest.parameters.find(({ name }) => name === "prelu1.weight")!;
    expect([...numbersAt(running, place)]).toEqual([0.25, 0.25, 0.25, 0.25, 0.25]);
  });
});

describe("in the module", () => {
  test("softplus keeps its digits far below zero, where 1 + e^x is 1", () => {
    const at = [-80, -40, -17, -9, -1, -1e-3, 0, 1e-3, 4, 19.9, 20.1, 90];
    predict("softplus", at).forEach((got, i) => {
      const x = Math.fround(at[i]!);
      const wanted = x > 20 ? x : Math.log1p(Math.exp(x));
      expect(Math.abs(got / wanted - 1), `at ${x}`).toBeLessThan(1e-6);
    });
  });
  test("gelu and elu end where they should", () => {
    expectClose(predict("gelu", [-40, -6, 6, 40]), [0, 0, 6, 40], 1e-6);
    expectClose(predict("elu", [-200, -40, 40, 200]), [-1, -1, 40, 200], 1e-6);
    expectClose(predict("silu", [-200, -40, 40, 200]), [0, 0, 40, 200], 1e-6);
  });
});

/** Far out on both sides, with the corners of every activation among them. */
const line = Array.from({ length: 401 }, (_, i) => (i - 200) / 16);

describe.each(
  [...layers.values()].filter(({ facts }) => facts.elementwise).map((layer) => [layer.name, layer.facts] as const),
)("the facts of %s", (name, { monotone, idempotent }) => {
  const { layer, values: given } = readStage(name);
  /** A fact must hold whatever has been learned. */
  const whatever = [-0.5, 0.25].map((number) => (values: readonly number[]): number[] => {
    const learned = layer.parameters([values.length], given).map(({ shape }) => Array<number>(shape[0]!).fill(number));
    return forward(name, [values.length], values, learned);
  });
  test("monotone exactly where it says so", () => {
    const rises = whatever.every((once) => once(line).every((value, i, all) => i === 0 || value >= all[i - 1]!));
    expect(rises).toBe(monotone === true);
  });
  test("idempotent exactly where it says so", () => {
    const same = whatever.every((once) => {
      const values = once(line);
      return once(values).every((value, i) => Math.abs(value - values[i]!) < 1e-12);
    });
    expect(same).toBe(idempotent === true);
  });
});

test("logsoftmax twice is logsoftmax", () => {
  const scores = [3, -1, 0.5, 0, 8];
  expectClose(forward("logsoftmax -> logsoftmax", [5], scores), forward("logsoftmax", [5], scores), 1e-12);
  expect(layers.get("logsoftmax")!.facts).toEqual({ idempotent: true, logProbabilities: true });
});
