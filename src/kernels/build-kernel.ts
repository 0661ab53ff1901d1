/**
 * The parts that all lowerings share while one kernel is made: its buffers and tables, names for loops and registers,
 * translation of scalar expressions at a point, and loops clipped to the taps that fall inside an image. Takes nests and
 * layouts, gives statements; decides nothing about order or tiles.
 */
import { type Affine, add, affine, axisIndex, coefficient, printAffine, scale, substitute } from "../ir/affine.ts";
import type { Within } from "../ir/nest.ts";
import type { Load, Scalar } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import {
  type Address,
  FIRST_IMAGE,
  type Kernel,
  type Register,
  type Statement,
  type Table,
  type Trip,
  type Value,
  type Width,
  widthOf,
} from "./kernel.ts";
import { type Layout, layoutOf } from "./layout.ts";

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

export interface KernelBuilder {
  readonly lanes: number;
  layout(tensor: Tensor): Layout;
  buffer(of: Tensor): number;
  scratch(bytes: number): number;
  table(table: Table): number;
  /** A loop or register name not used before. */
  fresh(name: string): string;
  finish(name: string, call: Kernel["call"], body: readonly Statement[], macs: number): Kernel;
}

export function createKernelBuilder(lanes: number): KernelBuilder {
  const buffers: (Tensor | { readonly scratch: number })[] = [];
  const tables: Table[] = [];
  const names = new Map<string, number>([[FIRST_IMAGE, 1]]);
  const layouts = new Map<Tensor, Layout>();
  return {
    lanes,
    layout(tensor) {
      let layout = layouts.get(tensor);
      if (!layout) layouts.set(tensor, (layout = layoutOf(tensor, lanes)));
      return layout;
    },
    buffer(of) {
      const at = buffers.indexOf(of);
      return at >= 0 ? at : buffers.push(of) - 1;
    },
    scratch(bytes) {
      return buffers.push({ scratch: bytes }) - 1;
    },
    table(table) {
      const text = JSON.stringify(table);
      const at = tables.findIndex((t) => JSON.stringify(t) === text);
      return at >= 0 ? at : tables.push(table) - 1;
    },
    fresh(name) {
      const count = names.get(name) ?? 0;
      names.set(name, count + 1);
      return count === 0 ? name : `${name}.${count}`;
    },
    finish(name, call, body, macs) {
      const reads = new Set<Tensor>();
      const writes = new Set<Tensor>();
      visitAddresses(body, (address, write) => {
        const buffer = buffers[address.buffer]!;
        if (!("scratch" in buffer)) (write ? writes : reads).add(buffer);
      });
      return {
        name,
        call,
        buffers,
        tables,
        firstImage: call === "block" && usesFirst(body),
        body,
        macs,
        reads: [...reads],
        writes: [...writes],
      };
    },
  };
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

/** A loop axis with its constant range. */
export interface Range {
  readonly name: string;
  readonly extent: number;
}

/** What surrounds a place: where the axes stand, the constant ranges of those open, and the conditions not yet met. */
export interface Scope {
  readonly axes: ReadonlyMap<string, Affine>;
  readonly ranges: ReadonlyMap<string, readonly [low: number, high: number]>;
  readonly within: readonly Within[];
}

/**
 * Opens loops for `axes` in order around what `body` gives, each clipped to where the conditions can hold: at compile time
 * where the axis stands alone, by a table of (start, count) where the bounds move with outer axes (padding at the border,
 * stride classes), and by a guard inside where neither serves. Conditions on axes still to be opened are left in the scope
 * that `body` is given.
 */
export function openLoops(
  builder: KernelBuilder,
  axes: readonly Range[],
  scope: Scope,
  body: (scope: Scope) => readonly Statement[],
): readonly Statement[] {
  const [axis, ...rest] = axes;
  if (!axis) return guarded(scope, body);
  let low = 0;
  let high = axis.extent;
  const later: Within[] = [];
  const moving: { e: Affine; factor: number; offset: number; tap: number; extent: number }[] = [];
  for (const condition of scope.within) {
    const tap = coefficient(condition.value, axis.name);
    const others = condition.value.terms.filter(([name]) => name !== axis.name);
    if (tap === 0 || others.some(([name]) => !scope.ranges.has(name))) later.push(condition);
    else if (others.length === 0) {
      while (low < high && !holds(condition.value.constant + tap * low, condition.extent)) low++;
      while (high > low && !holds(condition.value.constant + tap * (high - 1), condition.extent)) high--;
    } else {
      const factor = others.reduce((g, [, c]) => gcd(g, Math.abs(c)), 0);
      const e = affine(
        0,
        others.map(([name, c]) => [name, c / factor]),
      );
      const same = moving[0];
      if (same && printAffine(same.e) !== printAffine(e)) later.push(condition);
      else moving.push({ e, factor, offset: condition.value.constant, tap, extent: condition.extent });
    }
  }
  let trip: Trip = { kind: "fixed", start: low, count: high - low };
  if (moving.length > 0) {
    const { e } = moving[0]!;
    const [first, last] = boundsOf(e, scope.ranges);
    const table: (readonly [number, number])[] = [];
    for (let v = first; v <= last; v++) {
      const inside = (k: number): boolean => moving.every((m) => holds(m.factor * v + m.offset + m.tap * k, m.extent));
      let start = low;
      while (start < high && !inside(start)) start++;
      let end = start;
      while (end < high && inside(end)) end++;
      table.push([start, end - start]);
    }
    const whole = table.every(([start, count]) => start === low && count === high - low);
    if (!whole) {
      const entry = add(substitute(e, scope.axes), affine(-first));
      trip = { kind: "table", table: builder.table(table), entry };
    }
  }
  if (trip.kind === "fixed" && trip.count === 0) return [];
  const single = trip.kind === "fixed" && trip.count === 1;
  const name = builder.fresh(axis.name);
  const position = single ? affine(low) : axisIndex(name);
  const inner = openLoops(
    builder,
    rest,
    {
      axes: new Map([...scope.axes, [axis.name, position]]),
      ranges: new Map([...scope.ranges, [axis.name, [low, high - 1]]]),
      within: later,
    },
    body,
  );
  if (single || inner.length === 0) return inner;
  return [{ kind: "loop", loop: { name, trip, times: 1 }, body: inner }];
}

/** Leaves out conditions that always hold, puts guards around the rest, and hands on those whose axes are yet to open. */
function guarded(scope: Scope, body: (scope: Scope) => readonly Statement[]): readonly Statement[] {
  const open = ({ value }: Within): boolean => value.terms.every(([axis]) => scope.ranges.has(axis));
  const left = scope.within.filter(open).filter(({ value, extent }) => {
    const [low, high] = boundsOf(value, scope.ranges);
    return low < 0 || high >= extent;
  });
  let statements = body({ ...scope, within: scope.within.filter((w) => !open(w)) });
  for (const { value, extent } of left) {
    statements = [{ kind: "guard", value: substitute(value, scope.axes), extent, body: statements }];
  }
  return statements;
}

const holds = (value: number, extent: number): boolean => value >= 0 && value < extent;

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Least and greatest value of an affine expression over constant ranges of its axes. */
export function boundsOf(e: Affine, ranges: Scope["ranges"]): readonly [number, number] {
  let low = e.constant;
  let high = e.constant;
  for (const [axis, c] of e.terms) {
    const [first, last] = ranges.get(axis)!;
    low += c * (c > 0 ? first : last);
    high += c * (c > 0 ? last : first);
  }
  return [low, high];
}

/** A text that is equal just for equal values. */
export function keyOf(value: Value): string {
  return JSON.stringify(value);
}

export function visitAddresses(body: readonly Statement[], visit: (address: Address, write: boolean) => void): void {
  const inValue = (value: Value): void => {
    switch (value.kind) {
      case "load":
        visit(value.address, false);
        return;
      case "unary":
      case "horizontal":
        inValue(value.a);
        return;
      case "binary":
        inValue(value.a);
        inValue(value.b);
        return;
      case "select":
        for (const v of [value.left, value.right, value.then, value.else]) inValue(v);
        return;
      case "transpose-sum":
        for (const v of value.parts) inValue(v);
        return;
      case "constant":
      case "register":
      case "index":
      case "random":
        return;
      default:
        value satisfies never;
    }
  };
  for (const s of body) {
    switch (s.kind) {
      case "set":
        inValue(s.value);
        break;
      case "store":
        visit(s.address, true);
        inValue(s.value);
        break;
      case "when":
        visit(s.address, false);
        visitAddresses(s.body, visit);
        break;
      case "loop":
      case "guard":
        visitAddresses(s.body, visit);
        break;
      default:
        s satisfies never;
    }
  }
}

function usesFirst(body: readonly Statement[]): boolean {
  return JSON.stringify(body).includes(JSON.stringify(FIRST_IMAGE));
}
