/**
 * The loss of a training step: that of the model's scores, and that of each head times its weight. Takes the scores with their
 * weights and the loss of each; returns the nests of the sum of all, and of its gradient with respect to each of the scores.
 */
import type { Graph } from "../graph/graph.ts";
import { axisIndex } from "../ir/affine.ts";
import type { Nest } from "../ir/nest.ts";
import type { Controls } from "../ir/program.ts";
import { constant, load, plus, result, type Scalar, times } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import { type LossNests, ofImage, type Sums, sumUp } from "./evaluate-loss.ts";
import type { Names } from "./lower-graph.ts";

export interface WeighedLoss {
  readonly scores: Tensor;
  readonly weight: number;
  readonly nests: LossNests;
}

export interface TrainLosses {
  readonly forward: readonly Nest[];
  readonly backward: readonly Nest[];
  /** Of the whole loss, by scores. */
  readonly seeds: ReadonlyMap<Tensor, Tensor>;
}

/** Values that a loss looks at: the model's own scores first, then those of heads by name. */
export function weighScores(
  { output, heads }: Graph,
  values: ReadonlyMap<string, Tensor>,
): readonly { readonly value: Tensor; readonly weight: number; readonly head?: string }[] {
  const found: { value: Tensor; weight: number; head?: string }[] = [{ value: values.get(output)!, weight: 1 }];
  for (const { name, output: end, weight } of heads) {
    const value = values.get(end)!;
    const same = found.findIndex((other) => other.value === value);
    // Two that end in one value have one loss.
    if (same < 0) found.push({ value, weight, head: name });
    else found[same] = { ...found[same]!, weight: found[same]!.weight + weight };
  }
  return found;
}

/** The first is the model's own: its right answers are counted. */
export function addLosses(losses: readonly WeighedLoss[], sums: Sums, controls: Controls, names: Names): TrainLosses {
  const whole = losses.map(({ weight, nests }) => weigh(ofImage(nests.loss), weight)).reduce(plus);
  const gradients = losses.map(({ scores, weight, nests }) => ({
    scores,
    ...weighGradient(nests.scoresGradient, weight),
  }));
  return {
    forward: [
      ...losses.flatMap(({ nests }) => nests.forward),
      ...sumUp(whole, ofImage(losses[0]!.nests.correct), sums, controls, names),
    ],
    backward: losses.flatMap(({ nests }, i) => [...nests.backward, ...gradients[i]!.nests]),
    seeds: new Map(gradients.map(({ scores, gradient }) => [scores, gradient])),
  };
}

function weigh(value: Scalar, weight: number): Scalar {
  return weight === 1 ? value : times(constant(weight), value);
}

function weighGradient(
  gradient: Tensor,
  weight: number,
): { readonly gradient: Tensor; readonly nests: readonly Nest[] } {
  if (weight === 1) return { gradient, nests: [] };
  const weighed: Tensor = { ...gradient, name: `${gradient.name}.weighed` };
  const axes = [
    { name: "n", extent: "batch" } as const,
    ...gradient.shape.map((extent, i) => ({ name: `d${i}`, extent })),
  ];
  const index = axes.map(({ name }) => axisIndex(name));
  const nest: Nest = {
    name: weighed.name,
    axes,
    within: [],
    reduction: { kind: "none" },
    body: weigh(load(gradient, index), weight),
    writes: [{ tensor: weighed, index, value: result }],
  };
  return { gradient: weighed, nests: [nest] };
}
