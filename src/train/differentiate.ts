/**
 * Reverse-mode derivative of a list of loop nests. Takes nests in running order, the given gradients of some tensors
 * (`seeds`) and the tensors whose gradients are wanted; returns scatter nests that compute them, in running order, and
 * the forward nests, of which a few now keep more (the position of each maximum). A nest that sums products of affinely
 * addressed tensors has as its gradient for each operand the same iteration space with output and operand exchanged, so
 * no layer needs a backward of its own. Relies on verified nests. Does not make loops of the scatters: `gather.ts` does.
 */
import type { Affine } from "../ir/affine.ts";
import { equal } from "../ir/affine.ts";
import { derivative, isZero, product } from "../ir/instructions.ts";
import type { Axis, Nest, Within, Write } from "../ir/nest.ts";
import {
  type Load,
  type Scalar,
  constant,
  index,
  load,
  loadsOf,
  mapLeaves,
  plus,
  position,
  result,
  select,
} from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import { nameBackward } from "./name-backward.ts";

export interface Derivatives {
  /** As given, except for those that must keep a position or a sum for the backward pass. */
  readonly forward: readonly Nest[];
  /** The backward pass. */
  readonly nests: readonly Nest[];
  /** Of every tensor that has one: the seeds, the wanted ones that a seed depends on, and those between. */
  readonly gradients: ReadonlyMap<Tensor, Tensor>;
}

export function differentiate(
  nests: readonly Nest[],
  seeds: ReadonlyMap<Tensor, Tensor>,
  wanted: Iterable<Tensor>,
): Derivatives {
  const needed = tensorsThatReach(nests, new Set(wanted));
  const writers = countWriters(nests);
  const gradients = new Map(seeds);
  const names = new Set(nests.map(({ name }) => name));
  const forward = [...nests];
  const backward: Nest[] = [];
  for (let i = nests.length - 1; i >= 0; i--) {
    const nest = nests[i]!;
    if (nest.constant || !nest.writes.some((write) => gradients.has(write.tensor))) continue;
    const keeper = keepFor(nest);
    for (const contribution of contributionsOf(nest, needed, gradients, writers, keeper)) {
      const { target, axes, within, body, macs } = contribution;
      const earlier = gradients.get(target.tensor);
      const gradient = earlier ?? gradientOf(target.tensor);
      gradients.set(target.tensor, gradient);
      const write: Write = {
        tensor: gradient,
        index: target.index,
        value: result,
        ...(earlier && { accumulate: true }),
      };
      const name = nameBackward(nest, target.tensor, names);
      names.add(name);
      backward.push({
        name,
        axes,
        within,
        reduction: { kind: "scatter" },
        body,
        writes: [write],
        ...(macs && { macs }),
      });
    }
    forward[i] = keeper.amended();
  }
  return { forward, nests: backward, gradients };
}

/** One operand's share: `gradient[target.index] += body` over the axes. */
interface Contribution {
  readonly target: Load;
  readonly axes: readonly Axis[];
  readonly within: readonly Within[];
  readonly body: Scalar;
  readonly macs?: number;
}

function contributionsOf(
  nest: Nest,
  needed: ReadonlySet<Tensor>,
  gradients: ReadonlyMap<Tensor, Tensor>,
  writers: ReadonlyMap<Tensor, number>,
  keeper: Keeper,
): Contribution[] {
  const { reduction, axes, within, body } = nest;
  const outputs = nest.writes.flatMap((write) => {
    const gradient = gradients.get(write.tensor);
    // What is stored is the value itself only where nothing else writes there.
    const plain = writers.get(write.tensor) === 1 && !write.accumulate && !write.when && reduction.kind !== "scatter";
    const stored = plain ? load(write.tensor, write.index) : undefined;
    return gradient ? [{ write, gradient: load(gradient, write.index), stored }] : [];
  });
  /** Σ over the outputs of gradient · d value / d target. */
  const adjoint = (valueFor: (write: Write) => Scalar, isTarget: (leaf: Scalar) => boolean): Scalar =>
    outputs.reduce<Scalar>(
      (sum, { write, gradient, stored }) => plus(sum, product(gradient, derivative(valueFor(write), isTarget, stored))),
      constant(0),
    );
  const share = (
    expressions: readonly Scalar[],
    space: Pick<Contribution, "axes" | "within" | "macs">,
    bodyFor: (isTarget: (leaf: Scalar) => boolean) => Scalar,
  ): Contribution[] =>
    distinctLoads(expressions)
      .filter((target) => needed.has(target.tensor))
      .map((target) => ({ ...space, target, body: bodyFor((leaf) => leaf.kind === "load" && sameLoad(leaf, target)) }))
      .filter((contribution) => !isZero(contribution.body));

  if (reduction.kind === "none" || reduction.kind === "scatter") {
    const value = (write: Write): Scalar => mapLeaves(write.value, (leaf) => (leaf.kind === "result" ? body : leaf));
    const values = outputs.map(({ write }) => value(write));
    return share(values, { axes, within, ...macsOf(nest) }, (isTarget) => adjoint(value, isTarget)).sort(
      parametersFirst,
    );
  }

  const kept = axes.filter((axis) => !reduction.over.includes(axis.name));
  const valueFor = (write: Write): Scalar => write.value;
  const ofResult = keeper.replace(adjoint(valueFor, (leaf) => leaf.kind === "result"));
  const through = (isTarget: (leaf: Scalar) => boolean): Scalar => {
    const whole = product(ofResult, derivative(body, isTarget));
    if (reduction.kind === "sum" || isZero(whole)) return whole;
    return select(keeper.position(), "==", index(reduction.position), whole, constant(0));
  };
  const keptOnly = { axes: kept, within: [] };
  const initial = reduction.kind === "sum" && reduction.initial ? [reduction.initial] : [];
  return [
    ...share(initial, keptOnly, (isTarget) => product(ofResult, derivative(initial[0]!, isTarget))),
    ...share([body], { axes, within, ...macsOf(nest) }, through).sort(parametersFirst),
    ...share(
      outputs.map(({ write }) => write.value),
      keptOnly,
      (isTarget) => keeper.replace(adjoint(valueFor, isTarget)),
    ),
  ];
}

