/**
 * The settings of a recipe: what each means, what it takes and what it is when it is not written. `check/check-training.ts` reads
 * settings by this table and knows no other; ranges, schemas and defaults are in no other place.
 */
import type { Schema } from "../../ops/schema.ts";
import { stopSchema } from "./read-augmentation.ts";
import { auxSchema } from "./read-aux.ts";
import { dataSchema } from "./read-setting.ts";
import type { Operators } from "../operators.ts";
import { normalizeSchema, normalizeWords } from "./normalize-schema.ts";
import type { WordRecord } from "../word-record.ts";

/** The tables of operators that settings choose from. */
export type ChoiceTable = "losses" | "optimizers" | "schedules" | "clips" | "inits" | "augmentations";

export type SettingForm =
  /** `batch 64` */
  | { readonly kind: "count"; readonly minimum: number; readonly maximum: number; readonly default: number }
  /** `optimizer adam lr=0.001`: an operator by its word. Absent `default`: without it nothing is done. */
  | {
      readonly kind: "choice";
      readonly table: Exclude<ChoiceTable, "augmentations">;
      readonly default?: Exclude<keyof Operators["defaults"], "activation" | "margin">;
    }
  /** `augment shift 2 -> flip horizontal`: operators by their words, one after another. */
  | { readonly kind: "chain"; readonly table: "augmentations" }
  /** Arguments behind a name or a path (`data mnist split=0.9`), or behind nothing (`stop patience=3`). */
  | {
      readonly kind: "arguments";
      readonly head?: string;
      readonly schema: Schema;
      readonly words?: Readonly<Record<string, string>>;
    }
  /** `freeze conv1 "layer2.basic1"` */
  | { readonly kind: "names" };

export interface SettingRecord extends WordRecord {
  readonly takes: SettingForm;
  /** It may be written more than once. */
  readonly repeatable?: true;
  /** What a recipe without it does, where no default says so. */
  readonly without?: string;
}

const largestSeed = 2 ** 31 - 1;

const recipe = (settings: string): string =>
  `model Example {\n  input 28x28x1\n  conv 5x5x8 -> relu -> maxpool 2\n  fc 10\n}\n\ntrain Example {\n${settings}}\n`;

