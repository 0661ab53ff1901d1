import { describe, expect, test } from "vitest";
import { affine, axisIndex } from "../../src/ir/affine.ts";
import { allocate, interpret } from "../../src/ir/interpret.ts";
import type { Nest } from "../../src/ir/nest.ts";
import { randomAt } from "../../src/ir/philox.ts";
import { type Scalar, constant, load, position, random, result, times, unary } from "../../src/ir/scalar.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { type Layer, axis, conv, memoryFor, numbers, outputSize, pool, softmax, tensor } from "./nests.ts";

function run(layer: Layer, values: ReadonlyMap<Tensor, ArrayLike<number>>, count = 1): number[] {
  const memory = memoryFor(layer.nests, count, values);
  interpret(layer.nests, memory, { count });
  return [...memory.get(layer.output)!];
}
const range = (length: number, from = 0): number[] => Array.from({ length }, (_, i) => from + i);
const rounded = (values: readonly number[], digits: number): number[] => values.map((v) => Number(v.toFixed(digits)));

describe("facts of the lectures", () => {
  test("A1: a convolution is not flipped", () => {
    const [x, w] = [tensor("input", "input", [1, 3, 3]), tensor("w", "parameter", [1, 1, 2, 2])];
    expect(run(conv("c", x, w, undefined, { kernel: 2 }), new Map([[x, range(9)], [w, range(4)]]))).toEqual([19, 25, 37, 43]); // prettier-ignore
  });

  test("A2: channels are summed", () => {
    const [x, w] = [tensor("input", "input", [2, 3, 3]), tensor("w", "parameter", [1, 2, 2, 2])];
    const values = new Map([
      [x, [...range(9), ...range(9, 1)]],
      [w, [...range(4), ...range(4, 1)]],
    ]);
    expect(run(conv("c", x, w, undefined, { kernel: 2 }), values)).toEqual([56, 72, 104, 120]);
  });

  test("A10: 11x11x4 by two 5x5x4 at stride 2 is 4x4x2, each V the sum of its products and a bias", () => {
    const x = tensor("input", "input", [4, 11, 11]);
    const [w, b] = [tensor("w", "parameter", [2, 4, 5, 5]), tensor("b", "parameter", [2])];
    const [xs, ws, bs] = [numbers(484, 1), numbers(200, 2), [0.5, -0.25]];
    const layer = conv("c", x, w, b, { kernel: 5, stride: 2 });
    expect(layer.output.shape).toEqual([2, 4, 4]);
    const found = run(layer, new Map<Tensor, ArrayLike<number>>([[x, xs], [w, ws], [b, bs]])); // prettier-ignore
    for (let k = 0; k < 2; k++)
      for (let i = 0; i < 4; i++)
        for (let j = 0; j < 4; j++) {
          let sum = bs[k]!;
          for (let c = 0; c < 4; c++)
            for (let u = 0; u < 5; u++)
              for (let v = 0; v < 5; v++)
                sum += xs[c * 121 + (2 * i + u) * 11 + 2 * j + v]! * ws[k * 100 + c * 25 + u * 5 + v]!;
          expect(found[k * 16 + i * 4 + j]).toBeCloseTo(sum, 12);
        }
  });

  test("A11: pooling 2x2", () => {
    const x = tensor("input", "input", [1, 4, 4]);
    const values = new Map([[x, [1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4]]]);
    expect(run(pool("max", "p", x, { kernel: 2 }), values)).toEqual([6, 8, 3, 4]);
    expect(run(pool("average", "p", x, { kernel: 2 }), values)).toEqual([3.25, 5.25, 2, 2]);
  });

  test("A12: pooling 2x2 with stride 1", () => {
    const x = tensor("input", "input", [1, 3, 3]);
    expect(run(pool("max", "p", x, { kernel: 2, stride: 1 }), new Map([[x, range(9)]]))).toEqual([4, 5, 7, 8]);
  });

  test("A13: softmax, and the cross-entropy of 0.8", () => {
    const x = tensor("input", "input", [5]);
    const layer = softmax("s", x);
    expect(rounded(run(layer, new Map([[x, [1.3, 5.1, 2.2, 0.7, 1.1]]])), 2)).toEqual([0.02, 0.9, 0.05, 0.01, 0.02]);
    const p = tensor("p", "input", []);
    const minusLog = (e: Scalar): Scalar => unary("neg", unary("log", e));
    const out = tensor("out", "activation", []);
    const nest: Nest = {
      name: "loss",
      axes: [{ name: "n", extent: "batch" }],
      within: [],
      reduction: { kind: "none" },
      body: minusLog(load(p, [axis("n")])),
      writes: [{ tensor: out, index: [axis("n")], value: result }],
    };
    expect(run({ output: out, nests: [nest] }, new Map([[p, [0.8, 0.25]]]), 2)).toEqual([
      -Math.log(0.8),
      -Math.log(0.25),
    ]);
  });
});

