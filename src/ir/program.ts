/**
 * A whole model as loop nests: what `train/` makes of a graph and what `kernels/` compiles. Nests stand in an order in
 * which they can run.
 */
import type { ImageStep } from "./image-step.ts";
import type { Nest } from "./nest.ts";
import type { Tensor } from "./tensor.ts";

/** How the module fills a parameter before the first step; its place in the list is its random stream. */
export type Initializer =
  | { readonly kind: "zeros" }
  | { readonly kind: "constant"; readonly value: number }
  /** Uniform in [-bound, bound). */
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "normal"; readonly deviation: number };

/** Learned, or state of a layer (role `state`: running statistics), which has no gradient. */
export interface Parameter {
  readonly tensor: Tensor;
  readonly initializer: Initializer;
  readonly gradient?: Tensor;
}

/** One number the module keeps per step, readable by nests. All are in memory as f32; `step` and `seed` also as integers. */
export interface Controls {
  /** Images in the current batch. */
  readonly count: Tensor;
  /** 1 / count. */
  readonly inverseCount: Tensor;
  /** 0-based number of the current update. */
  readonly step: Tensor;
  /** 0-based epoch of the current step. */
  readonly epoch: Tensor;
  /** Updates in one epoch, and in the whole training; epochs in all. */
  readonly stepsPerEpoch: Tensor;
  readonly totalSteps: Tensor;
  readonly totalEpochs: Tensor;
  /** Base learning rate, and the rate of this step (base under the schedule). */
  readonly baseRate: Tensor;
  readonly rate: Tensor;
  /** What the last epoch came to, as the host hands it in: the mean loss that schedules watch. */
  readonly epochLoss: Tensor;
  /** 1 when the step updates the parameters, 0 when it only leaves gradients. */
  readonly update: Tensor;
}

export interface Program {
  /** Images per step the module is made for. */
  readonly batch: number;
  readonly controls: Controls;
  readonly input: Tensor;
  /** What `predict` gives: logits, or probabilities when the model ends in softmax. */
  readonly output: Tensor;
  readonly parameters: readonly Parameter[];
  /** State tensors: optimizer moments, running statistics. */
  readonly states: readonly Tensor[];
  /** input → output, as used for prediction (no dropout). */
  readonly predict: readonly Nest[];
  /** After `predict`: loss and correct answers, where the program knows a loss. */
  readonly evaluation?: Evaluation;
  readonly training?: Training;
}

export interface Evaluation {
  readonly label: Tensor;
  readonly nests: readonly Nest[];
  /** Rank-0 activation tensors: sum of the losses of the images of the batch, and how many are right. */
  readonly lossSum: Tensor;
  readonly correctSum: Tensor;
}

export interface Training {
  /** What is done to each image before a step sees it. */
  readonly augment: readonly ImageStep[];
  /** Rank-0 nests run once per step before all others: the schedule, bias corrections. */
  readonly perStep: readonly Nest[];
  /** Rank-0 nests run once after each epoch, when its loss is known: what a schedule keeps. */
  readonly perEpoch: readonly Nest[];
  /** input, label → loss and correct count, with what only training does (dropout). Leaves the evaluation's sums. */
  readonly forward: readonly Nest[];
  readonly backward: readonly Nest[];
  /** gradient → parameter and optimizer state; before them what clips gradients. */
  readonly updates: readonly Nest[];
}
