/**
 * The scalar instructions, one row each: value in float64, derivative, cost. Takes names of the closed sets `Unary` and
 * `Binary`; a missing row is a type error. The derivative is a scalar over the operands and the result, in the form that
 * needs least: `tanh' = 1 - r²` lets a backward pass keep only the output. Says nothing of how an instruction is compiled.
 */
import { erf } from "./erf.ts";
import {
  type Binary,
  type Scalar,
  type Unary,
  binary,
  constant,
  minus,
  over,
  plus,
  select,
  times,
  unary,
} from "./scalar.ts";

export interface UnaryInstruction {
  value(a: number): number;
  /** d(op a)/da from the operand and the result `r = op a`. */
  derivative(a: Scalar, r: Scalar): Scalar;
  /** True where the derivative needs the result only, so the operand need not be kept. */
  readonly fromResult: boolean;
  /** In additions, roughly. */
  readonly cost: number;
}

export interface BinaryInstruction {
  value(a: number, b: number): number;
  /** Partial derivatives from the operands, and from the result where it is at hand (else undefined). */
  derivatives(a: Scalar, b: Scalar, r: Scalar | undefined): readonly [Scalar, Scalar];
  readonly cost: number;
}

const zero = constant(0);
const one = constant(1);

export const unaryInstructions: Readonly<Record<Unary, UnaryInstruction>> = {
  neg: { value: (a) => -a, derivative: () => constant(-1), fromResult: true, cost: 1 },
  exp: { value: Math.exp, derivative: (_, r) => r, fromResult: true, cost: 12 },
  log: { value: Math.log, derivative: (a) => over(one, a), fromResult: false, cost: 16 },
  sqrt: { value: Math.sqrt, derivative: (_, r) => over(constant(0.5), r), fromResult: true, cost: 6 },
  // -sin a: the vocabulary has no sine.
  cos: {
    value: Math.cos,
    derivative: (a) => unary("cos", plus(a, constant(Math.PI / 2))),
    fromResult: false,
    cost: 16,
  },
  tanh: { value: Math.tanh, derivative: (_, r) => minus(one, times(r, r)), fromResult: true, cost: 18 },
  sigmoid: {
    value: (a) => 1 / (1 + Math.exp(-a)),
    derivative: (_, r) => times(r, minus(one, r)),
    fromResult: true,
    cost: 18,
  },
  // 2/√π e^(-a²).
  erf: {
    value: erf,
    derivative: (a) => times(constant(2 / Math.sqrt(Math.PI)), unary("exp", unary("neg", times(a, a)))),
    fromResult: false,
    cost: 20,
  },
  floor: { value: Math.floor, derivative: () => zero, fromResult: true, cost: 1 },
  abs: {
    value: Math.abs,
    derivative: (a) => select(zero, "<", a, one, select(a, "<", zero, constant(-1), zero)),
    fromResult: false,
    cost: 1,
  },
};

export const binaryInstructions: Readonly<Record<Binary, BinaryInstruction>> = {
  add: { value: (a, b) => a + b, derivatives: () => [one, one], cost: 1 },
  sub: { value: (a, b) => a - b, derivatives: () => [one, constant(-1)], cost: 1 },
  mul: { value: (a, b) => a * b, derivatives: (a, b) => [b, a], cost: 1 },
  // a/b: 1/b and -(a/b)/b.
  div: {
    value: (a, b) => a / b,
    derivatives: (a, b, r) => [over(one, b), unary("neg", over(r ?? over(a, b), b))],
    cost: 4,
  },
  max: { value: Math.max, derivatives: (a, b, r) => chosen(a, b, r, (x, y) => [y, x]), cost: 1 },
  min: { value: Math.min, derivatives: (a, b, r) => chosen(a, b, r, (x, y) => [x, y]), cost: 1 },
};

/**
 * The first operand wins only strictly, the second takes the tie; a constant counts as the second, so that the gradient
 * of max(x, 0) and of max(0, x) at 0 is 0. Beside a constant the result tells as much as the operand.
 */
function chosen(
  a: Scalar,
  b: Scalar,
  r: Scalar | undefined,
  order: (x: Scalar, y: Scalar) => readonly [Scalar, Scalar],
): readonly [Scalar, Scalar] {
  if (a.kind === "constant" && b.kind !== "constant") {
    const [db, da] = chosen(b, a, r, order);
    return [da, db];
  }
  const [left, right] = order(b.kind === "constant" && r ? r : a, b);
  return [select(left, "<", right, one, zero), select(left, "<", right, zero, one)];
}

/** Every instruction of an expression, in additions. */
export function cost(e: Scalar): number {
  switch (e.kind) {
    case "unary":
      return unaryInstructions[e.op].cost + cost(e.a);
    case "binary":
      return binaryInstructions[e.op].cost + cost(e.a) + cost(e.b);
    case "select":
      return 2 + cost(e.left) + cost(e.right) + cost(e.then) + cost(e.else);
    case "random":
      return 60;
    case "constant":
    case "load":
    case "index":
    case "result":
    case "position":
      return 0;
    default:
      return e satisfies never;
  }
}

/**
 * d e / d target, where `isTarget` says which leaves are the target (equal loads are one). `result`, where given, is a
 * cheaper expression equal to `e`.
 */
export function derivative(e: Scalar, isTarget: (leaf: Scalar) => boolean, result?: Scalar): Scalar {
  switch (e.kind) {
    case "unary": {
      const inner = derivative(e.a, isTarget);
      return isZero(inner) ? zero : product(inner, unaryInstructions[e.op].derivative(e.a, result ?? e));
    }
    case "binary": {
      const [da, db] = [derivative(e.a, isTarget), derivative(e.b, isTarget)];
      if (isZero(da) && isZero(db)) return zero;
      const [pa, pb] = binaryInstructions[e.op].derivatives(e.a, e.b, result);
      return plus(product(da, pa), product(db, pb));
    }
    case "select": {
      const [then, otherwise] = [derivative(e.then, isTarget, result), derivative(e.else, isTarget, result)];
      return select(e.left, e.compare, e.right, then, otherwise);
    }
    default:
      return isTarget(e) ? one : zero;
  }
}

export const isZero = (e: Scalar): boolean => e.kind === "constant" && e.value === 0;

/** `a·b`, written without a multiplication where one side only chooses between 0, 1 and -1. */
export function product(a: Scalar, b: Scalar): Scalar {
  if (isSign(b)) return b.value === -1 ? unary("neg", a) : binary("mul", a, b);
  if (isSign(a)) return product(b, a);
  if (b.kind === "select" && isSign(b.then) && isSign(b.else))
    return select(b.left, b.compare, b.right, product(a, b.then), product(a, b.else));
  if (a.kind === "select" && isSign(a.then) && isSign(a.else)) return product(b, a);
  return binary("mul", a, b);
}

function isSign(e: Scalar): e is { readonly kind: "constant"; readonly value: number } {
  return e.kind === "constant" && (e.value === 0 || e.value === 1 || e.value === -1);
}
