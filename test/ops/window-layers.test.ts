/** Sizes, counts, windows and explanations of the layers with windows: against known networks and PyTorch's formulas. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connectionsOf, countConnections } from "../../src/ops/families/connection-table.ts";
import type { Shape, ShapeResult } from "../../src/ops/operator.ts";
import { printShape } from "../../src/ops/shape.ts";
import { readOperatorCases } from "../oracle/operator-fixtures.ts";
import { readStage } from "./read-stage.ts";

const shapeOf = (text: string, input: Shape): ShapeResult => {
  const { layer, values } = readStage(text);
  return layer.shape(input, values);
};

function count(text: string, input: Shape) {
  const { layer, values } = readStage(text);
  const { output, problems } = layer.shape(input, values);
  expect(problems).toEqual([]);
  const learned = layer.parameters(input, values).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  const params = learned.reduce((a, b) => a + b, 0);
  return { output: printShape(output!), params, macs: layer.macs(input, output!, values) };
}

const explain = (text: string, input: Shape): string[] => {
  const { layer, values } = readStage(text);
  return layer.explain(input, layer.shape(input, values).output!, values).map((row) => `${row.subject}: ${row.formula} = ${row.numbers} = ${row.value}`); // prettier-ignore
};

const windowOf = (text: string, input: Shape) => {
  const { layer, values } = readStage(text);
  return layer.window(input, values);
};

test("every layer's shapes and counts are those PyTorch computed with", () => {
  const cases = [
    ...readOperatorCases("windows"),
    ...readOperatorCases("shapes"),
    ...readOperatorCases("strides"),
  ].filter(({ layers }) => !layers.includes("->"));
  expect(cases.length).toBeGreaterThan(100);
  for (const { layers, inputShape, output, parameters } of cases) {
    const { layer, values } = readStage(layers);
    expect([layers, layer.shape(inputShape, values).output]).toEqual([layers, output!.shape.slice(1)]);
    const own = layer.parameters(inputShape, values).map(({ shape }) => shape);
    expect([layers, own]).toEqual([layers, Object.values(parameters).map(({ shape }) => shape)]);
  }
});

describe("known numbers", () => {
  test("LeNet-5 of 1998: 156, 12, 1,516, 32", () => {
    expect(count("conv 5x5x6", [32, 32, 1]).params).toBe(156);
    expect(count("subsample 2", [28, 28, 6])).toEqual({ output: "14x14x6", params: 12, macs: 0 });
    expect(count("conv 5x5x16 table=c3", [14, 14, 6])).toEqual({ output: "10x10x16", params: 1516, macs: 150_000 });
    expect(count("subsample 2", [10, 10, 16]).params).toBe(32);
  });
  test("the table of LeNet-5: 60 connections, each map in ten filters", () => {
    const rows = connectionsOf("c3");
    expect(countConnections(rows)).toBe(60);
    expect(rows.map((row) => row.length)).toEqual([...Array(6).fill(3), ...Array(9).fill(4), 6]);
    for (let map = 0; map < 6; map++) expect(rows.filter((row) => row.includes(map)).length).toBe(10);
    expect(new Set(rows.map(String)).size).toBe(16);
  });
  test("MobileNet's separable convolution at 14x14x512: 8.5 times cheaper", () => {
    const depthwise = count("dwconv 3x3 p1 nobias", [14, 14, 512]);
    const pointwise = count("conv 1x1x512 nobias", [14, 14, 512]);
    expect([depthwise.params, pointwise.params]).toEqual([4608, 262_144]);
    expect(depthwise.macs + pointwise.macs).toBe(52_283_392);
    expect(count("conv 3x3x512 p1", [14, 14, 512]).macs).toBe(462_422_016);
  });
  test("U-Net's and FCN's transposed convolutions", () => {
    expect(count("deconv 2x2x512 s2", [28, 28, 1024])).toEqual({ output: "56x56x512", params: 2_097_664, macs: 28 * 28 * 2_097_152 }); // prettier-ignore
    expect(count("deconv 4x4x21 s2 p1 nobias", [16, 16, 21])).toEqual({ output: "32x32x21", params: 7056, macs: 256 * 7056 }); // prettier-ignore
    expect(count("deconv 16x16x21 s8 p4 nobias", [32, 32, 21]).output).toBe("256x256x21");
  });
  test("Kipf and Welling on Cora: 1,433 features, 16 hidden, 7 classes", () => {
    expect(count("gconv 16", [2708, 1433])).toEqual({ output: "2708x16", params: 22_944, macs: 2708 * 22_928 });
    expect(count("gconv 7 nobias", [2708, 16])).toEqual({ output: "2708x7", params: 112, macs: 2708 * 112 });
  });
  test("global pooling gives 1x1xC, on any number of axes", () => {
    for (const name of ["gavgpool", "gmaxpool"]) {
      expect(count(name, [7, 7, 2048])).toEqual({ output: "1x1x2048", params: 0, macs: 0 });
      expect(count(name, [9, 4]).output).toBe("1x4");
      expect(count(name, [2, 3, 4, 5]).output).toBe("1x1x1x5");
    }
  });
  test("a grouped transposed convolution, PyTorch's layout and fans", () => {
    const { layer, values } = readStage("deconv 3x3x6 g2 s2");
    expect(layer.parameters([5, 5, 4], values)).toEqual([
      { name: "weight", shape: [4, 3, 3, 3], fanIn: 27, fanOut: 36, kind: "weight" },
      { name: "bias", shape: [6], fanIn: 27, fanOut: 36, kind: "bias" },
    ]);
    expect(layer.macs([5, 5, 4], [11, 11, 6], values)).toBe(25 * 4 * 9 * 3);
  });
});

test("a transposed convolution turns the sizes of a convolution round, with the output padding that says which", () => {
  const cases = fc.record({ n: fc.integer({ min: 1, max: 30 }), k: fc.integer({ min: 1, max: 6 }), s: fc.integer({ min: 1, max: 4 }), p: fc.integer({ min: 0, max: 2 }), d: fc.integer({ min: 1, max: 3 }) }); // prettier-ignore
  let seen = 0;
  fc.assert(
    fc.property(cases, ({ n, k, s, p, d }) => {
      const { output } = shapeOf(`conv ${k}x2 s${s} p${p} d${d}`, [n, 1]);
      if (!output) return;
      const left = (n + 2 * p - d * (k - 1) - 1) % s;
      const back = shapeOf(`deconv ${k}x1 s${s} p${p} d${d} outpad=${left}`, [output[0]!, 2]);
      // Places that no window of the convolution reached cannot be made again from them.
      if (back.output) expect(back.output).toEqual([n, 1]);
      else expect(back.problems.map(({ code }) => code)).toEqual(["shape/nothing-left"]);
      seen++;
    }),
  );
  expect(seen).toBeGreaterThan(30);
});

test("what a transposed convolution accepts, its kernel reaches", () => {
  const cases = fc.record({ n: fc.integer({ min: 1, max: 5 }), k: fc.integer({ min: 1, max: 5 }), s: fc.integer({ min: 1, max: 5 }), p: fc.integer({ min: 0, max: 6 }), d: fc.integer({ min: 1, max: 4 }), outpad: fc.integer({ min: 0, max: 3 }) }); // prettier-ignore
  fc.assert(
    fc.property(cases, ({ n, k, s, p, d, outpad }) => {
      fc.pre(outpad === 0 || outpad < Math.max(s, d));
      const size = (n - 1) * s - 2 * p + d * (k - 1) + outpad + 1;
      let reached = false;
      for (let y = 0; y < n; y++)
        for (let i = 0; i < k; i++) reached ||= s * y + d * i - p >= 0 && s * y + d * i - p < size;
      const { output } = shapeOf(`deconv ${k}x1 s${s} p${p} d${d} outpad=${outpad}`, [n, 1]);
      expect(output).toEqual(reached ? [size, 1] : undefined);
    }),
    { numRuns: 1000 },
  );
});

test("adaptive pooling: every place is seen, and the declared window is the widest", () => {
  const cases = fc.record({ n: fc.integer({ min: 1, max: 40 }), o: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(cases, ({ n, o }) => {
      const windows = Array.from({ length: o }, (_, i) => [Math.floor((i * n) / o), Math.ceil(((i + 1) * n) / o)] as const); // prettier-ignore
      const widest = Math.max(...windows.map(([start, end]) => end - start));
      const declared = windowOf(`adaptiveavgpool ${o}`, [n, 1]);
      expect(declared).toEqual(o === 1 ? "all" : [{ extent: widest, stride: n / o }]);
    }),
  );
});

test("windows, also such as lie closer than a place of the input", () => {
  expect(windowOf("dwconv 3x5 s2x1 d2", [20, 20, 1])).toEqual([{ extent: 5, stride: 2 }, { extent: 9, stride: 1 }]); // prettier-ignore
  expect(windowOf("deconv 2x2x1 s2", [9, 9, 1])).toEqual([{ extent: 1, stride: 0.5 }, { extent: 1, stride: 0.5 }]); // prettier-ignore
  expect(windowOf("deconv 4x1 s2", [9, 1])).toEqual([{ extent: 2, stride: 0.5 }]);
  expect(windowOf("deconv 3x1 s1 d2", [9, 1])).toEqual([{ extent: 5, stride: 1 }]);
  expect(windowOf("upsample 4", [9, 1])).toEqual([{ extent: 1, stride: 0.25 }]);
  expect(windowOf("upsample 2x1 bilinear", [9, 9, 1])).toEqual([{ extent: 2, stride: 0.5 }, { extent: 1, stride: 1 }]); // prettier-ignore
  expect(windowOf("subsample 2", [9, 9, 1])).toEqual([{ extent: 2, stride: 2 }, { extent: 2, stride: 2 }]); // prettier-ignore
  expect(windowOf("gavgpool", [9, 9, 1])).toBe("all");
  expect(windowOf("gconv 3", [9, 9])).toBe(undefined);
});

describe("explanations hold numbers", () => {
  test("dwconv", () => {
    expect(explain("dwconv 3x3x2 s2 p1", [28, 28, 8])).toEqual([
      "output height and width: (N - F + 2P)/S + 1 = (28 - 3 + 2·1)/2 + 1 = 14.50, floor 14",
      "output height and width, p the padding of both sides: ⌊(n - k + p + s)/s⌋ = ⌊(28 - 3 + 2 + 2)/2⌋ = 14",
      "weights: K·K·C·M = 3·3·8·2 = 144",
      "parameters: K·K·C·M + C·M = 3·3·8·2 + 16 = 160",
      "multiply-adds: Ho·Wo·K·K·C·M = 14·14·3·3·8·2 = 28,224",
    ]);
  });
  test("deconv, in both notations of padding, and as other tools count", () => {
    expect(explain("deconv 3x3x4 s2 p1 outpad=1", [14, 14, 8])).toEqual([
      "output height and width: (N - 1)·S - 2P + D·(K - 1) + outpad + 1 = (14 - 1)·2 - 2·1 + 1·(3 - 1) + 1 + 1 = 28",
      "output height and width, p the padding of both sides: (n - 1)·s - p + d·(k - 1) + outpad + 1 = (14 - 1)·2 - 2 + 1·(3 - 1) + 1 + 1 = 28",
      "weights: K·K·C·(F/g) = 3·3·8·4 = 288",
      "parameters: K·K·C·(F/g) + F = 3·3·8·4 + 4 = 292",
      "multiply-adds: Hi·Wi·K·K·C·(F/g) = 14·14·3·3·8·4 = 56,448",
      "multiply-adds of tools that count over the output: Ho·Wo·K·K·C·(F/g) = 28·28·3·3·8·4 = 225,792",
    ]);
    expect(explain("deconv 3x1 s2 p1:0", [5, 1])[0]).toBe(
      "output length: (N - 1)·S - before - after + D·(K - 1) + outpad + 1 = (5 - 1)·2 - 1 - 0 + 1·(3 - 1) + 0 + 1 = 10",
    );
  });
  test("a connection table", () => {
    expect(explain("conv 5x5x16 table=c3", [14, 14, 6]).slice(2)).toEqual([
      "weights: K·K·connections = 5·5·60 = 1,500",
      "parameters: K·K·connections + F = 5·5·60 + 16 = 1,516",
      "multiply-adds: Ho·Wo·K·K·connections = 10·10·5·5·60 = 150,000",
    ]);
  });
  test("the others", () => {
    expect(explain("subsample 2", [28, 28, 6])).toContain("parameters: 2·C = 2·6 = 12");
    expect(explain("adaptiveavgpool 6x6", [13, 13, 2])).toEqual(["output height and width, window of output i: ⌊i·N/O⌋ up to ⌈(i + 1)·N/O⌉ = ⌊5·13/6⌋ up to ⌈6·13/6⌉ for the last = 10 up to 13"]); // prettier-ignore
    expect(explain("upsample 2x3", [4, 5, 2])).toEqual(["output height: N·S = 4·2 = 8", "output width: N·S = 5·3 = 15"]); // prettier-ignore
    expect(explain("gconv 16", [34, 8])).toEqual(["weights: C·F = 8·16 = 128", "parameters: C·F + F = 8·16 + 16 = 144", "multiply-adds: N·C·F = 34·8·16 = 4,352"]); // prettier-ignore
    expect(explain("gavgpool", [7, 6, 2])).toEqual(["places of the one window: H·W = 7·6 = 42"]);
  });
});

describe("connection tables", () => {
  test("of one's own: parameters and multiply-adds count connections", () => {
    const { layer, values } = readStage("conv 3x3x2 nobias table=[[0,1],[2]]");
    expect(layer.parameters([8, 8, 3], values)).toEqual([{ name: "weight", shape: [3, 3, 3], fanIn: 13.5, fanOut: 9, kind: "weight" }]); // prettier-ignore
    expect(layer.macs([8, 8, 3], [6, 6, 2], values)).toBe(36 * 9 * 3);
  });
  test.each([
    ["conv 5x5x16 table=c3", [14, 14, 5], "row 3 of the table names channel 5, and its input has 5"],
    ["conv 5x5x12 table=c3", [14, 14, 6], "the table has 16 rows, and there are 12 filters"],
    ["conv 3x3x2 table=[[0],[]]", [8, 8, 1], "row 1 of the table is empty"],
    ["conv 3x3x1 table=[[1,0,1]]", [8, 8, 2], "row 0 of the table names channel 1 twice"],
    ["conv 3x3x2 table=[[0],[-1]]", [8, 8, 2], "row 1 of the table names channel -1, and its input has 2"],
  ] as const)("%s on %j", (text, input, message) => {
    const { problems } = shapeOf(text, input);
    expect(problems.map(({ code, message: own, argument }) => [code, own, argument])).toEqual([["shape/table-does-not-fit", message, "table"]]); // prettier-ignore
  });
  test("and groups exclude each other", () => {
    expect(shapeOf("conv 5x5x16 g2 table=c3", [14, 14, 6]).problems).toMatchObject([
      { message: "a table and groups are given together", fix: { argument: "groups", text: "" } },
    ]);
  });
});

describe("what is refused", () => {
  test.each([
    [
      "dwconv 3",
      [8, 8, 4],
      "shape/wrong-number-of-sizes",
      "`dwconv` takes kernel height x kernel width here, or these x multiplier, and has 1 number",
      "3x3",
    ],
    ["dwconv 3x3x0", [8, 8, 4], "shape/size-not-positive", "multiplier is 0, and must be 1 or more", undefined],
    [
      "deconv 2x8",
      [8, 8, 4],
      "shape/wrong-number-of-sizes",
      "the number of filters is missing: 2x8 is the kernel of `deconv`",
      undefined,
    ],
    ["deconv 3x3x6 g4", [8, 8, 4], "shape/groups-do-not-divide", "4 groups do not divide the 6 filters", "g2"],
    [
      "deconv 3x3x4 s2 p1 outpad=2",
      [8, 8, 3],
      "shape/output-padding-too-large",
      "output padding 2 is not smaller than the stride 2",
      "outpad=1",
    ],
    [
      "deconv 3x3x4 outpad=1",
      [8, 8, 3],
      "shape/output-padding-too-large",
      "output padding 1 is not smaller than the stride 1",
      "",
    ],
    [
      "deconv 2x2x4 s2 p4",
      [4, 4, 3],
      "shape/nothing-left",
      "the padding leaves nothing of the output of a 4x4 input",
      "p3",
    ],
    [
      "deconv 1x1x4 s2 p1",
      [2, 3, 1],
      "shape/nothing-left",
      "the padding leaves only places of the output that the kernel never reaches from a 2x3 input",
      "p0",
    ],
    ["deconv 2x2x4 s0", [4, 4, 3], "shape/size-not-positive", "stride is 0, and must be 1 or more", undefined],
    [
      "deconv 2x2x4 s2x2x2",
      [4, 4, 3],
      "shape/wrong-number-of-sizes",
      "stride has 3 numbers, and its 4x4x3 input has 2 axes beside the channels",
      undefined,
    ],
    ["adaptiveavgpool 0", [4, 4, 3], "shape/size-not-positive", "the size is 0, and must be 1 or more", undefined],
    ["gconv 4", [4, 4, 3], "shape/rank", "`gconv` needs nodes and their features, and its input is 4x4x3", undefined],
    [
      "gavgpool",
      [10],
      "shape/rank",
      "`gavgpool` needs an input with one to three axes beside the channels, and its input is 10",
      undefined,
    ],
  ] as const)("%s on %j", (text, input, code, message, fix) => {
    // prettier-ignore
    const { problems, output } = shapeOf(text, input);
    expect(output).toBe(undefined);
    expect(problems.map((problem) => [problem.code, problem.message, problem.fix?.text])).toEqual([[code, message, fix]]); // prettier-ignore
  });
  test("poolings of one place are warned of", () => {
    for (const text of ["gavgpool", "gmaxpool", "adaptiveavgpool 1", "subsample 1"])
      expect(shapeOf(text, [1, 1, 8]).warnings?.map(({ code }) => code)).toEqual(["lint/pools-one-place"]);
  });
});

/** The stage with the fix put in. */
function applyFix(text: string, input: Shape): string | undefined {
  const fix = shapeOf(text, input).problems[0]?.fix;
  if (!fix) return undefined;
  const patterns: Record<string, RegExp> = { groups: / g[\dx]+/, padding: / p[\dx:]+/, outpad: / outpad=\d+/ };
  return text.replace(patterns[fix.argument]!, fix.text === "" ? "" : ` ${fix.text}`);
}

test("groups, output padding and padding of the fix work", () => {
  const small = fc.integer({ min: 1, max: 12 });
  const cases = fc.record({ c: small, f: small, g: small, p: fc.integer({ min: 0, max: 9 }), s: fc.integer({ min: 1, max: 3 }), outpad: fc.integer({ min: 0, max: 4 }) }); // prettier-ignore
  let seen = 0;
  fc.assert(
    fc.property(cases, ({ c, f, g, p, s, outpad }) => {
      for (const start of [`conv 1x1x${f} g${g}`, `deconv 2x2x${f} s${s} p${p} g${g} outpad=${outpad}`]) {
        let text: string | undefined = start;
        // Several mistakes are fixed one after the other.
        for (let turn = 0; turn < 4 && shapeOf(text, [4, 4, c]).problems.length > 0; turn++) {
          const fixed = applyFix(text, [4, 4, c]);
          expect(fixed, text).toBeDefined();
          text = fixed!;
          seen++;
        }
        expect(shapeOf(text, [4, 4, c]).problems, start).toEqual([]);
      }
    }),
  );
  expect(seen).toBeGreaterThan(50);
});