const macsOf = (nest: Nest): { macs?: number } => (nest.macs ? { macs: nest.macs } : {});

const parametersFirst = (a: Contribution, b: Contribution): number =>
  Number(b.target.tensor.role === "parameter") - Number(a.target.tensor.role === "parameter");

/** What the backward pass asks a reducing forward nest to store, as further writes of it. */
interface Keeper {
  position(): Scalar;
  /** The expression with `result` and `position` read back from memory. */
  replace(e: Scalar): Scalar;
  amended(): Nest;
}

function keepFor(nest: Nest): Keeper {
  const extra: Write[] = [];
  const stored = (value: Scalar, suffix: string): Scalar => {
    const there = [...nest.writes, ...extra].find((w) => w.value.kind === value.kind && !w.accumulate && !w.when);
    if (there) return load(there.tensor, there.index);
    const like = nest.writes[0]!;
    const { batched, shape, name } = like.tensor;
    const tensor: Tensor = { name: `${name}.${suffix}`, role: "activation", batched, shape };
    extra.push({ tensor, index: like.index, value });
    return load(tensor, like.index);
  };
  const readPosition = (): Scalar => stored(position, "position");
  return {
    position: readPosition,
    replace: (e) =>
      mapLeaves(e, (leaf) => {
        if (leaf.kind === "position") return readPosition();
        return leaf.kind === "result" ? stored(result, "result") : leaf;
      }),
    amended: () => (extra.length === 0 ? nest : { ...nest, writes: [...nest.writes, ...extra] }),
  };
}

/** The wanted tensors and all that are computed from them with a gradient. */
function tensorsThatReach(nests: readonly Nest[], wanted: ReadonlySet<Tensor>): Set<Tensor> {
  const reach = new Set(wanted);
  for (const nest of nests) {
    if (nest.constant || !readsOf(nest).some(({ tensor }) => reach.has(tensor))) continue;
    for (const { tensor } of nest.writes) reach.add(tensor);
  }
  return reach;
}

export function readsOf(nest: Nest): Load[] {
  const initial = nest.reduction.kind === "sum" && nest.reduction.initial ? [nest.reduction.initial] : [];
  return [nest.body, ...initial, ...nest.writes.map((write) => write.value)].flatMap(loadsOf);
}

function countWriters(nests: readonly Nest[]): Map<Tensor, number> {
  const counts = new Map<Tensor, number>();
  for (const nest of nests) for (const { tensor } of nest.writes) counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
  return counts;
}

function gradientOf({ name, batched, shape }: Tensor): Tensor {
  return { name: `${name}.gradient`, role: "gradient", batched, shape };
}

function distinctLoads(expressions: readonly Scalar[]): Load[] {
  const distinct: Load[] = [];
  for (const found of expressions.flatMap(loadsOf))
    if (!distinct.some((other) => sameLoad(found, other))) distinct.push(found);
  return distinct;
}

function sameLoad(a: Load, b: Load): boolean {
  return a.tensor === b.tensor && sameIndex(a.index, b.index);
}

function sameIndex(a: readonly Affine[], b: readonly Affine[]): boolean {
  return a.length === b.length && a.every((value, i) => equal(value, b[i]!));
}
