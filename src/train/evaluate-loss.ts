/**
 * Loss and correct answers of a batch from the scores. Takes the recipe's loss, the scores and the label; returns the
 * nests of both sums and those that give the gradient of the mean loss with respect to the scores.
 */
import type { Configured } from "../check/model.ts";
import { axisIndex } from "../ir/affine.ts";
import type { Nest } from "../ir/nest.ts";
import type { Controls } from "../ir/program.ts";
import { constant, index, load, result, select } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Loss } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import { type Names, createLowering, shareNest } from "./lower-graph.ts";

export interface LossNests {
  readonly forward: readonly Nest[];
  readonly backward: readonly Nest[];
  readonly scoresGradient: Tensor;
}

export interface Sums {
  readonly lossSum: Tensor;
  readonly correctSum: Tensor;
}

export function createSums(): Sums {
  const sum = (name: string): Tensor => ({ name, role: "activation", batched: false, shape: [] });
  return { lossSum: sum("batch.loss"), correctSum: sum("batch.correct") };
}

export function lowerLoss(
  { operator, values }: Configured<Loss>,
  scores: Tensor,
  label: Tensor,
  sums: Sums,
  controls: Controls,
  options: { readonly training: boolean; readonly names: Names; readonly name: string; readonly stream: number },
): LossNests {
  const emitted: Nest[] = [];
  const lowering = createLowering(
    options.name,
    options.stream,
    options.training,
    options.names,
    { emitted, updates: [] },
    controls,
  );
  const lowered = operator.lower(lowering, scores, label, controls, values as ArgumentValues<Schema>);
  const share = (nest: Nest): Nest => shareNest(nest, options.names);
  const forward = [
    ...emitted,
    ...lowered.forward,
    sumOver(lowered.loss, sums.lossSum, controls),
    sumOver(lowered.correct, sums.correctSum, controls),
  ];
  return {
    forward: [...new Set(forward)].map(share),
    backward: lowered.backward.map(share),
    scoresGradient: lowered.scoresGradient,
  };
}

/** Over the images that are there: a batch may be short, and memory past its end is anyone's. */
function sumOver(values: Tensor, to: Tensor, { count }: Controls): Nest {
  const n = axisIndex("n");
  return {
    name: to.name,
    axes: [{ name: "n", extent: "batch" }],
    within: [],
    reduction: { kind: "sum", over: ["n"] },
    body: select(index(n), "<", load(count), load(values, [n]), constant(0)),
    writes: [{ tensor: to, index: [], value: result }],
  };
}
