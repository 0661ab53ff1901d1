/**
 * What an operator is: one record that holds everything the compiler, the checker, the reference and the exporters know
 * about a layer, a loss, an optimizer, a schedule or an initializer. One record per file in the folder of its kind, one
 * line per record in the `list.ts` there; no other room names an operator.
 */
import type { ImageStep } from "../ir/image-step.ts";
import type { Nest } from "../ir/nest.ts";
import type { Initializer } from "../ir/program.ts";
import type { Scalar } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { ProblemCode } from "./problem-codes.ts";
import type { Python, PythonHelper, TorchForm, TorchSchedule } from "./pytorch.ts";
import type { ArgumentValues, Schema } from "./schema.ts";

/** Extents without the batch, channels last as written: `[H, W, C]`, `[L, C]`, `[D, H, W, C]`, or `[N]` after `fc`. */
export type Shape = readonly number[];

export interface Documentation {
  /** One line. */
  readonly summary: string;
  /** Markdown: meaning, formula, PyTorch's name for it, the paper. */
  readonly details: string;
  /** A whole program that compiles. */
  readonly example: string;
}

/** A problem an operator finds; the checker adds source places and turns it into the diagnostic of that code. */
export interface Problem {
  /** One of `problem-codes.ts`, which also says whether it is an error or a warning. */
  readonly code: ProblemCode;
  readonly message: string;
  /** What was worked out and came out wrong: `(3 - 5 + 2·0)/1 + 1 = -1`. Stands beside the place. */
  readonly arithmetic?: readonly string[];
  readonly notes?: readonly string[];
  readonly help?: string;
  /** The argument at fault, by schema name; absent: the whole layer. */
  readonly argument?: string;
  /** What an editor can do about it. */
  readonly fix?: ProblemFix;
}

/** A change to one argument of the layer. */
export interface ProblemFix {
  /** `pad with p1`. */
  readonly title: string;
  /** By schema name. */
  readonly argument: string;
  /** As written: `p1`. Takes the place of the argument, or is added when there is none; empty: the argument goes. */
  readonly text: string;
}

export interface ShapeResult {
  /** Absent when a problem leaves no shape to go on with. */
  readonly output?: Shape;
  /** Errors. */
  readonly problems: readonly Problem[];
  /** What is allowed and seldom meant (`lint/…` codes); the output stands. */
  readonly warnings?: readonly Problem[];
}

/** A learned tensor as the operator asks for it. */
export interface ParameterSpec {
  /** `weight`, `bias`. */
  readonly name: string;
  /** PyTorch layout. */
  readonly shape: readonly number[];
  readonly fanIn: number;
  readonly fanOut: number;
  /** Only `weight` counts as one: `bias`, and the `scale` and `shift` of a normalization, are parameters but no weights. */
  readonly kind: "weight" | "bias" | "scale" | "shift";
  /** Every element starts as this number, whatever the recipe's initialization; absent: as that says. */
  readonly initial?: number;
}

