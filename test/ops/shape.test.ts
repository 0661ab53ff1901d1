/** Sizes and counts of layers, against the lectures' arithmetic and PyTorch's rules. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Shape } from "../../src/ops/operator.ts";
import { printShape } from "../../src/ops/shape.ts";
import { readChain, readStage } from "./read-stage.ts";

interface Row {
  readonly output: string;
  readonly params: number;
  readonly weights: number;
  readonly macs: number;
}

function count(text: string, input: Shape): Row {
  const { layer, values } = readStage(text);
  const { output, problems } = layer.shape(input, values);
  expect(problems).toEqual([]);
  const learned = layer
    .parameters(input, values)
    .map(({ shape, kind }) => ({ kind, size: shape.reduce((a, b) => a * b, 1) }));
  const sum = (sizes: readonly { readonly size: number }[]): number =>
    sizes.reduce((total, { size }) => total + size, 0);
  return {
    output: printShape(output!),
    params: sum(learned),
    weights: sum(learned.filter(({ kind }) => kind === "weight")),
    macs: layer.macs(input, output!, values),
  };
}

const after = (text: string, input: Shape): Shape =>
  readChain(text).reduce((shape, { layer, values }) => {
    const { output, problems } = layer.shape(shape, values);
    expect(problems).toEqual([]);
    return output!;
  }, input);

describe("the lectures' sizes and counts", () => {
  test.each([
    ["A4", [22, 22, 3], "conv 11x11x16 s2", "6x6x16"],
    ["A5", [7, 7, 1], "conv 3x3x1", "5x5x1"],
    ["A5", [7, 7, 1], "conv 3x3x1 s2", "3x3x1"],
    ["A5", [7, 7, 1], "conv 3x3x1 s3", "2x2x1"],
    ["A5", [7, 7, 1], "conv 3x3x1 p1", "7x7x1"],
    ["A6", [32, 32, 1], "conv 3x3x1 p1", "32x32x1"],
    ["A6", [32, 32, 1], "conv 5x5x1 p2", "32x32x1"],
    ["A6", [32, 32, 1], "conv 7x7x1 p3", "32x32x1"],
    ["A7", [32, 32, 3], "conv 5x5x6", "28x28x6"],
    ["A7", [32, 32, 3], "conv 5x5x6 -> conv 5x5x10", "24x24x10"],
    ["A8", [32, 32, 3], "conv 5x5x10 p2", "32x32x10"],
    ["A9", [227, 227, 3], "conv 11x11x96 s4 p0", "55x55x96"],
    ["A10", [11, 11, 4], "conv 5x5x2 s2 p0", "4x4x2"],
  ] as const)("%s: %j -> %s gives %s", (_, input, text, output) => {
    expect(printShape(after(text, input))).toBe(output);
  });

  test("A8: 76 parameters per filter, 760 in all", () => {
    expect(count("conv 5x5x10 p2", [32, 32, 3]).params).toBe(760);
    expect(count("conv 5x5x1 p2", [32, 32, 3]).params).toBe(76);
  });
  test("A14, A15, A16, A18: full connection against sharing", () => {
    const mlp = [count("fc 20", [9, 9, 1]), count("fc 20", [20]), count("fc 10", [20])];
    expect(mlp.reduce((sum, { weights }) => sum + weights, 0)).toBe(2220);
    expect(count("fc 100", [6000, 6000, 1]).weights).toBe(3_600_000_000);
    expect(count("conv 11x11x100 nobias", [227, 227, 3]).params).toBe(36_300);
    expect(count("fc 100 nobias", [227, 227, 3]).params).toBe(227 * 227 * 3 * 100);
    expect(count("fc 30", [7, 5, 2]).params).toBe(70 * 30 + 30);
  });
  test("the rows of LeNet-5", () => {
    const rows = [
      count("conv 5x5x6 p2", [28, 28, 1]),
      count("maxpool 2", [28, 28, 6]),
      count("conv 5x5x16", [14, 14, 6]),
      count("maxpool 2", [10, 10, 16]),
      count("fc 120", [5, 5, 16]),
      count("fc 84", [120]),
      count("fc 10", [84]),
    ];
    expect(rows.map(({ params }) => params)).toEqual([156, 0, 2416, 0, 48120, 10164, 850]);
    expect(rows.map(({ weights }) => weights)).toEqual([150, 0, 2400, 0, 48000, 10080, 840]);
    expect(rows.map(({ output }) => output)).toEqual(["28x28x6", "14x14x6", "10x10x16", "5x5x16", "120", "84", "10"]);
    expect(rows.reduce((sum, { macs }) => sum + macs, 0)).toBe(416_520);
  });
  test("AlexNet: groups halve the weights of a convolution", () => {
    expect(count("conv 11x11x96 s4", [227, 227, 3]).params).toBe(34_944);
    expect(count("conv 5x5x256 p2 g2", [27, 27, 96])).toEqual({ output: "27x27x256", params: 307_456, weights: 307_200, macs: 27 * 27 * 307_200 }); // prettier-ignore
  });
});

test("A3: both notations of the size formula agree, and their value is the size", () => {
  const cases = fc.record({ n: fc.integer({ min: 1, max: 60 }), k: fc.integer({ min: 1, max: 9 }), s: fc.integer({ min: 1, max: 4 }), p: fc.integer({ min: 0, max: 5 }), ceil: fc.boolean() }); // prettier-ignore
  fc.assert(
    fc.property(cases, ({ n, k, s, p, ceil }) => {
      fc.pre(n - k + 2 * p >= 0 && p < k);
      const { layer, values } = readStage(`maxpool ${k} s${s} p${p}${ceil ? " ceil" : ""}`);
      const { output } = layer.shape([n, n, 1], values);
      const rows = layer.explain([n, n, 1], output!, values);
      const [lecture, total] = rows;
      expect(rows.length).toBe(2);
      const size = (ceil ? Math.ceil : Math.floor)((n - k + 2 * p) / s) + 1;
      const number = (text: string): number => Number(text.match(/-?\d+$/)![0]);
      expect(number(total!.value)).toBe(size);
      expect(number(lecture!.value)).toBe(output![0]);
      // PyTorch: the last window starts inside the input or the padding before it.
      expect(output![0]).toBe(ceil && (size - 1) * s >= n + p ? size - 1 : size);
      expect(lecture!.numbers).toBe(`(${n} - ${k} + 2·${p})/${s} + 1`);
    }),
  );
});

test("same gives ⌈size/stride⌉ places, whatever the kernel", () => {
  const cases = fc.record({ n: fc.integer({ min: 1, max: 40 }), k: fc.integer({ min: 1, max: 9 }), s: fc.integer({ min: 1, max: 4 }), d: fc.integer({ min: 1, max: 3 }) }); // prettier-ignore
  fc.assert(
    fc.property(cases, ({ n, k, s, d }) => {
      expect(after(`conv ${k}x${k}x1 s${s} d${d} same`, [n, n, 1])).toEqual([Math.ceil(n / s), Math.ceil(n / s), 1]);
    }),
  );
});

test("one and three axes, and a bare size along every axis", () => {
  expect(after("conv 7x32 d2 p6:0", [1000, 12])).toEqual([994, 32]);
  expect(after("conv 3x3x3x64 p1 -> maxpool 2", [16, 112, 112, 3])).toEqual([8, 56, 56, 64]);
  expect(after("avgpool 2x1", [8, 8, 5])).toEqual([4, 8, 5]);
});

test("uneven padding per axis", () => {
  expect(after("conv 3x3x4 p1:0x2:1", [8, 8, 1])).toEqual([7, 9, 4]);
});

test("receptive fields: extent and stride of the window", () => {
  const windowOf = (text: string, input: Shape) => {
    const { layer, values } = readStage(text);
    return layer.window(input, values);
  };
  expect(windowOf("conv 3x5x1 s2x1 d2", [20, 20, 1])).toEqual([{ extent: 5, stride: 2 }, { extent: 9, stride: 1 }]); // prettier-ignore
  expect(windowOf("maxpool 3", [20, 20, 1])).toEqual([{ extent: 3, stride: 3 }, { extent: 3, stride: 3 }]); // prettier-ignore
  expect(windowOf("fc 3", [20, 20, 1])).toBe("all");
  expect(windowOf("relu", [20, 20, 1])).toBe(undefined);
});

describe("explanations hold numbers", () => {
  const explain = (text: string, input: Shape): string[] => {
    const { layer, values } = readStage(text);
    return layer.explain(input, layer.shape(input, values).output!, values).map((row) => `${row.subject}: ${row.formula} = ${row.numbers} = ${row.value}`); // prettier-ignore
  };
  test("conv", () => {
    expect(explain("conv 5x5x6 p2", [28, 28, 1])).toEqual([
      "output height and width: (N - F + 2P)/S + 1 = (28 - 5 + 2·2)/1 + 1 = 28",
      "output height and width, p the padding of both sides: ⌊(n - k + p + s)/s⌋ = ⌊(28 - 5 + 4 + 1)/1⌋ = 28",
      "weights: K·K·(C/g)·F = 5·5·1·6 = 150",
      "parameters: K·K·(C/g)·F + F = 5·5·1·6 + 6 = 156",
      "multiply-adds: Ho·Wo·F·K·K·(C/g) = 28·28·6·5·5·1 = 117,600",
    ]);
    expect(explain("conv 3x3x4 s3 nobias", [7, 7, 1])[0]).toBe(
      "output height and width: (N - F + 2P)/S + 1 = (7 - 3 + 2·0)/3 + 1 = 2.33, floor 2",
    );
  });
  test("axes that differ, dilation and groups", () => {
    const rows = explain("conv 3x2x4 s1 d2x1 g2 p1:0", [8, 6, 2]);
    expect(rows.slice(0, 4)).toEqual([
      "places spanned by the kernel, F: D·(K - 1) + 1 = 2·(3 - 1) + 1 = 5",
      "output height: (N - F + before + after)/S + 1 = (8 - 5 + 1 + 0)/1 + 1 = 5",
      "output height, p the padding of both sides: ⌊(n - k + p + s)/s⌋ = ⌊(8 - 5 + 1 + 1)/1⌋ = 5",
      "output width: (N - F + before + after)/S + 1 = (6 - 2 + 1 + 0)/1 + 1 = 6",
    ]);
    expect(rows).toContain("parameters: K·K·(C/g)·F + F = 3·2·(2/2)·4 + 4 = 28");
  });
  test("fc", () => {
    expect(explain("fc 120", [5, 5, 16])).toContain("parameters: M·N + N = (5·5·16)·120 + 120 = 48,120");
  });
});
