/**
 * The arithmetic of the lectures, facts A1 to A18: sizes and counts by the checker, values by modules that are compiled from
 * the text and run.
 */
import { describe, expect, it } from "vitest";
import { renderHuman } from "../../src/diagnostics/render-human.ts";
import { compile } from "../../src/index.ts";
import { load, type Net } from "../../src/runtime/index.ts";
import { modelAt } from "../stdlib/read-program.ts";
import { checkText, modelOf, network } from "./check-text.ts";

const ramp = (count: number, start = 0): number[] => Array.from({ length: count }, (_, i) => start + i);

/** Whole numbers from -8 to 8 without a pattern: their products and sums are exact in f32. */
function wholes(count: number, seed: number): number[] {
  let state = seed;
  return ramp(count).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state >>> 16) % 17) - 8;
  });
}

/** A network of these lines, compiled and loaded, with its parameters set, in their order, to these numbers. */
async function loaded(lines: readonly string[], parameters: readonly (readonly number[])[], rest = ""): Promise<Net> {
  const { wasm, diagnostics } = await compile(network(...lines) + rest);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const net = await load(wasm!);
  const tensors = [...net.parameters.values()];
  expect(tensors.map(({ data }) => data.length)).toEqual(parameters.map((values) => values.length));
  tensors.forEach(({ data }, i) => void data.set(parameters[i]!));
  return net;
}

/** What one image, H x W x C, becomes: a list, channels last. */
async function outputOf(lines: readonly string[], image: readonly number[], ...parameters: readonly number[][]) {
  const net = await loaded(lines, parameters);
  return [...net.predict(Float32Array.from(image), 1)];
}

describe("values", () => {
  it("A1: a 2x2 kernel on 3x3, not flipped", async () => {
    expect(await outputOf(["input 3x3x1", "conv 2x2x1 nobias"], ramp(9), ramp(4))).toEqual([19, 25, 37, 43]);
  });

  it("A2: two input channels", async () => {
    const image = ramp(9).flatMap((value) => [value, value + 1]);
    const [first] = await outputOf(["input 3x3x2", "conv 2x2x1 nobias"], image, [...ramp(4), ...ramp(4, 1)]);
    expect(first).toBe(1 * 1 + 2 * 2 + 4 * 3 + 5 * 4 + (0 * 0 + 1 * 1 + 3 * 2 + 4 * 3));
    expect(first).toBe(56);
  });

  it("A10: V[i, j, k] = sum(X[2i:2i+5, 2j:2j+5, :] · W_k) + b_k", async () => {
    const [image, weights, biases] = [wholes(11 * 11 * 4, 1), wholes(2 * 4 * 5 * 5, 2), wholes(2, 3)];
    const output = await outputOf(["input 11x11x4", "conv 5x5x2 s2"], image, weights, biases);
    const x = (row: number, column: number, channel: number) => image[(row * 11 + column) * 4 + channel]!;
    const w = (k: number, channel: number, row: number, column: number) =>
      weights[((k * 4 + channel) * 5 + row) * 5 + column]!;
    const wanted = ramp(4).flatMap((i) =>
      ramp(4).flatMap((j) =>
        ramp(2).map((k) => {
          let sum = biases[k]!;
          for (let row = 0; row < 5; row++)
            for (let column = 0; column < 5; column++)
              for (let c = 0; c < 4; c++) sum += x(2 * i + row, 2 * j + column, c) * w(k, c, row, column);
          return sum;
        }),
      ),
    );
    expect(output).toEqual(wanted);
  });

  it("A11: pooling by maximum and mean", async () => {
    const image = [1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4];
    expect(await outputOf(["input 4x4x1", "maxpool 2"], image)).toEqual([6, 8, 3, 4]);
    expect(await outputOf(["input 4x4x1", "avgpool 2"], image)).toEqual([3.25, 5.25, 2, 2]);
  });

  it("A12: pooling with stride 1", async () => {
    expect(await outputOf(["input 3x3x1", "maxpool 2 s1"], ramp(9))).toEqual([4, 5, 7, 8]);
  });

  it("A13: softmax, and the cross-entropy of 0.8 on the label", async () => {
    const p = await outputOf(["input 1x1x5", "flatten -> softmax"], [1.3, 5.1, 2.2, 0.7, 1.1]);
    expect(p.map((value) => value.toFixed(2))).toEqual(["0.02", "0.90", "0.05", "0.01", "0.02"]);
    const net = await loaded(["input 1x1x2", "fc 2 nobias"], [[1, 0, 0, 1]], "train Net { loss crossentropy }\n");
    const images = Float32Array.of(Math.log(0.2), Math.log(0.8));
    const { loss } = await net.evaluate({ images, labels: [1], shape: [1, 1, 2] });
    expect(loss).toBeCloseTo(-Math.log(0.8), 6);
  });

  it("A17: the map of a shifted image is the shifted map, away from the border", async () => {
    const [image, weights] = [wholes(10 * 10, 4), wholes(9, 5)];
    const shifted = image.map((_, i) => (i % 10 >= 2 && i >= 10 ? image[i - 12]! : 0));
    const lines = ["input 10x10x1", "conv 3x3x1 p1 nobias"];
    const [of, ofShifted] = [await outputOf(lines, image, weights), await outputOf(lines, shifted, weights)];
    // One row down, two columns right; the border of one place, and what the shift brought in, is left out.
    for (let row = 2; row < 9; row++)
      for (let column = 3; column < 9; column++)
        expect(ofShifted[row * 10 + column]).toBe(of[(row - 1) * 10 + column - 2]);
  });
});

