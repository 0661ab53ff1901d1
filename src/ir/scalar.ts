/**
 * Scalar expressions: what is computed at one point of a loop nest. A closed vocabulary; each pass over it (derivative,
 * printer, verifier, interpreter, code emission) keeps a table made complete by the type checker. To add an instruction:
 * a name here, a row in `instructions.ts` (value, derivative, cost) and one in `wasm/`.
 */
import type { Affine } from "./affine.ts";
import type { Tensor } from "./tensor.ts";

export type Unary = "neg" | "exp" | "log" | "sqrt" | "cos" | "tanh" | "sigmoid" | "erf" | "floor" | "abs";
export type Binary = "add" | "sub" | "mul" | "div" | "max" | "min";
export type Compare = "<" | "<=" | "==";

export type Scalar =
  | { readonly kind: "constant"; readonly value: number }
  | Load
  /** An index as a number, e.g. the class `k` to be compared with the label. */
  | { readonly kind: "index"; readonly value: Affine }
  | { readonly kind: "unary"; readonly op: Unary; readonly a: Scalar }
  | { readonly kind: "binary"; readonly op: Binary; readonly a: Scalar; readonly b: Scalar }
  | {
      readonly kind: "select";
      readonly compare: Compare;
      readonly left: Scalar;
      readonly right: Scalar;
      readonly then: Scalar;
      readonly else: Scalar;
    }
  /**
   * Uniform in [0, 1), multiple of 2^-24: word `minor & 3` of Philox4x32-10 at counter
   * (`major`, `minor >> 2`, `stream`, current step) under the key of the seed (Salmon et al. 2011).
   */
  | { readonly kind: "random"; readonly stream: number; readonly major: Affine; readonly minor: Affine }
  /** In a nest's writes: the reduced value (for `reduce: none`, the body's value). */
  | { readonly kind: "result" }
  /** In a max nest's writes: the number (`position` of the nest) of the first maximum. */
  | { readonly kind: "position" };

export interface Load {
  readonly kind: "load";
  readonly tensor: Tensor;
  /** One per dimension, batch first where batched. Always inside the tensor: what is not, the nest's `within` skips. */
  readonly index: readonly Affine[];
}

export const constant = (value: number): Scalar => ({ kind: "constant", value });
export const load = (tensor: Tensor, index: readonly Affine[] = []): Load => ({ kind: "load", tensor, index });
export const index = (value: Affine): Scalar => ({ kind: "index", value });
export const result: Scalar = { kind: "result" };
export const position: Scalar = { kind: "position" };
export const random = (stream: number, major: Affine, minor: Affine): Scalar => ({
  kind: "random",
  stream,
  major,
  minor,
});
export const unary = (op: Unary, a: Scalar): Scalar => ({ kind: "unary", op, a });

/** Builds `a op b`, folding constants and the neutral and absorbing elements (0·x is 0: gradients rely on it). */
export function binary(op: Binary, a: Scalar, b: Scalar): Scalar {
  const x = a.kind === "constant" ? a.value : undefined;
  const y = b.kind === "constant" ? b.value : undefined;
  if (x !== undefined && y !== undefined) return constant(foldBinary[op](x, y));
  if (op === "add" && x === 0) return b;
  if ((op === "add" || op === "sub") && y === 0) return a;
  if (op === "sub" && x === 0) return unary("neg", b);
  if (op === "mul" && (x === 0 || y === 0)) return constant(0);
  if (op === "mul" && x === 1) return b;
  if ((op === "mul" || op === "div") && y === 1) return a;
  if (op === "div" && x === 0) return constant(0);
  return { kind: "binary", op, a, b };
}

const foldBinary: Record<Binary, (x: number, y: number) => number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  max: Math.max,
  min: Math.min,
};

export const plus = (a: Scalar, b: Scalar): Scalar => binary("add", a, b);
export const minus = (a: Scalar, b: Scalar): Scalar => binary("sub", a, b);
export const times = (a: Scalar, b: Scalar): Scalar => binary("mul", a, b);
export const over = (a: Scalar, b: Scalar): Scalar => binary("div", a, b);

/** `left compare right ? then : else` */
export function select(left: Scalar, compare: Compare, right: Scalar, then: Scalar, otherwise: Scalar): Scalar {
  if (then.kind === "constant" && otherwise.kind === "constant" && then.value === otherwise.value) return then;
  return { kind: "select", compare, left, right, then, else: otherwise };
}

/** The expressions directly inside one. */
export function operands(e: Scalar): readonly Scalar[] {
  switch (e.kind) {
    case "unary":
      return [e.a];
    case "binary":
      return [e.a, e.b];
    case "select":
      return [e.left, e.right, e.then, e.else];
    case "constant":
    case "load":
    case "index":
    case "random":
    case "result":
    case "position":
      return [];
    default:
      return e satisfies never;
  }
}

/** Rebuilds an expression from its leaves up; `leaf` is asked for each expression without operands. */
export function mapLeaves(e: Scalar, leaf: (e: Scalar) => Scalar): Scalar {
  switch (e.kind) {
    case "unary":
      return unary(e.op, mapLeaves(e.a, leaf));
    case "binary":
      return binary(e.op, mapLeaves(e.a, leaf), mapLeaves(e.b, leaf));
    case "select":
      return select(
        mapLeaves(e.left, leaf),
        e.compare,
        mapLeaves(e.right, leaf),
        mapLeaves(e.then, leaf),
        mapLeaves(e.else, leaf),
      );
    default:
      return leaf(e);
  }
}

/** Every load in an expression, in order of appearance, equal ones once per appearance. */
export function loadsOf(e: Scalar): Load[] {
  if (e.kind === "load") return [e];
  return operands(e).flatMap(loadsOf);
}

/** Replaces every index by `map` of it. */
export function mapIndices(e: Scalar, map: (a: Affine) => Affine): Scalar {
  return mapLeaves(e, (leaf) => {
    switch (leaf.kind) {
      case "load":
        return load(leaf.tensor, leaf.index.map(map));
      case "index":
        return index(map(leaf.value));
      case "random":
        return random(leaf.stream, map(leaf.major), map(leaf.minor));
      default:
        return leaf;
    }
  });
}
