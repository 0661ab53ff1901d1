/**
 * Diagnostics of `train` blocks. Takes and gives nothing but definitions; `training.ts` and `settings.ts` emit them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

const program = (...settings: readonly string[]): string =>
  `model Example {\n  input 28x28x1\n  fc 10\n}\ntrain Example {\n${settings.map((line) => `  ${line}\n`).join("")}}\n`;

const mapOf = (last: string, setting: string): string =>
  `model Example {\n  input 32x32x3\n  ${last}\n}\ntrain Example {\n  data "my-masks"\n  ${setting}\n}\n`;

export const unknownModel = defineDiagnostic({
  code: "check/unknown-model",
  severity: "error",
  title: "a recipe for a model that is not there",
  explanation: "`train` names a model of the file.",
  failing: "model Example {\n  input 28x28x1\n  fc 10\n}\ntrain Exampel {\n  batch 64\n}\n",
  fixed: program("batch 64"),
});

export const duplicateTrain = defineDiagnostic({
  code: "check/duplicate-train",
  severity: "error",
  title: "two recipes for one model",
  explanation: "A model has one recipe; what differs between two trainings is given on the command line.",
  failing: `${program("batch 64")}train Example {\n  batch 32\n}\n`,
  fixed: program("batch 64"),
});

export const unknownSetting = defineDiagnostic({
  code: "check/unknown-setting",
  severity: "error",
  title: "no setting has this name",
  explanation:
    "The settings of a recipe: `data`, `normalize`, `augment`, `loss`, `optimizer`, `schedule`, `clip`, `init`, `freeze`, `aux`, " +
    "`batch`, `epochs`, `seed`, `stop`.\n\n`stop patience=3 metric=val_loss` ends a training when the loss on the test set has not become smaller for " +
    "three epochs in a row, and leaves the weights of the best epoch; it also watches `val_accuracy`, and `loss` and `accuracy` of " +
    "the training images.",
  failing: program("epoch 3"),
  fixed: program("epochs 3"),
});

export const duplicateSetting = defineDiagnostic({
  code: "check/duplicate-setting",
  severity: "error",
  title: "a setting is given twice",
  explanation: "Each setting of a recipe is given once; `aux` once for each head.",
  failing: program("batch 32", "batch 64"),
  fixed: program("batch 64"),
});

export const augmentedSize = defineDiagnostic({
  code: "check/augmented-size",
  severity: "error",
  title: "augmented images do not have the size that the model reads",
  explanation:
    "Images come with the size of the model's input, and each step of `augment` gives the next one images of the size it says. The " +
    "last must give what the model reads: `crop 28 pad=4` cuts 28 places out of 36.",
  failing: program("augment crop 24 pad=2"),
  fixed: program("augment crop 28 pad=2"),
});

export const augmentedLabels = defineDiagnostic({
  code: "check/augmented-labels",
  severity: "error",
  title: "an augmentation moves images whose labels it cannot move",
  explanation:
    "A model that ends in a map has a label for each place of it. What moves the places of an image (`shift`, `crop`, `flip`, " +
    "`rotate`) moves its labels alike, which it can where there is a label for each place of the image: the map must have the size " +
    "of the input. `noise` and `erase` leave the labels as they are.",
  failing: mapOf("conv 3x3x8", "augment flip"),
  fixed: mapOf("conv 3x3x8 p1", "augment flip"),
});

export const oneClassPerPlace = defineDiagnostic({
  code: "check/one-class-per-place",
  severity: "error",
  title: "a trained map has no classes to choose from",
  explanation:
    "A model that ends in a map answers for each place with one score for each class, and the label of a place is the number of its " +
    "class. With one channel there is one class, and nothing to learn. For yes or no, as PyTorch's `BCEWithLogitsLoss` on a map of " +
    "one channel, give two channels: `no` is class 0, `yes` is class 1.",
  failing: mapOf("conv 3x3x1 p1", "batch 16"),
  fixed: mapOf("conv 3x3x2 p1", "batch 16"),
});

export const outputNotAList = defineDiagnostic({
  code: "check/output-not-a-list",
  severity: "error",
  title: "a model ends in a map, and the data has one label for an image",
  explanation:
    "A model that ends in a list (`fc`, `flatten`), or in a map of one place (`1x1x10`), answers once for an image. One that ends in " +
    "a larger map (`24x24x10`) answers for each place, and wants a label for each: data of your own, see `docs/data.md`. The sets " +
    "that come with a name have one label for an image; `fc` with one unit for each class, or `gavgpool`, makes a list of a map.",
  failing: "model Example {\n  input 28x28x1\n  conv 5x5x10\n}\ntrain Example {\n  data mnist\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 5x5x10 -> relu\n  fc 10\n}\ntrain Example {\n  data mnist\n}\n",
});

const heads = (...settings: readonly string[]): string =>
  "model Example {\n  input 28x28x1\n  fc 100 -> relu\n  head middle {\n    fc 10\n  }\n  fc 50 -> relu\n  fc 10\n}\n" +
  `train Example {\n${settings.map((line) => `  ${line}\n`).join("")}}\n`;

export const unknownPart = defineDiagnostic({
  code: "check/unknown-part",
  severity: "error",
  title: "a recipe freezes what the model does not have",
  explanation:
    "`freeze` names layers (`conv1`, or the label of a stage) and blocks: a use by the name its layers begin with " +
    '(`"layer2.basic1"`, in quotes as it has dots), or every use by the name of the block. `cnnc summary` shows the names. What is ' +
    "frozen is not trained: its weights stay, batch normalization uses and keeps its running averages as in prediction " +
    "(torchvision's `FrozenBatchNorm2d`), and neither code nor memory for its gradients is in the module. Dropout goes on.",
  failing: heads("freeze fc11"),
  fixed: heads("freeze fc1"),
});

export const nothingToTrain = defineDiagnostic({
  code: "check/nothing-to-train",
  severity: "error",
  title: "all of a model is frozen",
  explanation: "A training changes what is not frozen. Leave at least one layer free that learns: mostly the last one.",
  failing: program("freeze fc1"),
  fixed: program("epochs 3"),
});

export const freezeWithoutEffect = defineDiagnostic({
  code: "lint/freeze-without-effect",
  severity: "warning",
  title: "something is frozen that learns nothing",
  explanation: "Layers without parameters, such as `relu` and `maxpool`, are never trained.",
  failing: heads("freeze relu1"),
  fixed: heads("freeze fc1"),
});

export const unknownHead = defineDiagnostic({
  code: "check/unknown-head",
  severity: "error",
  title: "a loss for a head that the model does not have",
  explanation:
    "`aux middle weight=0.3` adds 0.3 times the loss of the head `middle` to the loss of the training. A head inside a block has the " +
    'name of that block before its own (`"modules1.aux1"`, in quotes as it has a dot); its last word alone is enough where no ' +
    "other head ends so.",
  failing: heads("aux midle"),
  fixed: heads("aux middle weight=0.3"),
});

const twoHeads = (setting: string): string =>
  "block unit(c) {\n  fc {c} -> relu\n  head side {\n    fc 10\n  }\n}\n\n" +
  "model Example {\n  input 28x28x1\n  unit(60) as first\n  unit(30) as second\n  fc 10\n}\n" +
  `train Example {\n  ${setting}\n}\n`;

export const ambiguousHead = defineDiagnostic({
  code: "check/ambiguous-head",
  severity: "error",
  title: "two heads may be meant",
  explanation: "The last word of the name of a head is enough where one head alone ends so; else write the whole name.",
  failing: twoHeads("aux side"),
  fixed: twoHeads('aux "first.side"'),
});

export const headOutputDiffers = defineDiagnostic({
  code: "check/head-output-differs",
  severity: "error",
  title: "a trained head gives other scores than the model",
  explanation:
    "The loss compares the scores of a head with the same label as those of the model, so it ends in a list of as many, or in a map of " +
    "the same size where the model ends in one.",
  failing: heads("aux middle").replace("    fc 10", "    fc 12"),
  fixed: heads("aux middle"),
});