/** Kept from step to step but not learned: running statistics. Not counted as parameters. */
export interface StateSpec {
  /** PyTorch's: `running_mean`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: number;
}

/**
 * One axis of a window, for the receptive field: `extent` is dilation·(K-1)+1 places of the input. `stride` is how many
 * places of the input neighboring outputs are apart: 1/2 where a layer doubles the size.
 */
export interface WindowSpec {
  readonly extent: number;
  readonly stride: number;
}

/** What `explain` prints: a formula, the same with numbers, and its value. */
export interface Explanation {
  readonly subject: string;
  readonly formula: string;
  readonly numbers: string;
  readonly value: string;
}

/** Numbers of the step that layers may read. */
export interface LayerControls {
  /** Images in the batch; memory past them is anyone's. */
  readonly count: Tensor;
  /** 1 / count. */
  readonly inverseCount: Tensor;
  /** 0 where a step only leaves gradients, and state must stay as it is. */
  readonly update: Tensor;
}

/** Hands out tensors and takes nests while one layer is lowered. */
export interface Lowering {
  /** Name of the layer, prefix of its tensors and nests: `conv1`. */
  readonly name: string;
  /** Number of the layer, for its random stream. */
  readonly stream: number;
  readonly training: boolean;
  readonly controls: LayerControls;
  /** D^-½·(A + I)·D^-½ of the graph that the input names, `[nodes, nodes]`; for layers with the fact `needsGraph`. */
  readonly adjacency?: Tensor;
  /** A batched activation of this layer; `suffix` tells several apart. Channels first: `[C, H, W]`. */
  activation(shape: readonly number[], suffix?: string): Tensor;
  /** Numbers over the whole batch, such as the mean of each channel: computed once for all images. */
  statistic(shape: readonly number[], suffix: string): Tensor;
  constant(shape: readonly number[], data: readonly number[], suffix: string): Tensor;
  emit(nest: Nest): void;
  /** Of training only: a nest that changes state. It runs with the optimizer's, once the loss is known. */
  update(nest: Nest): void;
}

/** Facts that passes ask for instead of names. */
export interface LayerFacts {
  /** Nondecreasing function of each element alone, so it may trade places with a maximum. */
  readonly monotone?: boolean;
  /** Chooses elements (a maximum over windows), so a monotone function may trade places with it. */
  readonly selects?: boolean;
  /** Only renumbers its elements in C, H, W order. */
  readonly reshapes?: boolean;
  /** Reads its input as one list in C, H, W order, whatever its shape. */
  readonly flattens?: boolean;
  /** Gives its input as it is. */
  readonly passes?: boolean;
  /**
   * Each output is a mean of some inputs, perhaps of one, or of zeros beside them, by weights that are not learned: linear in
   * its input, and within the range of what it reads and zero.
   */
  readonly averages?: boolean;
  /** Does nothing in prediction. */
  readonly trainingOnly?: boolean;
  /** Linear in its input by weights of its own: two in a row with nothing between could be one. */
  readonly linear?: boolean;
  /** Its outputs are probabilities: exp and normalisation of its input. */
  readonly probabilities?: boolean;
  /** Its outputs are logarithms of such probabilities. */
  readonly logProbabilities?: boolean;
  /** Each output is 1/(1 + e^-x) of its input: a probability of its own. */
  readonly logistic?: boolean;
  /** One value of the input gives one value of the output, sizes and positions unchanged. */
  readonly elementwise?: boolean;
  /** Applied twice it gives what it gives once. */
  readonly idempotent?: boolean;
  /** Subtracts the mean of each channel, so a bias right before it has no effect. */
  readonly removesChannelMean?: boolean;
  /** Learns from the statistics of the batch, so a batch of one teaches it little. */
  readonly batchStatistics?: boolean;
  /** Reads the graph that the model's input names. */
  readonly needsGraph?: boolean;
}

/** The least and the greatest number there can be; infinite where there is none. */
export type Range = readonly [number, number];

export interface Layer<S extends Schema = Schema> {
  readonly kind: "layer";
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly documentation: Documentation;
  readonly schema: S;
  readonly facts: LayerFacts;
  shape(input: Shape, values: ArgumentValues<S>): ShapeResult;
  /** Of its outputs, whatever it reads; absent: any number. */
  range?(values: ArgumentValues<S>): Range;
  /** For an input shape that `shape` accepted. */
  parameters(input: Shape, values: ArgumentValues<S>): readonly ParameterSpec[];
  /** Absent: none. */
  state?(input: Shape, values: ArgumentValues<S>): readonly StateSpec[];
  macs(input: Shape, output: Shape, values: ArgumentValues<S>): number;
  /** Per spatial axis; absent: each output sees one input position. `"all"`: every output sees the whole input. */
  window(input: Shape, values: ArgumentValues<S>): readonly WindowSpec[] | "all" | undefined;
  explain(input: Shape, output: Shape, values: ArgumentValues<S>): readonly Explanation[];
  /** How PyTorch says it; absent: it cannot yet. */
  pytorch?(input: Shape, output: Shape, values: ArgumentValues<S>): TorchForm;
  /**
   * Emits nests that compute the output from the input tensor (channels first) and gives the output tensor; `parameters` holds
   * those of `parameters` and `state`, by name. Absent while the
   * compiler has no kernel for the layer: it is checked and counted, and `build` says so.
   */
  forward?(
    lowering: Lowering,
    input: Tensor,
    parameters: ReadonlyMap<string, Tensor>,
    values: ArgumentValues<S>,
  ): Tensor;
}

/** Makes one value of several: what `add { … | … }`, `mul` and `concat` do with the outputs of their arms. */
export interface Join {
  readonly kind: "join";
  /** The word of the grammar. */
  readonly name: string;
  readonly documentation: Documentation;
  /** Its names in other frameworks. */
  readonly elsewhere?: readonly Elsewhere[];
  readonly schema: Readonly<Record<string, never>>;
  readonly facts: LayerFacts;
  /** Two inputs or more. */
  shape(inputs: readonly Shape[]): JoinResult;
  explain(inputs: readonly Shape[], output: Shape): readonly Explanation[];
  /** As a layer's, of as many inputs. */
  pytorch?(inputs: number): TorchForm;
  /** As a layer's. */
  forward?(lowering: Lowering, inputs: readonly Tensor[]): Tensor;
}

export interface JoinResult extends ShapeResult {
  /** Numbers of the two arms that disagree, for the places a message shows. */
  readonly arms?: readonly [number, number];
  /** Stages that, put behind one of them, would make them agree. */
  readonly remedies?: readonly { readonly arm: number; readonly text: string; readonly gives: Shape }[];
}

/** What a loss asks of the outputs that it compares with a label. */
export type LossInput =
  /** One number for each class, which compete: their softmax is what counts. `least`: the loss of an image at its least, by how far outputs can be apart. */
  | { readonly of: "scores"; least?(spread: number, outputs: number): number }
  /** One number for each class, whose sigmoid is a probability of its own. */
  | { readonly of: "each-score"; least?(range: Range, outputs: number): number }
  /** Logarithms of probabilities that add up to one. */
  | { readonly of: "logarithms" }
  /** The right number itself: 1 at the right class, 0 at the others. */
  | { readonly of: "values"; readonly targets: readonly number[] }
  /** Scores that are apart by this much. */
  | { readonly of: "margin"; readonly margin: number };

/** Of a last layer that a loss may compute by itself. */
export type FusedFact = "probabilities" | "logistic";

/**
 * What the numbers are that a model gives: probabilities of classes that add up to one, or scores that softmax makes such; a
 * probability for each class by itself, or a score that the sigmoid makes one; logarithms of probabilities; values that are to be
 * near a target; scores of which only the largest counts.
 */
export type OutputMeaning =
  "probabilities" | "scores-to-softmax" | "each-probability" | "each-score" | "log-probabilities" | "values" | "scores";

export interface Loss<S extends Schema = Schema> {
  readonly kind: "loss";
  readonly name: string;
  readonly documentation: Documentation;
  readonly schema: S;
  /** Takes the input of the last layer when that layer has this fact: the fused form. */
  readonly fusedWith?: FusedFact;
  /** What the outputs of a model are that is trained with it, where the last layer does not say. */
  readonly outputs: OutputMeaning;
  asks(values: ArgumentValues<S>): LossInput;
  /**
   * The mean loss in PyTorch, of scores `[N, C]` (input 0) and labels `[N]` (input 1); with `places`, of `[N, C, …places]` and
   * `[N, …places]`.
   */
  pytorch?(values: ArgumentValues<S>, places?: boolean): Python;
  /**
   * From scores [K] and label (class number) per image: the nests of the loss of each image (0 for images past `count`),
   * of the gradient of the MEAN loss over the batch with respect to the scores (0 past `count`), and of 1/0 for right/wrong.
   * Scores [K, …places] with more than one place have a label [1, …places]: the loss of an image is then the mean over its
   * places, and what is right is counted place by place.
   */
  lower(
    lowering: Lowering,
    scores: Tensor,
    label: Tensor,
    controls: LossControls,
    values: ArgumentValues<S>,
  ): LoweredLoss;
}

export interface LossControls {
  readonly count: Tensor;
  readonly inverseCount: Tensor;
}

export interface LoweredLoss {
  /** Batched, shape []. */
  readonly loss: Tensor;
  readonly correct: Tensor;
  readonly forward: readonly Nest[];
  /** Writes `scoresGradient`. */
  readonly backward: readonly Nest[];
  readonly scoresGradient: Tensor;
}

/** What an optimizer computes for one element. */
export interface ElementUpdate {
  readonly parameter: Scalar;
  readonly states: ReadonlyMap<string, Scalar>;
}

export interface Optimizer<S extends Schema = Schema> {
  readonly kind: "optimizer";
  readonly name: string;
  readonly documentation: Documentation;
  readonly schema: S;
  /** Base learning rate when the recipe gives none. */
  rate(values: ArgumentValues<S>): number;
  /** Rates people use it with, for the lint: below the first it hardly learns, above the second it mostly diverges. */
  readonly usualRates: readonly [number, number];
  /** State tensors of the shape of each parameter, starting at zero: `momentum`, `m`, `v`. */
  states(values: ArgumentValues<S>): readonly string[];
  /** One number per step: its value before the first step, and its next value from the current one (and the step). */
  scalars(values: ArgumentValues<S>): ReadonlyMap<string, { readonly initial: number; next(current: Scalar): Scalar }>;
  /** PyTorch's optimizer of the parameters that are input 0. */
  pytorch?(values: ArgumentValues<S>): Python;
  update(
    parameter: Scalar,
    gradient: Scalar,
    states: ReadonlyMap<string, Scalar>,
    scalars: ReadonlyMap<string, Scalar>,
    rate: Scalar,
    values: ArgumentValues<S>,
  ): ElementUpdate;
}

export interface Schedule<S extends Schema = Schema> {
  readonly kind: "schedule";
  readonly name: string;
  readonly documentation: Documentation;
  readonly schema: S;
  /** As a layer's. */
  pytorch?(values: ArgumentValues<S>): TorchSchedule;
  /** The rate of a step from the base rate and the position in the training, all numbers as scalars. */
  rate(position: SchedulePosition, values: ArgumentValues<S>, memory: ReadonlyMap<string, Scalar>): Scalar;
  /** Numbers it keeps from epoch to epoch, for schedules that watch the loss; absent: none. */
  readonly memory?: ScheduleMemory<S>;
}

export interface ScheduleMemory<S extends Schema = Schema> {
  /** By name, their values before the first epoch. */
  readonly initial: Readonly<Record<string, number>>;
  /** After an epoch: the same numbers, from those there are and from what the epoch came to. */
  next(memory: ReadonlyMap<string, Scalar>, epoch: EpochEnd, values: ArgumentValues<S>): ReadonlyMap<string, Scalar>;
}

export interface SchedulePosition {
  readonly base: Scalar;
  readonly step: Scalar;
  readonly epoch: Scalar;
  readonly stepsPerEpoch: Scalar;
  readonly totalSteps: Scalar;
  readonly totalEpochs: Scalar;
}

export interface Initialization<S extends Schema = Schema> {
  readonly kind: "init";
  readonly name: string;
  readonly documentation: Documentation;
  readonly schema: S;
  /** In Python, what fills the weight that is input 0; biases are then zero. `none`: modules start like this by themselves. */
  pytorch?(values: ArgumentValues<S>): Python | "none";
  initializer(parameter: ParameterSpec, values: ArgumentValues<S>): Initializer;
}

export interface EpochEnd {
  /** Mean over the test set; without one, over the images of the epoch. */
  readonly loss: Scalar;
  /** The base rate, before the schedule. */
  readonly base: Scalar;
}

/** What is done to gradients before the optimizer sees them. The gradients that a host reads stay as they are. */
export interface Clip<S extends Schema = Schema> {
  readonly kind: "clip";
  readonly name: string;
  readonly documentation: Documentation;
  readonly schema: S;
  /** What PyTorch calls between the gradients and the step, on the parameters that are input 0. */
  pytorch?(values: ArgumentValues<S>): Python;
  /** What all gradients are multiplied by, from the norm of all of them together; absent: each is looked at alone. */
  factor?(norm: Scalar, values: ArgumentValues<S>): Scalar;
  /** What becomes of one element; absent: nothing. */
  element?(gradient: Scalar, values: ArgumentValues<S>): Scalar;
}

/** One step of what is done to each image of a training before the network sees it; never to images it is asked about. */
export interface Augmentation<S extends Schema = Schema> {
  readonly kind: "augmentation";
  readonly name: string;
  readonly documentation: Documentation;
  readonly schema: S;
  /** Of an image. */
  shape(image: Shape, values: ArgumentValues<S>): ShapeResult;
  /** For a shape that `shape` accepted. */
  step(image: Shape, values: ArgumentValues<S>): ImageStep;
  /**
   * What PyTorch makes of a batch of images that is input 0: `[N, C, …]`, 0..1, not yet normalized. `labels`: of their label maps
   * `[N, 1, …]` with the same draws, where that is another call.
   */
  pytorch?(
    image: Shape,
    values: ArgumentValues<S>,
  ): { readonly call: Python; readonly labels?: Python; readonly helpers: readonly PythonHelper[] };
}

export type Operator = Layer | Join | Loss | Optimizer | Schedule | Clip | Initialization | Augmentation;