describe("meaning of nests", () => {
  const line = tensor("line", "activation", [4], false);
  const one = tensor("one", "activation", [], false);
  const base: Nest = {
    name: "test",
    axes: [{ name: "i", extent: 4 }],
    within: [],
    reduction: { kind: "none" },
    body: constant(7),
    writes: [{ tensor: line, index: [axis("i")], value: result }],
  };
  const valuesAfter = (nest: Nest, before: Record<string, number[]> = {}): number[] => {
    const memory = memoryFor([nest], 1, new Map());
    for (const [each, array] of memory) if (before[each.name]) array.set(before[each.name]!);
    interpret([nest], memory, { count: 1, seed: 3, step: 5 });
    return [...memory.get(nest.writes[0]!.tensor)!];
  };
  const within = [{ value: affine(-1, [["i", 1]]), extent: 2 }];

  test("a point outside is skipped, and what is there stays", () => {
    expect(valuesAfter({ ...base, within }, { line: [1, 1, 1, 1] })).toEqual([1, 7, 7, 1]);
  });
  test("a sum over nothing is its initial value and is written", () => {
    const reduction = { kind: "sum", over: [] } as const;
    expect(valuesAfter({ ...base, within, reduction }, { line: [1, 1, 1, 1] })).toEqual([0, 7, 7, 0]);
    expect(valuesAfter({ ...base, within, reduction: { ...reduction, initial: constant(2) } })).toEqual([2, 9, 9, 2]);
  });
  test("a write may accumulate", () => {
    const writes = [{ ...base.writes[0]!, accumulate: true }];
    expect(valuesAfter({ ...base, writes }, { line: [1, 2, 3, 4] })).toEqual([8, 9, 10, 11]);
  });
  test("a write may wait for a control", () => {
    const control = tensor("control", "control", [], false);
    const writes = [{ ...base.writes[0]!, when: { control, nonzero: true } }];
    const memory = memoryFor([base], 1, new Map([[line, [1, 1, 1, 1]]]));
    for (const [value, seen] of [
      [0, 1],
      [1, 7],
    ] as const) {
      // prettier-ignore
      memory.set(control, Float64Array.of(value));
      interpret([{ ...base, writes }], memory, { count: 1 });
      expect(memory.get(line)![0]).toBe(seen);
    }
  });
  test("all loads come before the writes", () => {
    const pair = [line, one].map((each) => load(each, each === line ? [axis("i")] : []));
    const writes = [
      { tensor: one, index: [], value: pair[0]! },
      { tensor: line, index: [axis("i")], value: pair[1]! },
    ];
    const axes = [{ name: "i", extent: 1 }];
    const memory = memoryFor([{ ...base, axes, writes }], 1, new Map([[line, [1, 2, 3, 4]], [one, [9]]])); // prettier-ignore
    interpret([{ ...base, axes, writes }], memory, { count: 1 });
    expect([memory.get(one)![0], memory.get(line)![0]]).toEqual([1, 9]);
  });
  test("the first maximum wins, in the order of `over`", () => {
    const x = tensor("x", "activation", [2, 3], false);
    const place = tensor("place", "activation", [], false);
    const nest = (over: string[]): Nest => ({
      ...base,
      axes: ["i", "j"].map((name, i) => ({ name, extent: [2, 3][i]! })),
      reduction: { kind: "max", over, position: affine(0, [["i", 3], ["j", 1]]) }, // prettier-ignore
      body: load(x, [axis("i"), axis("j")]),
      writes: [{ tensor: place, index: [], value: position }],
    });
    const values = { x: [0, 1, 5, 5, 1, 0] };
    expect(valuesAfter(nest(["i", "j"]), values)).toEqual([2]);
    expect(valuesAfter(nest(["j", "i"]), values)).toEqual([3]);
  });
  test("a scatter starts from zero, or from what is there when it accumulates", () => {
    const body = load(tensor("x", "activation", [4], false), [axis("i")]);
    const index = [affine(1)];
    const scatter: Nest = { ...base, reduction: { kind: "scatter" }, body, writes: [{ ...base.writes[0]!, index }] };
    const values = { x: [1, 2, 3, 4], line: [1, 1, 1, 1] };
    expect(valuesAfter(scatter, values)).toEqual([0, 10, 0, 0]);
    expect(valuesAfter({ ...scatter, writes: [{ ...scatter.writes[0]!, accumulate: true }] }, values)).toEqual([
      1, 11, 1, 1,
    ]);
  });
  test("random numbers are those of the generator", () => {
    const body = random(6, affine(2), axisIndex("i"));
    expect(valuesAfter({ ...base, body })).toEqual([0, 1, 2, 3].map((i) => randomAt(3, 5, 6, 2, i)));
  });
  test("names from a program never become code", () => {
    const evil = tensor('x"]; throw 1; //', "activation", [4], false);
    const nest: Nest = {
      ...base,
      body: times(load(evil, [axis("a-b c")]), constant(2)),
      axes: [{ name: "a-b c", extent: 4 }],
    };
    const writes = [{ ...base.writes[0]!, index: [axis("a-b c")] }];
    expect(valuesAfter({ ...nest, writes }, { [evil.name]: [1, 2, 3, 4] })).toEqual([2, 4, 6, 8]);
  });
  test("a tensor without memory is named", () => {
    expect(() => interpret([base], new Map(), { count: 1 })).toThrow(/no line/);
    expect([...allocate({ ...line, data: [1, 2, 3, 4] }, 9)]).toEqual([1, 2, 3, 4]);
    expect(allocate(tensor("b", "activation", [2, 3]), 5)).toHaveLength(30);
  });
});

test("A3 and A4: the output size", () => {
  expect(outputSize(22, { kernel: 11, stride: 2 })).toBe(6);
});
