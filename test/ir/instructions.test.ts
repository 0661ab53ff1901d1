import { describe, expect, test } from "vitest";
import { affine } from "../../src/ir/affine.ts";
import { binaryInstructions, cost, derivative, product, unaryInstructions } from "../../src/ir/instructions.ts";
import { interpret } from "../../src/ir/interpret.ts";
import type { Nest } from "../../src/ir/nest.ts";
import { printScalar } from "../../src/ir/print.ts";
import {
  type Binary,
  type Load,
  type Scalar,
  type Unary,
  binary,
  constant,
  load,
  result,
  select,
  unary,
} from "../../src/ir/scalar.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { tensor } from "./nests.ts";

const [a, b, r, out] = ["a", "b", "r", "out"].map((name) => tensor(name, "activation", [], false)) as [
  Tensor,
  Tensor,
  Tensor,
  Tensor,
];
const [x, y] = [load(a), load(b)];
const is = (wanted: Load) => (leaf: Scalar) => leaf.kind === "load" && leaf.tensor === wanted.tensor;

/** The value of an expression over the scalars a, b and r, by the interpreter. */
function value(e: Scalar, values: { a?: number; b?: number; r?: number }): number {
  const nest: Nest = {
    name: "test",
    axes: [],
    within: [],
    reduction: { kind: "none" },
    body: e,
    writes: [{ tensor: out, index: [], value: result }],
  };
  const memory = new Map([a, b, r, out].map((t) => [t, Float64Array.of(values[t.name as "a"] ?? Number.NaN)]));
  interpret([nest], memory, { count: 1 });
  return memory.get(out)![0]!;
}

function expectDerivative(e: Scalar, at: { a: number; b: number }): void {
  const h = 1e-6;
  const here = value(e, at);
  for (const [name, leaf] of [
    ["a", x],
    ["b", y],
  ] as const) {
    const difference =
      (value(e, { ...at, [name]: at[name] + h }) - value(e, { ...at, [name]: at[name] - h })) / (2 * h);
    for (const stored of [undefined, load(r)]) {
      const derived = value(derivative(e, is(leaf), stored), { ...at, r: here });
      expect(Math.abs(derived - difference), `d ${printScalar(e)} / d ${name} at ${JSON.stringify(at)}`).toBeLessThan(
        1e-7 * Math.max(1, Math.abs(difference)),
      );
    }
  }
}

describe("derivatives against finite differences", () => {
  const positive = new Set<Unary>(["log", "sqrt"]);
  for (const op of Object.keys(unaryInstructions) as Unary[])
    test(op, () => {
      for (const at of [0.3, 1.7, 2.4, ...(positive.has(op) ? [] : [-0.4, -1.9, -3.3])]) {
        expectDerivative(unary(op, x), { a: at, b: 1 });
        expectDerivative(unary(op, binary("mul", x, y)), { a: at, b: 1.5 });
      }
    });
  for (const op of Object.keys(binaryInstructions) as Binary[])
    test(op, () => {
      for (const at of [
        { a: 0.3, b: 1.7 },
        { a: -1.2, b: 0.6 },
        { a: 2.5, b: -0.7 },
      ]) {
        expectDerivative(binary(op, x, y), at);
        expectDerivative(binary(op, x, constant(0.5)), at);
        expectDerivative(binary(op, constant(0.5), y), at);
        expectDerivative(binary(op, binary("mul", x, x), unary("exp", y)), at);
      }
    });
  test("select, on both sides", () => {
    const e = select(x, "<", y, binary("mul", x, x), unary("exp", y));
    expectDerivative(e, { a: 1, b: 2 });
    expectDerivative(e, { a: 2, b: 1 });
  });
});

describe("ties and forms", () => {
  test("relu at exactly 0 has gradient 0, however it is written", () => {
    for (const e of [binary("max", x, constant(0)), binary("max", constant(0), x)])
      for (const stored of [undefined, load(r)]) {
        const d = derivative(e, is(x), stored);
        expect([-1, 0, 1].map((at) => value(d, { a: at, r: Math.max(at, 0) }))).toEqual([0, 0, 1]);
      }
  });
  test("a tie of two values goes to the second", () => {
    for (const op of ["max", "min"] as const) {
      expect(value(derivative(binary(op, x, y), is(x)), { a: 2, b: 2 })).toBe(0);
      expect(value(derivative(binary(op, x, y), is(y)), { a: 2, b: 2 })).toBe(1);
    }
  });
  test("with the result at hand the operand is not asked for", () => {
    for (const [op, text] of [
      ["exp", "r[]"],
      ["tanh", "1 - r[] * r[]"],
      ["sigmoid", "r[] * (1 - r[])"],
      ["sqrt", "0.5 / r[]"],
    ] as const)
      expect(printScalar(derivative(unary(op, x), is(x), load(r)))).toBe(text);
    expect(printScalar(derivative(binary("max", x, constant(0)), is(x), load(r)))).toBe("(0 < r[] ? 1 : 0)");
    for (const [op, { fromResult }] of Object.entries(unaryInstructions))
      expect(printScalar(derivative(unary(op as Unary, x), is(x), load(r))).includes("a["), op).toBe(!fromResult);
  });
  test("equal loads are one, other loads of the same tensor another", () => {
    const line = tensor("line", "activation", [4], false);
    const [i, j] = [load(line, [affine(0, [["i", 1]])]), load(line, [affine(1, [["i", 1]])])];
    const first = (leaf: Scalar): boolean => leaf.kind === "load" && leaf.index[0]!.constant === 0;
    expect(printScalar(derivative(binary("mul", i, binary("mul", i, j)), first))).toBe(
      "line[i] * line[i + 1] + line[i + 1] * line[i]",
    );
  });
  test("a product with a choice of 0 and 1 is a choice", () => {
    expect(printScalar(product(x, select(constant(0), "<", y, constant(1), constant(0))))).toBe("(0 < b[] ? a[] : 0)");
    expect(printScalar(product(select(constant(0), "<", y, constant(1), constant(-1)), x))).toBe(
      "(0 < b[] ? a[] : neg(a[]))",
    );
    expect(printScalar(product(x, select(constant(0), "<", y, constant(1), constant(0.01))))).toBe(
      "a[] * (0 < b[] ? 1 : 0.01)",
    );
  });
  test("the cost counts each instruction", () => {
    expect(cost(binary("add", x, binary("mul", x, y)))).toBe(2);
    expect(cost(unary("exp", x))).toBeGreaterThan(cost(binary("div", x, y)));
  });
});
