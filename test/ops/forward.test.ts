/** What layers compute, against the textbook's loops (`textbook.ts`) and the lectures' examples. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/ir/tensor.ts";
import type { Nest } from "../../src/ir/nest.ts";
import { layers } from "../../src/ops/registry.ts";
import type { Shape } from "../../src/ops/operator.ts";
import { type Map2d, connect, convolve, mapOf, pool } from "./textbook.ts";
import { readChain } from "./read-stage.ts";
import { collect, expectClose, lowerChain, run, toChannelsFirst, toChannelsLast } from "./run-chain.ts";

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
const ramp = (count: number, start = 0): number[] => Array.from({ length: count }, (_, i) => start + i);

/** Numbers without a pattern, in -1..1. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed + 1;
  return Float64Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  });
}

/** Runs a chain on images H x W x C; parameters in the order of the chain. */
function forward(
  text: string,
  shape: Shape,
  images: ArrayLike<number>,
  parameters: readonly ArrayLike<number>[] = [],
): number[] {
  const chain = lowerChain(readChain(text), shape);
  const given = new Map<Tensor, Float64Array>([[chain.input, toChannelsFirst(Float64Array.from(images), shape)]]);
  [...chain.parameters.values()].forEach((tensor, i) => void given.set(tensor, Float64Array.from(parameters[i]!)));
  const memory = run(chain.nests, given, images.length / sizeOf(shape));
  return [...toChannelsLast(memory.get(chain.output)!, chain.outputShape)];
}

describe("the lectures' examples", () => {
  test("A1: a 2x2 kernel on 3x3, not flipped", () => {
    expect(forward("conv 2x2x1 nobias", [3, 3, 1], ramp(9), [ramp(4)])).toEqual([19, 25, 37, 43]);
  });
  test("A2: two input channels", () => {
    const images = ramp(9).flatMap((v) => [v, v + 1]);
    expect(forward("conv 2x2x1 nobias", [3, 3, 2], images, [[...ramp(4), ...ramp(4, 1)]])[0]).toBe(56);
  });
  test("A11, A12: pooling", () => {
    const image = [1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4];
    expect(forward("maxpool 2", [4, 4, 1], image)).toEqual([6, 8, 3, 4]);
    expect(forward("avgpool 2", [4, 4, 1], image)).toEqual([3.25, 5.25, 2, 2]);
    expect(forward("maxpool 2 s1", [3, 3, 1], ramp(9))[0]).toBe(4);
  });
  test("A13: softmax", () => {
    const p = forward("softmax", [5], [1.3, 5.1, 2.2, 0.7, 1.1]);
    expect(p.map((value) => value.toFixed(2))).toEqual(["0.02", "0.90", "0.05", "0.01", "0.02"]);
    expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
  test("A17: a shifted image gives a shifted map away from the border", () => {
    const image = numbers(64, 5);
    const shifted = Float64Array.from({ length: 64 }, (_, i) => (i >= 8 ? image[i - 8]! : 0));
    const weights = [numbers(9, 6)];
    const [a, b] = [image, shifted].map((each) => forward("conv 3x3x1 nobias", [8, 8, 1], each, weights)) as [number[], number[]]; // prettier-ignore
    expect(b.slice(12)).toEqual(a.slice(6, 30));
  });
});

test("softmax of large scores does not overflow, and works place by place", () => {
  expect(forward("softmax", [2], [1000, 1000])).toEqual([0.5, 0.5]);
  expect(forward("softmax", [1, 2, 2], [0, 0, 900, 0])).toEqual([0.5, 0.5, 1, 0]);
});

test("activations", () => {
  expect(forward("relu", [3], [-1, 0, 2])).toEqual([0, 0, 2]);
  expect(forward("leakyrelu 0.1", [3], [-1, 0, 2])).toEqual([-0.1, 0, 2]);
  expect(forward("leakyrelu", [1], [-1])).toEqual([-0.01]);
  expectClose(forward("sigmoid", [2], [0, 2]), [0.5, 1 / (1 + Math.exp(-2))], 1e-12);
  expectClose(forward("tanh", [2], [0, 2]), [0, Math.tanh(2)], 1e-12);
});

const pair = (most: number, least = 1) => fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most })); // prettier-ignore
const each = ([a, b]: readonly [number, number]): string => `${a}x${b}`;

const windowed = fc.record({
  size: pair(8),
  kernel: pair(4),
  stride: pair(3),
  padding: fc.tuple(pair(3, 0), pair(3, 0)),
  batch: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat({ max: 1000 }),
});

function images(
  { size: [h, w], batch, seed }: { size: readonly [number, number]; batch: number; seed: number },
  c: number,
) {
  const values = numbers(h * w * c * batch, seed);
  const maps: Map2d[] = ramp(batch).map((n) => mapOf(h, w, c, values.subarray(n * h * w * c, (n + 1) * h * w * c)));
  return { values, maps };
}

