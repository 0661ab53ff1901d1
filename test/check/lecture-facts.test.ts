/** The arithmetic of the lectures, facts A3 to A18 that a check answers. */
import { describe, expect, it } from "vitest";
import { checkText, modelOf, network } from "./check-text.ts";

/** The shape and parameters of one layer on an input. */
function layer(input: string, stage: string): string {
  const [only] = modelOf(network(`input ${input}`, stage)).layers;
  return `${only!.output.join("x")} ${only!.params}`;
}

describe("facts", () => {
  it("A3: size = ⌊(n - k + p + s)/s⌋ with p of both sides", () => {
    for (const [n, k, before, after, s] of [
      [28, 5, 2, 2, 1],
      [28, 5, 1, 2, 2],
      [11, 3, 0, 1, 3],
      [7, 7, 0, 0, 1],
      [8, 1, 0, 0, 3],
    ] as const) {
      const size = Math.floor((n - k + before + after + s) / s);
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
    const text = [diagnostics[0]!.message, ...diagnostics[0]!.notes, diagnostics[0]!.help].join("\n");
    expect(text).toContain("2.33");
    expect(text).toMatch(/p1\b/);
  });

  it("A7: 5x5 filters again and again: 32, 28, 24, …", () => {
    const { layers } = modelOf(network("input 32x32x3", "[conv 5x5x6] * 7"));
    expect(layers.map(({ output }) => output[0])).toEqual([28, 24, 20, 16, 12, 8, 4]);
  });

  it("A14: the perceptron on 9x9", () => {
    const { totals } = modelOf(
      network("input 9x9x1", "fc 20 nobias -> sigmoid", "fc 20 nobias -> sigmoid", "fc 10 nobias"),
    );
    expect(totals.params).toBe(81 * 20 + 20 * 20 + 20 * 10 + 0);
    expect(totals.weights).toBe(2_220);
  });

  it("A15: 3.6 billion weights are a warning", () => {
    const { models, diagnostics, codes } = checkText(network("input 4000x3000x3", "fc 100 -> relu", "fc 10"));
    expect(codes).toEqual(["lint/huge-fc"]);
    expect(diagnostics[0]!.message).toContain("3,600,000,000");
    expect(models[0]!.totals.weights).toBe(3_600_001_000);
  });
});
