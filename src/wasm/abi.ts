/**
 * The binary interface of a compiled module: its exports, its control block and the JSON in its custom section `cnnc`.
 * Enough to train and predict from any engine without our runtime. Types and constants only: this file ships to pages with
 * `runtime/`, so it imports nothing.
 *
 * A module imports nothing and exports its memory, which is as large as the plan when it is made. A host that wants to
 * train on a data set grows the memory once, before the first step, copies the set behind the plan, and writes its place
 * into a set descriptor of the control block. All numbers are little-endian.
 */

export const ABI_VERSION = 1;
export const MANIFEST_SECTION = "cnnc";

export interface ModuleExports {
  readonly memory: WebAssembly.Memory;
  /** Fills the parameters from `control.seed`, zeroes the optimizer state, sets step, epoch and position to 0. */
  initialize(): void;
  /** Sets step, epoch and position and the per-step numbers as after `initialize`, and leaves the parameters. */
  rewind(): void;
  /** Runs the first n (1 ≤ n ≤ batch) images of `regions.images`; leaves n outputs in `regions.outputs`. */
  predict(n: number): void;
  /**
   * One training step on the first n images and labels of `regions.images` and `regions.labels`; `control.step` goes up by
   * one when update is not 0. With update = 0 only the gradients are left (of the mean loss over the n images).
   * Adds to `control.lossSum`, `control.correct` and `control.seen`. Absent in a module built for inference.
   */
  step?(n: number, update: number): void;
  /**
   * Trains on set 0 from the current position: at most `steps` steps, stopping at the end of the epoch (then `epoch` has
   * gone up and `position` is 0) and before an update whose loss is not finite (then `control.diverged` is 1 and the
   * parameters are as before that step). Gives the number of steps done. Images are visited in the order of a permutation
   * drawn from (seed, epoch), made again whenever needed, so a host may save and resume between any two calls.
   */
  fit?(steps: number): number;
  /**
   * After an epoch, its mean loss on the test set (without one, on the training set): for schedules that watch the loss.
   * Absent where the recipe's schedule does not.
   */
  endEpoch?(loss: number): void;
  /**
   * Runs images from ≤ i < from + count of set `set` through the model; adds to lossSum, correct and seen. Where the manifest
   * says `evaluateGivesOutputs`, leaves the outputs of its last batch in `regions.outputs`.
   */
  evaluate?(set: number, from: number, count: number): void;
}

/** Field name → byte offset from `manifest.control.offset`, and its type. */
export const CONTROL = {
  /** 64-bit seed, low and high words. */
  seedLow: { offset: 0, type: "i32" },
  seedHigh: { offset: 4, type: "i32" },
  /** Updates done. */
  step: { offset: 8, type: "i32" },
  /** Epochs finished. */
  epoch: { offset: 12, type: "i32" },
  /** Images of the current epoch already seen. */
  position: { offset: 16, type: "i32" },
  /** Length of the training the schedule plans with; the recipe's when the module is made. */
  totalEpochs: { offset: 20, type: "i32" },
  /** 1 after `fit` met a loss that is not finite. */
  diverged: { offset: 24, type: "i32" },
  /** Images per step of `fit`, 1 ≤ b ≤ batch; the module's batch when made. */
  batch: { offset: 28, type: "i32" },
  /** Base learning rate, before the schedule. */
  rate: { offset: 32, type: "f32" },
  /** Learning rate of the last step, after the schedule. */
  currentRate: { offset: 36, type: "f32" },
  /** Sums since the host last set them to 0. */
  lossSum: { offset: 40, type: "f64" },
  correct: { offset: 48, type: "i32" },
  seen: { offset: 52, type: "i32" },
  /** Where `fit` keeps its permutation: count of set 0 times 4 bytes, given by the host. */
  order: { offset: 56, type: "i32" },
  /** Epoch whose permutation is in `order`, -1 when none: a host that moves `order` or set 0 writes -1. */
  orderEpoch: { offset: 60, type: "i32" },
  /** Set 0 (training) and set 1 (test): addresses, count, format of the images. */
  set0Images: { offset: 64, type: "i32" },
  set0Labels: { offset: 68, type: "i32" },
  set0Count: { offset: 72, type: "i32" },
  set0Format: { offset: 76, type: "i32" },
  set1Images: { offset: 80, type: "i32" },
  set1Labels: { offset: 84, type: "i32" },
  set1Count: { offset: 88, type: "i32" },
  set1Format: { offset: 92, type: "i32" },
  /**
   * Of a module with a label for each place (`manifest.labels`): right places since the host last set it to 0; `correct` then
   * stays as it is, since an epoch may have more places than its 32 bits hold.
   */
  correctPlaces: { offset: 96, type: "f64" },
  /**
   * For single steps (`step`) under a schedule whose rate follows the steps: how many of them an epoch has, 0 where the host does not
   * know. Only modules whose manifest says `schedulesBySteps` read it; `fit` counts by itself.
   */
  stepsPerEpoch: { offset: 104, type: "i32" },
} as const;