test("convolution agrees with the textbook's loops", () => {
  const convolutions = fc.record({ dilation: pair(2), groups: fc.integer({ min: 1, max: 3 }), depth: fc.integer({ min: 1, max: 2 }), perGroup: fc.integer({ min: 1, max: 2 }), bias: fc.boolean() }); // prettier-ignore
  fc.assert(
    fc.property(windowed, convolutions, (window, { dilation, groups, depth, perGroup, bias }) => {
      const { size, kernel, stride, padding } = window;
      const [[top, bottom], [left, right]] = padding;
      fc.pre(dilation[0] * (kernel[0] - 1) < size[0] + top + bottom);
      fc.pre(dilation[1] * (kernel[1] - 1) < size[1] + left + right);
      const filters = perGroup * groups;
      const [kh, kw] = kernel;
      const weights = numbers(filters * depth * kh * kw, 7);
      const biases = numbers(bias ? filters : 0, 8);
      const { values, maps } = images(window, depth * groups);
      const spec = { filters, kernel, stride, dilation, padding: [top, bottom, left, right] as const, groups };
      const wanted = maps.flatMap((x) =>
        convolve(
          x,
          (f, c, i, j) => weights[((f * depth + c) * kh + i) * kw + j]!,
          (f) => biases[f] ?? 0,
          spec,
        ),
      );
      const text = `conv ${each(kernel)}x${filters} s${each(stride)} d${each(dilation)} g${groups} p${top}:${bottom}x${left}:${right}${bias ? "" : " nobias"}`;
      const got = forward(text, [...size, depth * groups], values, [weights, ...(bias ? [biases] : [])]);
      expectClose(got, wanted, 1e-12);
    }),
  );
});

test("pooling agrees with the textbook's loops", () => {
  fc.assert(
    fc.property(windowed, (window) => {
      const { size, kernel, stride, padding } = window;
      const [[top, bottom], [left, right]] = padding;
      fc.pre(Math.max(top, bottom) < kernel[0] && Math.max(left, right) < kernel[1]);
      fc.pre(kernel[0] <= size[0] + top + bottom && kernel[1] <= size[1] + left + right);
      const { values, maps } = images(window, 2);
      const spec = { kernel, stride, padding: [top, bottom, left, right] as const };
      const text = `${each(kernel)} s${each(stride)} p${top}:${bottom}x${left}:${right}`;
      const sum = (seen: readonly number[]): number => seen.reduce((a, b) => a + b, 0);
      const reductions = {
        [`maxpool ${text}`]: (seen: readonly number[]) => Math.max(...seen),
        [`avgpool ${text}`]: (seen: readonly number[], padded: number) => sum(seen) / (seen.length + padded),
        [`avgpool ${text} nopad`]: (seen: readonly number[]) => sum(seen) / seen.length,
      };
      for (const [stage, reduce] of Object.entries(reductions)) {
        const wanted = maps.flatMap((x) => pool(x, spec, reduce));
        expectClose(forward(stage, [...size, 2], values), wanted, 1e-12);
      }
    }),
  );
});

test("full connection and flatten read channel by channel", () => {
  const { values, maps } = images({ size: [3, 2], batch: 3, seed: 3 }, 4);
  const weights = numbers(5 * 24, 1);
  const bias = [...numbers(5, 2)];
  const wanted = maps.flatMap((x) => connect(x, (out, input) => weights[out * 24 + input]!, bias));
  expectClose(forward("fc 5", [3, 2, 4], values, [weights, bias]), wanted, 1e-12);
  expectClose(forward("flatten -> linear 5", [3, 2, 4], values, [weights, bias]), wanted, 1e-12);
});

describe("dropout", () => {
  const drop = (shape: Shape, batch: number, text = "dropout 0.25", training = true) => {
    const chain = lowerChain(readChain(text), shape, training);
    const ones = new Float64Array(sizeOf(shape) * batch).fill(1);
    const memory = run(chain.nests, new Map([[chain.input, ones]]), batch);
    return { chain, output: memory.get(chain.output) };
  };
  test("keeps the expected value, and drops what the probability says", () => {
    const { output } = drop([10, 10, 10], 20);
    const dropped = output!.filter((value) => value === 0).length / output!.length;
    expect(dropped).toBeGreaterThan(0.235);
    expect(dropped).toBeLessThan(0.265);
    expect([...new Set(output)].sort()).toEqual([0, 1 / 0.75]);
  });
  test("leaves prediction as it is", () => {
    for (const { chain } of [drop([4], 1, "dropout 0.25", false), drop([4], 1, "dropout 0")]) {
      expect(chain.nests).toEqual([]);
      expect(chain.output).toBe(chain.input);
    }
  });
  test("differs between layers and images", () => {
    const nests: Nest[] = [];
    const operator = layers.get("dropout")!;
    const input: Tensor = { name: "input", role: "input", batched: true, shape: [64] };
    const [a, b] = [0, 1].map((stream) => operator.forward!(collect(`dropout${stream}`, stream, true, nests), input, new Map(), { probability: 0.5 })) as [Tensor, Tensor]; // prettier-ignore
    const memory = run(nests, new Map([[input, new Float64Array(128).fill(1)]]), 2);
    expect(memory.get(a)).not.toEqual(memory.get(b));
    expect(memory.get(a)!.slice(0, 64)).not.toEqual(memory.get(a)!.slice(64));
  });
});
