/**
 * Fusion: fewer passes over memory, decided on loop nests, blind to layers.
 *
 * - An elementwise nest joins the nest that makes its operand: bias, relu and masks end a convolution, the optimizer ends a
 *   weight gradient.
 * - A maximum over windows that do not overlap takes in the sum that makes its operand: the convolution under a pool is
 *   never stored.
 *
 * Takes nests in an order in which they can run, gives works in such an order. `kept` names tensors somebody else reads.
 */
import { type Affine, affine, axisIndex, equal, soleAxis, substitute } from "../ir/affine.ts";
import type { Nest, Write } from "../ir/nest.ts";
import { loadsOf, mapIndices, mapLeaves, plus, type Scalar } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import { asMixedRadix } from "../train/mixed-radix.ts";
import { callOf } from "./order.ts";
import { createUses, expressionsOf, type InnerSum, mapNest, reducedAxes, type Uses, type Work } from "./work.ts";

export function fuse(nests: readonly Nest[], kept: ReadonlySet<Tensor>, uses = createUses()): readonly Work[] {
  return fuseWindows(fuseElementwise(nests, kept, uses), kept, uses);
}

/** Joins each elementwise nest to the producer of one of its operands, where nothing in between minds. */
function fuseElementwise(nests: readonly Nest[], kept: ReadonlySet<Tensor>, uses: Uses): readonly Nest[] {
  const list = [...nests];
  for (let c = 0; c < list.length; c++) {
    const consumer = list[c]!;
    if (consumer.reduction.kind !== "none" || consumer.within.length > 0) continue;
    for (let p = c - 1; p >= 0; p--) {
      const joined = joinElementwise(list, p, c, kept, uses);
      if (!joined) continue;
      list[p] = joined;
      list.splice(c, 1);
      c--;
      break;
    }
  }
  return list;
}

function joinElementwise(
  list: readonly Nest[],
  p: number,
  c: number,
  kept: ReadonlySet<Tensor>,
  uses: Uses,
): Nest | undefined {
  const producer = list[p]!;
  const consumer = list[c]!;
  if (callOf(producer) !== callOf(consumer) || producer.reduction.kind === "scatter") return undefined;
  const reads = uses.reads(consumer);
  const writes = uses.writes(consumer);
  const made = producer.writes.filter((w) => reads.includes(w.tensor));
  if (made.length === 0 || made.some((w) => w.accumulate || w.when)) return undefined;
  // The producer's points must be the consumer's points.
  const between = ({ tensor }: Write): boolean =>
    expressionsOf(consumer)
      .flatMap(loadsOf)
      .some((l) => l.tensor === tensor);
  const axes = correspondingAxes(producer, consumer, made.find(between) ?? made[0]!);
  if (!axes) return undefined;
  const moved = mapNest(consumer, (e) => substitute(e, axes));
  const loads = expressionsOf(moved).flatMap(loadsOf);
  for (const w of made) {
    // What is added to is read as well.
    const added = moved.writes.filter((other) => other.accumulate);
    const same = [...loads, ...added].filter((l) => l.tensor === w.tensor);
    if (!same.every((l) => l.index.every((e, d) => equal(e, w.index[d]!)))) return undefined;
  }
  // Moving the consumer up to the producer must not cross a write it reads, nor a use of what it writes.
  const crossed = list.slice(p + 1, c);
  if (crossed.some((n) => uses.writes(n).some((t) => reads.includes(t) || writes.includes(t)))) return undefined;
  if (crossed.some((n) => uses.reads(n).some((t) => writes.includes(t)))) return undefined;
  // In one nest all loads come before all writes: what the consumer writes, the producer may load only at the same point.
  const produced = loadsOf(producer.body);
  if (writes.some((t) => produced.some((l) => l.tensor === t))) return undefined;

  const values = new Map(made.map((w) => [w.tensor, w.value] as const));
  const inPlace = (e: Scalar): Scalar =>
    mapLeaves(e, (leaf) => (leaf.kind === "load" ? (values.get(leaf.tensor) ?? leaf) : leaf));
  const bodyValue = inPlace(moved.body);
  const joinedWrites = moved.writes.map((w): Write => {
    const value = mapLeaves(w.value, (leaf) => {
      if (leaf.kind === "result") return bodyValue;
      return leaf.kind === "load" ? (values.get(leaf.tensor) ?? leaf) : leaf;
    });
    const before = w.accumulate ? values.get(w.tensor) : undefined;
    if (!before) return { ...w, value };
    // The first contribution is made here: both are written at once.
    const { accumulate: _, ...whole } = w;
    return { ...whole, value: plus(before, value) };
  });
  const others = list.filter((_, i) => i !== p && i !== c);
  const needed = (w: Write): boolean =>
    kept.has(w.tensor) ||
    !made.includes(w) ||
    w.tensor.role === "parameter" ||
    w.tensor.role === "state" ||
    others.some((n) => uses.reads(n).includes(w.tensor));
  const overwritten = new Set(joinedWrites.map((w) => w.tensor));
  return {
    ...producer,
    writes: [
      ...producer.writes.filter((w) => needed(w) && !(made.includes(w) && overwritten.has(w.tensor))),
      ...joinedWrites,
    ],
  };
}