/** Bytes reserved for the fields above; the numbers nests read (rates, counts) follow inside the module's own regions. */
export const CONTROL_BYTES = 128;

/**
 * Images of a set: channels last; bytes are divided by 255. Labels: one byte each (`u8`) for both formats, image after image,
 * one for an image or as many as `manifest.labels` says, row by row.
 */
export const IMAGE_FORMAT = { u8: 0, f32: 1 } as const;

export interface Region {
  readonly offset: number;
  readonly bytes: number;
}

/** A dense row-major f32 tensor in memory, in PyTorch's layout: `[F, C/g, K, K]`, `[out, in]`, `[C]`. */
export interface ManifestTensor extends Region {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * A batched activation that is still there after `predict`: image b, channel c, pixel (y, x) is the f32 at
 * offset + floor(b / lanes)·block + c·strides[0] + y·strides[1] + x·strides[2] + 4·(b mod lanes).
 */
export interface ManifestActivation {
  readonly name: string;
  /** Channels first, without batch. */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly lanes: number;
  readonly block: number;
  readonly strides: readonly number[];
}

/** Ends a training when the metric has not become better for `patience` epochs in a row. `val_`: of the test set. */
export interface StopRule {
  readonly metric: (typeof STOP_METRICS)[number];
  readonly patience: number;
}

/**
 * What the outputs are: probabilities of classes that add up to one, or scores that softmax makes such; a probability for each class
 * by itself, or a score that the sigmoid makes one; natural logarithms of probabilities; values that are to be near a target; scores
 * of which only the largest counts.
 */
export const OUTPUT_MEANINGS = [
  "probabilities",
  "scores-to-softmax",
  "each-probability",
  "each-score",
  "log-probabilities",
  "values",
  "scores",
] as const;

export type OutputMeaning = (typeof OUTPUT_MEANINGS)[number];

export const STOP_METRICS = ["val_loss", "val_accuracy", "loss", "accuracy"] as const;

export interface ManifestRecipe {
  readonly data?: string;
  readonly split?: number;
  /** Of a table: the column of the label, by name or position, and columns that are left out. */
  readonly label?: string | { readonly position: "first" | "last" };
  readonly skip?: readonly string[];
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
  readonly rate: number;
  readonly loss: string;
  readonly optimizer: string;
  readonly schedule: string;
  /** For the host, which trains epoch by epoch: the module's `fit` knows nothing of it. */
  readonly stop?: StopRule;
  /** `auto`: the host measures the training set and writes `regions.mean` and `regions.inverseStd`. */
  readonly normalize?: "auto" | { readonly mean: readonly number[]; readonly std: readonly number[] };
}

/** Of one quantity over the training images: minimum, 0.1 % quantile, median, 99.9 % quantile, maximum. */
export type Spread = readonly [minimum: number, low: number, median: number, high: number, maximum: number];

/** Of one channel; levels are 0 (a byte of 0) to 1 (a byte of 255), whatever numbers the network reads. */
export interface ChannelLevels {
  /** Least and largest level of all pixels. */
  readonly range: readonly [number, number];
  /** Mean level of the outermost pixels of an image. */
  readonly border: Spread;
  /** Levels of an image that 5 %, 50 % and 95 % of its pixels do not exceed. */
  readonly low: Spread;
  readonly median: Spread;
  readonly high: Spread;
}

/** What the training images looked like, as the network read them: tells an image that is unlike all of them. */
export interface ImageStatistics {
  /** Images that were measured. */
  readonly images: number;
  readonly channels: readonly ChannelLevels[];
  /** Of images in color: the share that has no color. */
  readonly grayShare?: number;
  /** `[height, width]` of the image files before they were fitted to the input, where it is known. */
  readonly sizes?: { readonly smallest: readonly number[]; readonly largest: readonly number[] };
}

/**
 * What a training did to its images: whoever gives further images to the same network does the same. The module itself
 * applies the normalization; everything else is the host's.
 */
export interface Preparation {
  /** What the training set held. Bytes are divided by 255. */
  readonly numbers: (typeof PREPARATIONS.numbers)[number];
  /** Smallest and largest number, as the network read them. */
  readonly range: readonly [number, number];
  /** A byte b of an image file becomes b · scale + offset. Absent: the range does not tell, and image files are refused. */
  readonly ofByte?: { readonly scale: number; readonly offset: number };
  /** `gray`: color became luma (BT.601). `color`: gray was repeated. Absent: the input is no image of 1 or 3 channels. */
  readonly color?: (typeof PREPARATIONS.color)[number];
  /** `inside`: resized by one factor so that the image fits whole, centered, the rest filled with the mean of its border. */
  readonly fit: (typeof PREPARATIONS.fit)[number];
  /** What a camera noted in Exif: `applied`, the image is turned as it is to be seen. */
  readonly orientation: (typeof PREPARATIONS.orientation)[number];
  /** Every image was inverted (255 - b), because it was asked for. */
  readonly inverted: boolean;
  /** One for each channel; x ← (x - mean) / std. Absent: none. */
  readonly normalization?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  readonly statistics?: ImageStatistics;
}

export const PREPARATIONS = {
  numbers: ["bytes", "floats"],
  color: ["gray", "color"],
  fit: ["inside"],
  orientation: ["applied"],
} as const;

export interface Manifest {
  readonly abi: number;
  readonly language: string;
  readonly compiler: string;
  readonly model: string;
  /** SHA-256 of the source text, hex. */
  readonly source: string;
  readonly batch: number;
  /** Images side by side in a vector group: layout [batch / lanes][C][H][W][lanes]. */
  readonly lanes: number;
  readonly training: boolean;
  /** Absent in modules of earlier versions, whose `evaluate` leaves only sums. */
  readonly evaluateGivesOutputs?: true;
  /** The rate of a step depends on how many steps an epoch has: `step` wants `control.stepsPerEpoch`. */
  readonly schedulesBySteps?: true;
  /** Channels last, without batch. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** `[H, W]`: an image has a label for each of these places, which are those of the output. Absent: one label for an image. */
  readonly labels?: readonly number[];
  /** From the recipe's loss and the last layer. Absent in modules of earlier versions: `scores`, then. */
  readonly outputs?: OutputMeaning;
  readonly classes?: readonly string[];
  /** Of the images it was trained on. Absent in modules that were not made for a training, and in those of earlier versions. */
  readonly preparation?: Preparation;
  readonly recipe?: ManifestRecipe;
  readonly parameters: readonly ManifestTensor[];
  /** Optimizer moments and running statistics, per-step numbers included: all that a checkpoint needs besides the parameters. */
  readonly states: readonly ManifestTensor[];
  /** Same names as the parameters. */
  readonly gradients: readonly ManifestTensor[];
  readonly activations: readonly ManifestActivation[];
  readonly control: Region;
  readonly regions: {
    /** batch · H·W·C f32, channels last, not normalized by the host. */
    readonly images: Region;
    /** batch f32, times the places of `labels`: class numbers. */
    readonly labels: Region;
    /** batch · outputs f32, channels last. */
    readonly outputs: Region;
    /** One f32 per channel of the input: x ← (x - mean) · inverseStd, applied by the module to images of every source. */
    readonly mean: Region;
    readonly inverseStd: Region;
  };
  readonly memory: {
    /** Bytes of the plan; a data set goes behind it. */
    readonly bytes: number;
    /** Regions that are no tensor of their own; parameters, states and gradients say where they stand themselves. */
    readonly map: readonly (Region & { readonly name: string })[];
  };
  /** `simd128`. */
  readonly features: readonly string[];
}