/** The shape and parameters of one layer on an input. */
function layer(input: string, stage: string): string {
  const [only] = modelOf(network(`input ${input}`, stage)).layers;
  return `${only!.output.join("x")} ${only!.params}`;
}

describe("sizes and counts", () => {
  it("A3: size = ⌊(n - k + p + s)/s⌋ with p of both sides", () => {
    for (const [n, k, before, after, s] of [
      [28, 5, 2, 2, 1],
      [28, 5, 1, 2, 2],
      [11, 3, 0, 1, 3],
      [7, 7, 0, 0, 1],
      [8, 1, 0, 0, 3],
    ] as const) {
      const size = Math.floor((n - k + before + after + s) / s);
      if (before === after) expect(size).toBe(Math.floor((n - k + 2 * before) / s) + 1);
      expect(layer(`${n}x${n}x1`, `conv ${k}x${k}x1 s${s} p${before}:${after}`).split(" ")[0]).toBe(
        `${size}x${size}x1`,
      );
    }
  });

  it.each([
    ["A4", "22x22x3", "conv 11x11x16 s2", "6x6x16 5824"],
    ["A5, stride 1", "7x7x1", "conv 3x3x1", "5x5x1 10"],
    ["A5, stride 2", "7x7x1", "conv 3x3x1 s2", "3x3x1 10"],
    ["A5, padding 1", "7x7x1", "conv 3x3x1 p1", "7x7x1 10"],
    ["A6, 3", "32x32x1", "conv 3x3x1 p1", "32x32x1 10"],
    ["A6, 5", "32x32x1", "conv 5x5x1 p2", "32x32x1 26"],
    ["A6, 7", "32x32x1", "conv 7x7x1 p3", "32x32x1 50"],
    ["A7", "32x32x3", "conv 5x5x6", "28x28x6 456"],
    ["A8, ten filters", "32x32x3", "conv 5x5x10 p2", "32x32x10 760"],
    ["A8, one filter", "32x32x3", "conv 5x5x1 p2", "32x32x1 76"],
    ["A9", "227x227x3", "conv 11x11x96 s4", "55x55x96 34944"],
    ["A10", "11x11x4", "conv 5x5x2 s2", "4x4x2 202"],
    ["A16, shared", "227x227x3", "conv 11x11x100 nobias", "217x217x100 36300"],
    ["A16, full", "227x227x3", "fc 100 nobias", `100 ${227 * 227 * 3 * 100}`],
    ["A18", "300", "fc 84", `84 ${300 * 84 + 84}`],
  ])("%s", (_, input, stage, expected) => {
    expect(layer(input, stage)).toBe(expected);
  });

  it("A5: a stride of 3 does not tile 7x7, and says what would", () => {
    const { models, diagnostics, codes } = checkText(network("input 7x7x1", "conv 3x3x1 s3"));
    expect(codes).toEqual(["lint/stride-does-not-tile"]);
    expect(models[0]!.output).toEqual([2, 2, 1]);
    const text = renderHuman(diagnostics, { color: false });
    expect(text).toContain("2.33");
    expect(text).toMatch(/p1\b/);
  });

  it("A7: 5x5 filters again and again: 32, 28, 24, …", () => {
    const { layers } = modelOf(network("input 32x32x3", "[conv 5x5x6] * 7"));
    expect(layers.map(({ output }) => output[0])).toEqual([28, 24, 20, 16, 12, 8, 4]);
  });

  it("A14: the perceptron on 9x9", () => {
    const { totals } = modelAt("examples/03-mlp.cnn:NineByNine");
    expect(totals.params).toBe(81 * 20 + 20 * 20 + 20 * 10);
    expect(totals.weights).toBe(2_220);
  });

  it("A15: 3.6 billion weights are a warning", () => {
    const { models, diagnostics, codes } = checkText(network("input 4000x3000x3", "fc 100 -> relu", "fc 10"));
    expect(codes).toEqual(["lint/huge-fc"]);
    expect(diagnostics[0]!.message).toContain("3,600,000,000");
    expect(models[0]!.totals.weights).toBe(3_600_001_000);
  });
});
