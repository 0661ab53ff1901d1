/**
 * What one kernel computes: a nest, and where a maximum is taken over values that are never stored, the sum that computes
 * each value in place. Made by `fuse.ts`, lowered by the `lower-*.ts` files.
 */
import { type Affine, coefficient } from "../ir/affine.ts";
import type { Axis, Nest, Within } from "../ir/nest.ts";
import { loadsOf, mapIndices, operands, type Scalar } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { KernelBuilder } from "./build-kernel.ts";
import { strideAlong } from "./translate.ts";

export interface Work {
  readonly nest: Nest;
  readonly inner?: InnerSum;
}

/** Computes the value of `tensor` at the point where the nest's body loads it; its indices are over the nest's axes and `over`. */
export interface InnerSum {
  /** Of the nest it was: `conv1.forward`. */
  readonly name: string;
  readonly tensor: Tensor;
  readonly over: readonly Axis[];
  readonly within: readonly Within[];
  readonly initial?: Scalar;
  readonly body: Scalar;
  /** Of `result`. */
  readonly value: Scalar;
  readonly macs: number;
}

/** Layer and stage; what is computed in place stands first: `conv1+maxpool1.forward`. */
export function nameOf({ nest, inner }: Work): string {
  return inner ? `${inner.name.replace(/\.[^.]*$/, "")}+${nest.name}` : nest.name;
}

export function batchAxis(nest: Nest): string | undefined {
  return nest.axes.find((a) => a.extent === "batch")?.name;
}

export function reducedAxes(nest: Nest): readonly string[] {
  return nest.reduction.kind === "sum" || nest.reduction.kind === "max" ? nest.reduction.over : [];
}

/** Every scalar expression of a nest. */
export function expressionsOf(nest: Nest): readonly Scalar[] {
  const initial = nest.reduction.kind === "sum" && nest.reduction.initial ? [nest.reduction.initial] : [];
  return [nest.body, ...initial, ...nest.writes.map((w) => w.value)];
}

export function tensorsRead(nest: Nest): readonly Tensor[] {
  const loads = expressionsOf(nest).flatMap(loadsOf);
  const accumulated = nest.writes.filter((w) => w.accumulate).map((w) => w.tensor);
  const controls = nest.writes.flatMap((w) => (w.when ? [w.when.control] : []));
  return [...new Set([...loads.map((l) => l.tensor), ...accumulated, ...controls])];
}

export function tensorsWritten(nest: Nest): readonly Tensor[] {
  return [...new Set(nest.writes.map((w) => w.tensor))];
}

/** What nests read and write, worked out once for each: passes ask again and again. */
export interface Uses {
  reads(nest: Nest): readonly Tensor[];
  writes(nest: Nest): readonly Tensor[];
}

export function createUses(): Uses {
  const known = { reads: new WeakMap<Nest, readonly Tensor[]>(), writes: new WeakMap<Nest, readonly Tensor[]>() };
  const once =
    (kind: keyof Uses, of: (nest: Nest) => readonly Tensor[]) =>
    (nest: Nest): readonly Tensor[] => {
      let found = known[kind].get(nest);
      if (!found) known[kind].set(nest, (found = of(nest)));
      return found;
    };
  return { reads: once("reads", tensorsRead), writes: once("writes", tensorsWritten) };
}

/** Rewrites every index expression of a nest. */
export function mapNest(nest: Nest, map: (a: Affine) => Affine): Nest {
  const { reduction } = nest;
  return {
    ...nest,
    within: nest.within.map((w) => ({ ...w, value: map(w.value) })),
    body: mapIndices(nest.body, map),
    reduction:
      reduction.kind === "sum" && reduction.initial
        ? { ...reduction, initial: mapIndices(reduction.initial, map) }
        : reduction.kind === "max"
          ? { ...reduction, position: map(reduction.position) }
          : reduction,
    writes: nest.writes.map((w) => ({ ...w, index: w.index.map(map), value: mapIndices(w.value, map) })),
  };
}

/**
 * Joins neighbouring axes a, b (of `order`) into one where every address and number moves as if they were one loop:
 * a step of a is extent(b) steps of b. Shorter nests, longer inner loops.
 */
export function mergeAxes(builder: KernelBuilder, nest: Nest, order: readonly string[]): Nest {
  const fixed = new Set(nest.within.flatMap((w) => w.value.terms.map(([axis]) => axis)));
  const free = order.filter((name) => !fixed.has(name));
  for (let i = free.length - 1; i > 0; i--) {
    const outer = free[i - 1]!;
    const inner = free[i]!;
    if (order.indexOf(inner) !== order.indexOf(outer) + 1) continue;
    const extents = new Map(nest.axes.map((a) => [a.name, a.extent]));
    const a = extents.get(outer);
    const b = extents.get(inner);
    if (typeof a !== "number" || typeof b !== "number" || !moveAsOne(builder, nest, outer, inner, b)) continue;
    const joined = mapNest(nest, (e) => ({ ...e, terms: e.terms.filter(([axis]) => axis !== outer) }));
    const { reduction } = joined;
    return mergeAxes(
      builder,
      {
        ...joined,
        axes: joined.axes.flatMap((x) =>
          x.name === outer ? [] : x.name === inner ? [{ name: inner, extent: a * b }] : [x],
        ),
        reduction:
          reduction.kind === "sum" || reduction.kind === "max"
            ? { ...reduction, over: reduction.over.filter((name) => name !== outer) }
            : reduction,
      },
      order.filter((name) => name !== outer),
    );
  }
  return nest;
}

function moveAsOne(builder: KernelBuilder, nest: Nest, outer: string, inner: string, extent: number): boolean {
  const accesses: { tensor: Tensor; index: readonly Affine[] }[] = [...nest.writes];
  const numbers: Affine[] = nest.reduction.kind === "max" ? [nest.reduction.position] : [];
  const collect = (e: Scalar): void => {
    if (e.kind === "load") accesses.push(e);
    if (e.kind === "index") numbers.push(e.value);
    if (e.kind === "random") numbers.push(e.major, e.minor);
    operands(e).forEach(collect);
  };
  expressionsOf(nest).forEach(collect);
  return (
    accesses.every((x) => strideAlong(builder, x, outer) === extent * strideAlong(builder, x, inner)) &&
    numbers.every((e) => coefficient(e, outer) === extent * coefficient(e, inner))
  );
}
