/**
 * Diagnostics of a model beside the data that its recipe names. Takes and gives nothing but definitions; `data-must-fit.ts` emits them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

const onDigits = (input: string, ...stages: readonly string[]): string =>
  `model Example {\n  input ${input}\n${stages.map((stage) => `  ${stage}\n`).join("")}}\ntrain Example {\n  data mnist\n}\n`;

const byItself = (last: string): string =>
  `model Example {\n  input 28x28x1\n  ${last}\n}\ntrain Example {\n  data "my-images"\n}\n`;

export const inputUnlikeData = defineDiagnostic({
  code: "check/input-unlike-data",
  severity: "error",
  title: "the images of the data have another size than the model reads",
  explanation:
    "Images of MNIST and Fashion-MNIST are 28x28x1, those of CIFAR-10 32x32x3, height x width x channels; files of pixels and tables " +
    "keep their size too. A network that was made for slightly larger images reads them with zeros around: LeNet-5 was given digits in " +
    "32x32, which is `input 28x28x1 -> pad 2x2`. Images in class folders are fitted to the input, whatever size they have.\n\n" +
    "What a recipe names is looked at before it is loaded, by the first bytes of a file; `--no-data` leaves that out.",
  failing: onDigits("32x32x1", "conv 5x5x6 -> relu -> maxpool 2", "fc 10"),
  fixed: onDigits("28x28x1 -> pad 2x2", "conv 5x5x6 -> relu -> maxpool 2", "fc 10"),
});

export const tooFewOutputs = defineDiagnostic({
  code: "check/too-few-outputs",
  severity: "error",
  title: "the data has more classes than the model has outputs",
  explanation:
    "The model gives one score for each class, so it needs as many outputs as there are classes: 10 for MNIST, Fashion-MNIST and " +
    "CIFAR-10, and for images in folders as many as there are class folders.",
  failing: onDigits("28x28x1", "fc 9"),
  fixed: onDigits("28x28x1", "fc 10"),
});

export const manyClasses = defineDiagnostic({
  code: "check/too-many-classes",
  severity: "error",
  title: "the data has more classes than a label can name",
  explanation:
    "Labels are one byte in this version, so a data set has at most 256 classes: 0 to 255. Put classes together, or leave some of the " +
    "class folders out.",
});

export const moreOutputsThanClasses = defineDiagnostic({
  code: "lint/more-outputs-than-classes",
  severity: "warning",
  title: "the model has outputs that no class of the data uses",
  explanation:
    "A score without a class is learned to be small, costs memory, and may still be the greatest for an image unlike the others: the " +
    "answer is then a class that does not exist. Mostly the number of classes is that of another data set.",
  failing: onDigits("28x28x1", "fc 12"),
  fixed: onDigits("28x28x1", "fc 10"),
});

export const outputsBeyondLabels = defineDiagnostic({
  code: "lint/outputs-beyond-labels",
  severity: "warning",
  title: "more outputs than labels can name",
  explanation:
    "Labels are one byte in this version, so data for training has at most 256 classes; a set with more is refused. A model with more " +
    "outputs is laid out, counted, compiled and exported all the same.",
  failing: byItself("fc 1000"),
  fixed: byItself("fc 256"),
});
