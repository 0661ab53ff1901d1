/**
 * A network ready to use: the face of the runtime. Takes an instantiated module, gives its methods; each is a file of its
 * own, and checks its arguments there before anything changes. A call that would disturb another is refused with `runtime/busy`, or,
 * an evaluation among evaluations, waits; predictions are always answered.
 */
import type { Manifest, ModuleExports } from "../wasm/abi.ts";
import { restore, save, setWeights, type WhichWeights, weights } from "./checkpoint.ts";
import { checkInteger } from "./arguments.ts";
import { createBusy } from "./busy.ts";
import { createControl } from "./control.ts";
import type { Core } from "./core.ts";
import type { BatchSource, Dataset, Images, Labels } from "./dataset.ts";
import { type BestEpoch, createEarlyStop } from "./early-stop.ts";
import { RuntimeError } from "./errors.ts";
import { checkEvaluation, type EvaluateOptions, type Evaluation, evaluate } from "./evaluate.ts";
import { fit as trainOn, setSeed } from "./fit.ts";
import type { FitOptions, FitResult } from "./fit-options.ts";
import { type ChannelStatistics, checkStatistics, readNormalization, writeNormalization } from "./normalize.ts";
import { classify, predict } from "./predict.ts";
import type { StoredTensor } from "./safetensors.ts";
import { createSets } from "./sets.ts";
import { type Activation, readActivation, type TensorMap, type TensorView, viewTensors } from "./tensors.ts";
import { type StepOptions, type StepResult, trainStep } from "./train-step.ts";
import { forgetPlan } from "./under-way.ts";

export interface Position {
  /** Updates done. */
  readonly step: number;
  /** Epochs finished. */
  readonly epoch: number;
  /** Images of the next epoch seen. */
  readonly position: number;
  readonly totalEpochs: number;
}

export interface Net {
  readonly manifest: Manifest;
  /** Where the training stands. */
  readonly position: Position;
  /** Draws all weights from the seed and begins a new training. A net that was just loaded has the recipe's seed. */
  init(seed: number | bigint): void;
  /** Begins a new training (step, epoch, optimizer's numbers) from the weights there are. */
  rewind(): void;
  /**
   * n·H·W·C values (bytes or 0..1), any n; without n exactly one image. Gives n·outputs values, a copy of the module's own numbers:
   * `showOutputs` with `manifest.outputs` makes probabilities of them where they mean such. Answers during `fit` and `evaluate` too,
   * with the weights of that moment.
   */
  predict(images: Images, n?: number): Float32Array;
  /**
   * The class with the largest output: one for each image, or for each of its places where `manifest.labels` says so. Outputs that are
   * NaN have no class: `runtime/not-finite`.
   */
  classify(images: Images, n?: number): Uint32Array;
  /** One step on n images, 1 ≤ n ≤ batch. Knows no epochs: schedules by epoch stay where they are, others are those of a long training. */
  trainStep(images: Images, labels: Labels, n: number, options?: StepOptions): StepResult;
  /**
   * Trains until the epochs are done; see `FitOptions`. After an abort the next call goes on where this one was, with its epochs and its
   * batch unless others are given, on the same set: `runtime/other-set` for one with another number of images.
   */
  fit(dataset: Dataset | BatchSource, options?: FitOptions): Promise<FitResult>;
  /** Loss, accuracy and confusion on labeled images. Several calls wait for one another; during `fit` it is `runtime/busy`. */
  evaluate(dataset: Dataset | BatchSource, options?: EvaluateOptions): Promise<Evaluation>;
  readonly parameters: ReadonlyMap<string, TensorView>;
  /** Of the mean loss, after `trainStep` with `update: false`. */
  readonly gradients: ReadonlyMap<string, TensorView>;
  /** A layer's output for one image of the last `predict` (of its last batch, when it took several). */
  activation(layer: string, image?: number): Activation;
  /** Of images, per channel; as the recipe says, or as `normalize auto` measured it. */
  readonly normalization: ChannelStatistics;
  /** Sets the normalization; what `normalization` gives sets the same bits again. */
  normalize(statistics: ChannelStatistics): void;
  /** A checkpoint: safetensors with all that a training needs to go on. */
  save(): Uint8Array<ArrayBuffer>;
  restore(bytes: Uint8Array): void;
  /** Copies of the parameters: those the network has, or of a training that keeps the best, those of its best or last epoch. */
  weights(which?: WhichWeights): ReadonlyMap<string, StoredTensor>;
  /** The best epoch so far of a training that watches for it (`stop`, `keepBest`), also one restored from a checkpoint. */
  readonly best: BestEpoch | undefined;
  setWeights(weights: ReadonlyMap<string, { readonly data: ArrayLike<number> }>): void;
  /** Lets the memory go; later calls throw `runtime/disposed`. */
  dispose(): void;
}

