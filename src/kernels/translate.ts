/**
 * Scalar expressions at a point of a nest as values of a kernel: indices become byte addresses, loads go into registers,
 * equal ones once. Takes the point (where the axes stand, what the lanes of a vector are), appends to a run of statements.
 */
import { type Affine, add, affine, coefficient, scale, substitute } from "../ir/affine.ts";
import type { Load, Scalar } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { KernelBuilder } from "./build-kernel.ts";
import { type Address, type Register, type Statement, type Value, type Width, widthOf } from "./kernel.ts";

/** What the lanes of a vector are at a point. */
export type Lanes =
  /** Images: lane 0 is image `first` (affine over loops); `bytes` places it in a batched tensor. */
  | { readonly kind: "batch"; readonly axis: string; readonly first: Affine; bytes(tensor: Tensor): Affine }
  /** Neighbours along an axis of the nest. */
  | { readonly kind: "axis"; readonly axis: string }
  /** One element. */
  | { readonly kind: "none" };

/** A point of a nest: where each of its axes stands, as affine over loop variables. */
export interface Point {
  readonly axes: ReadonlyMap<string, Affine>;
  readonly lanes: Lanes;
  readonly result?: Value;
  readonly position?: Value;
  /** Values of tensors that are computed in place and never stored. */
  readonly computed?: ReadonlyMap<Tensor, Value>;
}

/** A straight run of statements in which equal loads are done once. Must hold no store before a load. */
export interface Code {
  readonly statements: Statement[];
  readonly known: Map<string, Value>;
}

export function createCode(): Code {
  return { statements: [], known: new Map() };
}

/** The value of an expression at a point; loads and costly operations go into registers of `code`, equal ones once. */
export function translate(builder: KernelBuilder, code: Code, e: Scalar, point: Point): Value {
  const width: Width = point.lanes.kind === "none" ? "scalar" : "vector";
  const inner = (s: Scalar): Value => translate(builder, code, s, point);
  switch (e.kind) {
    case "constant":
      return { kind: "constant", value: e.value, width };
    case "load": {
      const known = point.computed?.get(e.tensor);
      return known ?? once(builder, code, e.tensor.name, loadValue(builder, e, point));
    }
    case "index": {
      const { at, laneStep } = indexAt(e.value, point);
      return { kind: "index", value: at, laneStep, width };
    }
    case "unary": {
      const value: Value = { kind: "unary", op: e.op, a: inner(e.a) };
      return e.op === "neg" || e.op === "abs" ? value : once(builder, code, e.op, value);
    }
    case "binary":
      return { kind: "binary", op: e.op, a: inner(e.a), b: inner(e.b) };
    case "select":
      return {
        kind: "select",
        compare: e.compare,
        left: inner(e.left),
        right: inner(e.right),
        then: inner(e.then),
        else: inner(e.else),
      };
    case "random": {
      const { at: major, laneStep: majorStep } = indexAt(e.major, point);
      const { at: minor, laneStep: minorStep } = indexAt(e.minor, point);
      if (majorStep !== 0 || minorStep !== 1) throw new Error("random numbers need their lanes along `minor`");
      return once(builder, code, "random", { kind: "random", stream: e.stream, major, block: minor });
    }
    case "result":
      if (!point.result) throw new Error("no result at this point");
      return point.result;
    case "position":
      if (!point.position) throw new Error("no position at this point");
      return point.position;
    default:
      return e satisfies never;
  }
}

function once(builder: KernelBuilder, code: Code, name: string, value: Value): Value {
  const key = keyOf(value);
  const known = code.known.get(key);
  if (known) return known;
  const held = toRegister(builder, code, name, value);
  code.known.set(key, held);
  return held;
}

/** Puts a value into a register of its own. */
export function toRegister(builder: KernelBuilder, code: Code, name: string, value: Value): Value {
  const register: Register = { name: builder.fresh(name), width: widthOf(value) };
  code.statements.push({ kind: "set", register, value });
  return { kind: "register", register };
}

/** An affine index over axes as one over loops, and what one lane adds to it. */
function indexAt(e: Affine, point: Point): { at: Affine; laneStep: number } {
  const { lanes } = point;
  const laneStep = lanes.kind === "none" ? 0 : coefficient(e, lanes.axis);
  const axes = lanes.kind === "batch" ? new Map([...point.axes, [lanes.axis, lanes.first]]) : point.axes;
  return { at: substitute(e, axes), laneStep };
}

/** Bytes of an access from the start of its tensor (of its block of images, for batched ones). */
export function bytesOf(builder: KernelBuilder, tensor: Tensor, index: readonly Affine[], point: Point): Affine {
  const { strides } = builder.layout(tensor);
  let bytes = affine(0);
  let d = 0;
  if (tensor.batched) {
    if (point.lanes.kind !== "batch") throw new Error(`${tensor.name}: a batched tensor needs lanes of images`);
    bytes = point.lanes.bytes(tensor);
    d = 1;
  }
  strides.forEach((stride, i) => {
    bytes = add(bytes, scale(substitute(index[i + d]!, point.axes), stride));
  });
  return bytes;
}

/** Bytes that one step along an axis moves an access. */
export function strideAlong(
  builder: KernelBuilder,
  access: { tensor: Tensor; index: readonly Affine[] },
  axis: string,
): number {
  const { strides } = builder.layout(access.tensor);
  const first = access.tensor.batched ? 1 : 0;
  return strides.reduce((sum, stride, d) => sum + stride * coefficient(access.index[d + first]!, axis), 0);
}

function loadValue(builder: KernelBuilder, load: Load, point: Point): Value {
  const address: Address = {
    buffer: builder.buffer(load.tensor),
    bytes: bytesOf(builder, load.tensor, load.index, point),
  };
  const { lanes } = point;
  switch (lanes.kind) {
    case "none":
      return { kind: "load", address, as: "scalar" };
    case "batch":
      return { kind: "load", address, as: load.tensor.batched ? "vector" : "splat" };
    case "axis":
      return { kind: "load", address, as: strideAlong(builder, load, lanes.axis) === 4 ? "vector" : "splat" };
    default:
      return lanes satisfies never;
  }
}

/** A text that is equal just for equal values. */
function keyOf(value: Value): string {
  return JSON.stringify(value);
}