/** Each axis of the consumer as what the producer has in the same place of the tensor between them. */
function correspondingAxes(producer: Nest, consumer: Nest, made: Write): ReadonlyMap<string, Affine> | undefined {
  const load = expressionsOf(consumer)
    .flatMap(loadsOf)
    .find((l) => l.tensor === made.tensor);
  if (!load) return undefined;
  const reduced = new Set(reducedAxes(producer));
  const keptAxes = producer.axes.filter((a) => !reduced.has(a.name));
  const map = new Map<string, Affine>();
  const used = new Set<string>();
  for (const [d, e] of load.index.entries()) {
    const theirs = made.index[d]!;
    // A dimension of extent one may be written as the constant 0 on both sides.
    if (equal(e, affine(0)) && equal(theirs, affine(0))) continue;
    const mine = soleAxis(e);
    const axis = consumer.axes.find((x) => x.name === mine);
    if (axis === undefined || map.has(axis.name)) return undefined;
    // One axis of the consumer may be several of the producer that number it: `c*25 + h*5 + w`.
    const numbered = asMixedRadix(theirs, axis.extent, keptAxes, used);
    if (numbered === undefined || numbered.range !== undefined) return undefined;
    map.set(axis.name, theirs);
    for (const name of numbered.axes) used.add(name);
  }
  if (map.size !== consumer.axes.length || used.size !== keptAxes.length) return undefined;
  return map;
}

/** Takes the sum under a maximum over separate windows into the maximum. */
function fuseWindows(nests: readonly Nest[], kept: ReadonlySet<Tensor>, uses: Uses): readonly Work[] {
  const works: Work[] = [];
  const taken = new Set<Nest>();
  for (const nest of nests) {
    const producer = nests.find((n) => !taken.has(n) && innerSumOf(n, nest, nests, kept, uses) !== undefined);
    const inner = producer && innerSumOf(producer, nest, nests, kept, uses);
    if (producer && inner) taken.add(producer);
    works.push(inner ? { nest, inner } : { nest });
  }
  return works.filter((w) => !taken.has(w.nest));
}

function innerSumOf(
  producer: Nest,
  nest: Nest,
  nests: readonly Nest[],
  kept: ReadonlySet<Tensor>,
  uses: Uses,
): InnerSum | undefined {
  if (nest.reduction.kind !== "max" || nest.within.length > 0) return undefined;
  if (producer.reduction.kind !== "sum" || producer.reduction.over.length === 0 || producer.writes.length !== 1)
    return undefined;
  const write = producer.writes[0]!;
  if (write.accumulate || write.when || kept.has(write.tensor) || callOf(producer) !== "block") return undefined;
  const load = nest.body.kind === "load" ? nest.body : undefined;
  if (load?.tensor !== write.tensor) return undefined;
  if (nests.some((n) => n !== nest && uses.reads(n).includes(write.tensor))) return undefined;
  // Where several nests make one tensor (arms that are concatenated), this one makes only a part of it.
  if (nests.some((n) => n !== producer && uses.writes(n).includes(write.tensor))) return undefined;
  // Between the two nothing may change what the sum reads.
  const between = nests.slice(nests.indexOf(producer) + 1, nests.indexOf(nest));
  const reads = uses.reads(producer);
  if (between.some((n) => uses.writes(n).some((t) => reads.includes(t)))) return undefined;
  if (!windowsAreSeparate(nest, load.index)) return undefined;
  const place = new Map<string, Affine>();
  for (const [d, e] of write.index.entries()) {
    const axis = soleAxis(e);
    if (axis === undefined) return undefined;
    place.set(axis, load.index[d]!);
  }
  const { over, initial } = producer.reduction;
  // Names of the sum's own axes must not meet those of the maximum.
  const rename = new Map(over.map((name) => [name, axisIndex(`${name}'`)] as const));
  const map = (e: Affine): Affine => substitute(e, new Map([...place, ...rename]));
  return {
    name: producer.name,
    tensor: write.tensor,
    over: producer.axes.filter((a) => over.includes(a.name)).map((a) => ({ ...a, name: `${a.name}'` })),
    within: producer.within.map((w) => ({ ...w, value: map(w.value) })),
    ...(initial ? { initial: mapIndices(initial, map) } : {}),
    body: mapIndices(producer.body, map),
    value: mapIndices(write.value, map),
    macs: producer.macs ?? 0,
  };
}

/** No element is in two windows: in each dimension the step of the kept axis is at least the reach of the taps. */
function windowsAreSeparate(nest: Nest, index: readonly Affine[]): boolean {
  const taps = new Set(reducedAxes(nest));
  const extentOf = (name: string): number => {
    const extent = nest.axes.find((a) => a.name === name)!.extent;
    return extent === "batch" ? 1 : extent;
  };
  return index.every((e) => {
    const reach = e.terms
      .filter(([axis]) => taps.has(axis))
      .reduce((sum, [axis, c]) => sum + Math.abs(c) * (extentOf(axis) - 1), 0);
    if (reach === 0) return true;
    const steps = e.terms.filter(([axis]) => !taps.has(axis));
    return steps.length === 1 && Math.abs(steps[0]![1]) > reach;
  });
}