/** The names in a module, as the `.d.ts` that `cnnc build` writes beside it has them. */
export interface NetNames {
  readonly parameters: string;
  readonly activations: string;
}

/** A network of a module whose names are known: a misspelled one is refused by the compiler. */
export interface NamedNet<Names extends NetNames> extends Omit<Net, "parameters" | "gradients" | "activation"> {
  readonly parameters: TensorMap<Names["parameters"], never>;
  readonly gradients: TensorMap<Names["parameters"], never>;
  activation(layer: Names["activations"], image?: number): Activation;
}

export function createNet(exports: ModuleExports, manifest: Manifest): Net {
  const control = createControl(exports.memory, manifest.control.offset, manifest.labels !== undefined);
  const sets = createSets(exports.memory, control, manifest);
  const early = createEarlyStop(exports.memory, manifest);
  let core: Core | undefined = { exports, manifest, control, sets, early, underWay: {} };
  const busy = createBusy();

  const alive = (): Core => {
    if (core === undefined) throw new RuntimeError("runtime/disposed", "the network has been disposed of");
    return core;
  };
  const idle = (call: string): Core => {
    busy.refuse(call);
    return alive();
  };
  const memory = () => alive().exports.memory;
  const begin = (at: Core): void => {
    at.early.watched = undefined;
    at.underWay.set = undefined;
    at.control.set("orderEpoch", -1);
    forgetPlan(at.control, manifest);
  };
  const initialize = (seed: unknown): void => {
    const at = idle("init");
    setSeed(at, seed);
    at.exports.initialize();
    begin(at);
  };
  initialize(manifest.recipe?.seed ?? 1);

  return {
    manifest,
    get position() {
      const at = alive().control;
      return {
        step: at.get("step"),
        epoch: at.get("epoch"),
        position: at.get("position"),
        totalEpochs: at.get("totalEpochs"),
      };
    },
    init: initialize,
    rewind() {
      const at = idle("rewind");
      at.exports.rewind();
      begin(at);
    },
    predict: (images, n) => predict(alive(), images, n),
    classify: (images, n) => classify(alive(), images, n),
    trainStep(images, labels, n, options) {
      const at = idle("trainStep");
      const result = trainStep(at, images, labels, n, options);
      // Who trains on from the best weights has chosen them.
      if (options?.update !== false) at.early.watched = undefined;
      return result;
    },
    fit: async (dataset, options) => busy.train(() => trainOn(alive(), dataset, options)),
    async evaluate(dataset, options) {
      busy.refuseDuringTraining("evaluate");
      const checked = checkEvaluation(alive(), dataset, options);
      return busy.evaluate(() => evaluate(alive(), dataset, checked));
    },
    parameters: viewTensors(memory, manifest.parameters),
    gradients: viewTensors(memory, manifest.gradients),
    activation(layer, image = 0) {
      checkInteger("image", image, 0, manifest.batch - 1);
      return readActivation(memory(), manifest.activations, layer, image);
    },
    get normalization() {
      return readNormalization(alive());
    },
    normalize(statistics) {
      const at = idle("normalize");
      writeNormalization(at, checkStatistics(statistics, manifest));
      at.underWay.normalized = true;
    },
    save: () => save(alive()),
    restore: (bytes) => restore(idle("restore"), bytes),
    weights: (which) => weights(alive(), which),
    get best() {
      return alive().early.best;
    },
    setWeights(given) {
      const at = idle("setWeights");
      setWeights(at, given);
      at.early.watched = undefined;
    },
    dispose() {
      core = undefined;
    },
  };
}
