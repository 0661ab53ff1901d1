/**
 * Loss and correct answers of a batch from the scores. Takes the recipe's loss, the scores and the label; returns the
 * nests of the loss of each image and those that give the gradient of the mean loss with respect to the scores; then the sums
 * over the batch. `train-losses.ts` adds up those of several outputs.
 */
import type { Configured } from "../check/model.ts";
import { axisIndex } from "../ir/affine.ts";
import type { Nest } from "../ir/nest.ts";
import type { Controls } from "../ir/program.ts";
import { constant, index, load, result, type Scalar, select } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Loss } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import { type Names, createLowering, shareNest } from "./lower-graph.ts";

export interface LossNests {
  /** Of each image, shape []: the loss, and 1 or 0 for right or wrong. */
  readonly loss: Tensor;
  readonly correct: Tensor;
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

export interface LossOptions {
  readonly training: boolean;
  readonly names: Names;
  readonly name: string;
  readonly stream: number;
}

export function lowerLoss(
  { operator, values }: Configured<Loss>,
  scores: Tensor,
  label: Tensor,
  controls: Controls,
  { name, stream, training, names }: LossOptions,
): LossNests {
  const emitted: Nest[] = [];
  const lowering = createLowering({ name, stream, training, names, emitted, updates: [], controls });
  const lowered = operator.lower(lowering, scores, label, controls, values as ArgumentValues<Schema>);
  const share = (nest: Nest): Nest => shareNest(nest, names);
  const { loss, correct, scoresGradient } = lowered;
  return {
    loss,
    correct,
    forward: [...new Set([...emitted, ...lowered.forward])].map(share),
    backward: lowered.backward.map(share),
    scoresGradient,
  };
}

/** `loss` and `correct` of an image, summed over the batch. */
export function sumUp(loss: Scalar, correct: Scalar, sums: Sums, controls: Controls, names: Names): Nest[] {
  return [sumOver(loss, sums.lossSum, controls), sumOver(correct, sums.correctSum, controls)].map((nest) =>
    shareNest(nest, names),
  );
}

/** Of the image that `sumUp` is at. */
export function ofImage(values: Tensor): Scalar {
  return load(values, [axisIndex("n")]);
}

/** Over the images that are there: a batch may be short, and memory past its end is anyone's. */
function sumOver(body: Scalar, to: Tensor, { count }: Controls): Nest {
  return {
    name: to.name,
    axes: [{ name: "n", extent: "batch" }],
    within: [],
    reduction: { kind: "sum", over: ["n"] },
    body: select(index(axisIndex("n")), "<", load(count), body, constant(0)),
    writes: [{ tensor: to, index: [], value: result }],
  };
}
