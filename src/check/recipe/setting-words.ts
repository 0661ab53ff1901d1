/**
 * What settings of a recipe are called elsewhere, as data: other names of our settings, and things that are set by themselves
 * elsewhere and are an argument of a setting here. Words are compared without regard to case and `_`. Not for the arguments of
 * operators, which stand in their records.
 */

/** Our setting by other names for all of it. */
const sameSetting: Readonly<Record<string, readonly string[]>> = {
  data: ["dataset", "datasets", "train_data", "training_data", "data_path", "data_dir", "train_dir"],
  normalize: ["normalization", "normalise", "standardize", "preprocessing"],
  augment: ["augmentation", "augmentations", "data_augmentation", "transform", "transforms"],
  loss: ["criterion", "loss_function", "loss_fn", "objective", "cost"],
  optimizer: ["optim", "optimiser", "solver", "trainer", "training_algorithm"],
  schedule: ["scheduler", "lr_scheduler", "lr_schedule", "learning_rate_schedule", "lr_policy", "policy"],
  clip: ["gradient_clip", "grad_clip", "clip_gradients", "gradient_clipping"],
  init: ["initializer", "initialization", "initialisation", "weight_init", "kernel_initializer", "weight_initializer"],
  batch: ["batch_size", "batchsize", "minibatch", "mini_batch", "minibatch_size", "mini_batch_size", "bs"],
  epochs: [
    "epoch",
    "num_epochs",
    "n_epochs",
    "nb_epoch",
    "nb_epochs",
    "max_epochs",
    "number_of_epochs",
    "iterations_of_data",
  ],
  seed: ["random_seed", "manual_seed", "random_state", "rng_seed"],
  stop: ["early_stopping", "early_stop", "callback", "callbacks"],
};

/** An argument of one of our settings that is a setting elsewhere. */
export interface Moved {
  /** The setting that takes it. */
  readonly into: "data" | "optimizer" | "schedule" | "stop";
  /** Its name there. */
  readonly argument: string;
  /** A share of the images for testing, where ours is the share for training. */
  readonly complement?: true;
}

const moved: readonly (readonly [words: readonly string[], to: Moved])[] = [
  [["lr", "learning_rate", "base_lr", "eta", "initial_lr"], { into: "optimizer", argument: "lr" }],
  [["weight_decay", "l2", "decay", "regularization", "l2_regularization"], { into: "optimizer", argument: "decay" }],
  [["momentum"], { into: "optimizer", argument: "momentum" }],
  [["beta1", "beta_1"], { into: "optimizer", argument: "beta1" }],
  [["beta2", "beta_2"], { into: "optimizer", argument: "beta2" }],
  [["warmup", "warmup_epochs"], { into: "schedule", argument: "warmup" }],
  [["patience"], { into: "stop", argument: "patience" }],
  [["split", "train_split", "train_size", "training_split"], { into: "data", argument: "split" }],
  [
    [
      "validation",
      "validation_split",
      "val_split",
      "val",
      "valid",
      "test_split",
      "test_size",
      "validation_size",
      "holdout",
    ],
    { into: "data", argument: "split", complement: true },
  ],
];

const plain = (word: string): string => word.replaceAll("_", "").toLowerCase();

const settings: ReadonlyMap<string, string> = new Map(
  Object.entries(sameSetting).flatMap(([name, words]) => words.map((word) => [plain(word), name] as const)),
);

const moves: ReadonlyMap<string, Moved> = new Map(
  moved.flatMap(([words, to]) => words.map((word) => [plain(word), to] as const)),
);

/** Our setting of that name. */
export function settingCalled(word: string): string | undefined {
  return settings.get(plain(word));
}

export function argumentCalled(word: string): Moved | undefined {
  return moves.get(plain(word));
}

/** What needs no setting here. */
const needless: ReadonlyMap<string, string> = new Map([
  ["metrics", "the accuracy is always measured"],
  ["metric", "the accuracy is always measured"],
  ["accuracy", "the accuracy is always measured"],
  ["shuffle", "the images of an epoch are always shuffled"],
  ["device", "a module runs on the processor"],
  ["cuda", "a module runs on the processor"],
  ["gpu", "a module runs on the processor"],
  ["verbose", "progress is always shown"],
  ["numworkers", "images are read on all cores"],
]);

/** Why nothing is written for it. */
export function needlessBecause(word: string): string | undefined {
  return needless.get(plain(word));
}