export const settingRecords = {
  data: {
    title: "data",
    words: ["data"],
    takes: { kind: "arguments", head: "a name, or a path in quotes", schema: dataSchema },
    without: "`cnnc train` needs `--data`",
    summary: "the data set that the model is trained on",
    details:
      "The name of a set, or the path of a file or a folder in quotes, from the program's own folder. `cnnc train --data PATH` takes the " +
      "place of either. What stands at a path is known by names and by first bytes. In an argument that names columns, a text in " +
      "quotes is always the name of a column, and a bare word always a position. `cnnc data` shows what is read.",
    syntax: ["data name", 'data "path" [split=number] [label="column"] [skip=["column", …]]'],
    example:
      'model Heart {\n  input 4\n  fc 8 -> relu -> fc 2\n}\n\ntrain Heart {\n  data "heart.csv" label="outcome" skip=["id", "name"] split=0.8\n}\n',
  },
  normalize: {
    title: "normalize",
    words: ["normalize"],
    takes: { kind: "arguments", schema: normalizeSchema, words: normalizeWords },
    without: "images are left as they are, bytes as 0 to 1",
    summary: "what is subtracted from the values of images, and what they are divided by",
    details:
      "Each value becomes (x - mean)/std. `auto` measures both over the training images, channel by channel; numbers are in the units of " +
      "the data (0 to 1 for images of bytes), one for all channels or a list of one for each. The module keeps them: images for " +
      "prediction are handed in as they are.",
    syntax: ["normalize auto", "normalize mean=number std=number", "normalize mean=[number, …] std=[number, …]"],
    example: recipe("  data      mnist\n  normalize mean=0.1307 std=0.3081\n"),
  },
  augment: {
    title: "augment",
    words: ["augment"],
    takes: { kind: "chain", table: "augmentations" },
    without: "images are trained on as they are",
    summary: "changes by chance to each image before a training step sees it",
    details:
      "A chain of steps, in the units of the data and before the normalization; prediction and evaluation see the images as they are. The " +
      "chance depends on the seed, the step and the number of the image in its batch alone, so a resumed training goes on with the " +
      "same bits. The chain ends with images of the size of the model's input.",
    syntax: ["augment step -> step -> …"],
    example: recipe("  data    mnist\n  augment shift 2 -> rotate 10\n"),
  },
  loss: {
    title: "loss",
    words: ["loss"],
    takes: { kind: "choice", table: "losses", default: "loss" },
    summary: "what the training makes small: how wrong an output is",
    details:
      "One number for each image, the mean over a batch. Where the output is a map, the mean over its places, each with a label of its own.",
    syntax: ["loss name [argument=value …]"],
    example: recipe("  data mnist\n  loss crossentropy smoothing=0.1\n"),
  },
  optimizer: {
    title: "optimizer",
    words: ["optimizer"],
    takes: { kind: "choice", table: "optimizers", default: "optimizer" },
    summary: "how a step changes the weights, once their gradients are known",
    details:
      "The learning rate `lr=` is an argument of the optimizer; `schedule` says how it changes while training goes on.",
    syntax: ["optimizer name [argument=value …]"],
    example: recipe("  data      mnist\n  optimizer adam lr=0.001\n"),
  },
  schedule: {
    title: "schedule",
    words: ["schedule"],
    takes: { kind: "choice", table: "schedules", default: "schedule" },
    summary: "how the learning rate changes while training goes on",
    details: "A factor for the rate of the optimizer, at every step. Every schedule may begin with `warmup=`.",
    syntax: ["schedule name [argument=value …]"],
    example: recipe("  data      mnist\n  optimizer sgd lr=0.05 momentum=0.9\n  schedule  cosine\n"),
  },
  clip: {
    title: "clip",
    words: ["clip"],
    takes: { kind: "choice", table: "clips" },
    without: "gradients are left as they are",
    summary: "keeps gradients from being too large",
    details: "Between the gradients and the optimizer, at every step.",
    syntax: ["clip name number"],
    example: recipe("  data mnist\n  clip norm 1.0\n"),
  },
  freeze: {
    title: "freeze",
    words: ["freeze"],
    takes: { kind: "names" },
    without: "every layer is trained",
    summary: "layers that are not trained: they stay as they are",
    details:
      "Names of layers as `cnnc summary` shows them, names of what stands around them (all layers inside are meant), or names of blocks " +
      "(all their uses are meant). A name with dots stands in quotes. Running statistics are used and not renewed. Nothing is " +
      "computed for their gradients, and nothing stored. What is frozen starts from weights: `cnnc train --weights FILE`.",
    syntax: ['freeze name "name.name" …'],
    example: recipe("  data   mnist\n  freeze conv1\n"),
  },
  aux: {
    title: "aux",
    words: ["aux"],
    takes: { kind: "arguments", head: "the name of a head", schema: auxSchema },
    repeatable: true,
    without: "heads are not trained, and the module does without them",
    summary: "a head that is trained with the model: its loss, times a weight, is added",
    details:
      "Names a `head` of the model by its name, or by the end of it where that is enough; a name with dots stands in quotes. May stand once " +
      "for each head. The head has the recipe's loss, and is left out of predictions.",
    syntax: ["aux name [weight=number]"],
    example:
      "model Example {\n  input 28x28x1\n  conv 5x5x8 -> relu -> maxpool 2\n  head middle { gavgpool -> fc 10 }\n  conv 3x3x16 -> relu\n  fc 10\n}\n\n" +
      "train Example {\n  data mnist\n  aux  middle weight=0.3\n}\n",
  },
  init: {
    title: "init",
    words: ["init"],
    takes: { kind: "choice", table: "inits", default: "init" },
    summary: "what weights are before the first step",
    details:
      "Of every layer that learns; `init=NAME` behind a layer is for this one alone. Scales of normalizations begin as 1 and their shifts as 0, " +
      "whatever is written here. The numbers depend on the seed.",
    syntax: ["init name [argument=value …]", "layer … init=name"],
    example: recipe("  data mnist\n  init he\n"),
  },
  batch: {
    title: "batch",
    words: ["batch"],
    takes: { kind: "count", minimum: 1, maximum: 65_536, default: 64 },
    summary: "how many images a step sees",
    details:
      "The gradients of a step are the mean over its batch. The last batch of an epoch has what is left, and its mean is over these. A larger " +
      "batch takes more memory and usually a larger learning rate.",
    syntax: ["batch number"],
    example: recipe("  data  mnist\n  batch 128\n"),
  },
  epochs: {
    title: "epochs",
    words: ["epochs"],
    takes: { kind: "count", minimum: 1, maximum: 1_000_000, default: 10 },
    summary: "how often the training goes through all its images",
    details:
      "In another order each time. `stop` may end it earlier, and `cnnc train --until` where an accuracy is reached.",
    syntax: ["epochs number"],
    example: recipe("  data   mnist\n  epochs 5\n"),
  },
  seed: {
    title: "seed",
    words: ["seed"],
    takes: { kind: "count", minimum: 0, maximum: largestSeed, default: 1 },
    summary: "the beginning of all chance: first weights, order of images, augmentation, dropout",
    details:
      "The same program with the same data and the same seed gives the same weights, bit by bit, on every machine. Which images a split sets " +
      "aside does not depend on it.",
    syntax: ["seed number"],
    example: recipe("  data mnist\n  seed 7\n"),
  },
  stop: {
    title: "stop",
    words: ["stop"],
    takes: { kind: "arguments", schema: stopSchema },
    without: "all epochs are trained",
    summary: "ends the training once it brings nothing better",
    details:
      "After `patience` epochs in a row without a better `metric`. Metrics that begin with `val_` are of the validation images, the others of " +
      "the training images. A loss is better when it is smaller, an accuracy when it is larger.",
    syntax: ["stop [patience=number] [metric=name]"],
    example: recipe("  data   mnist\n  epochs 50\n  stop   patience=3 metric=val_accuracy\n"),
  },
} as const satisfies Readonly<Record<string, SettingRecord>>;

export type SettingName = keyof typeof settingRecords;

/** Every setting of the language, for completion and "did you mean". */
export const settingNames: readonly string[] = Object.keys(settingRecords);

/** By a name that anyone may have written. */
export const settingTable: ReadonlyMap<string, SettingRecord> = new Map(Object.entries(settingRecords));
