/**
 * Whether a data set is sound and fits a network. Takes a data set and what the network expects; returns diagnostics, or
 * throws the first. Pure, and walks every label (and every float), so it is called once before training, not per epoch.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Dataset, shapeText } from "./dataset.ts";
import { fail, imageSize, malformedDataset, notFinite, tooManyClasses } from "./diagnostics.ts";
import { labelProblem } from "./labels.ts";

export interface Expected {
  /** Of the network: `[H, W, C]`, or fewer or more places. */
  readonly input: readonly number[];
  /** Outputs of the network. */
  readonly classes: number;
}

/**
 * Throws a `CnncError` (exit 1): `data/malformed`, `data/image-size`, `data/too-many-classes`,
 * `data/label-out-of-range` or `data/not-finite`.
 */
export function checkDataset(dataset: Dataset, expected: Expected): void {
  const problem = datasetProblem(dataset, expected);
  if (problem !== undefined) fail(problem, 1);
}

/** The first thing wrong, for callers with a report at hand. */
export function datasetProblem(dataset: Dataset, expected: Expected): Diagnostic | undefined {
  return (
    lengthsMustAgree(dataset) ??
    inputMustFit(dataset, expected) ??
    classesMustFit(dataset, expected) ??
    labelProblem(dataset.labels, dataset.classes) ??
    valuesMustBeFinite(dataset)
  );
}

function lengthsMustAgree({ images, labels, shape, classes, count, classNames }: Dataset): Diagnostic | undefined {
  const wrong = (message: string, ...notes: readonly string[]) => malformedDataset({ message, notes });
  if (shape.length === 0 || !shape.every(isPositiveInteger))
    return wrong("the shape of the images is no list of sizes", `shape ${shapeText(shape)}`);
  if (!isPositiveInteger(count)) return wrong("the data set holds no images", `count ${count}`);
  if (!isPositiveInteger(classes)) return wrong("the data set has no classes", `classes ${classes}`);
  if (labels.length !== count)
    return wrong("labels and count disagree", `${count} labels expected, ${labels.length} found`);
  const values = shape.reduce((product, d) => product * d, count);
  if (images.length !== values) {
    return wrong(
      "images and count disagree",
      `${count} x ${shapeText(shape)} = ${values} values expected, ${images.length} found`,
    );
  }
  if (classNames !== undefined && classNames.length !== classes) {
    return wrong("class names and classes disagree", `${classes} names expected, ${classNames.length} found`);
  }
  return undefined;
}

function inputMustFit(dataset: Dataset, { input }: Expected): Diagnostic | undefined {
  if (input.length === dataset.shape.length && input.every((size, i) => size === dataset.shape[i])) return undefined;
  return imageSize({
    message: `the images of ${nameOf(dataset)} are ${shapeText(dataset.shape)}, the network takes ${shapeText(input)}`,
    notes: [`input ${shapeText(input)} expected, ${shapeText(dataset.shape)} found`],
    help:
      dataset.shape.length === 1
        ? `choose an input of ${shapeText(dataset.shape)} values: height x width x channels`
        : `write \`input ${shapeText(dataset.shape)}\`, or choose a data set of ${shapeText(input)} images`,
  });
}

function classesMustFit(dataset: Dataset, { classes }: Expected): Diagnostic | undefined {
  if (dataset.classes <= classes) return undefined;
  return tooManyClasses({
    message: `${nameOf(dataset)} has ${dataset.classes} classes, the network has ${classes} outputs`,
    notes: [`at least ${dataset.classes} outputs expected, ${classes} found`],
    help: `give the last layer ${dataset.classes} outputs: \`fc ${dataset.classes}\``,
  });
}

function valuesMustBeFinite({ images, shape }: Dataset): Diagnostic | undefined {
  if (images instanceof Uint8Array) return undefined;
  const bad = images.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return undefined;
  const size = shape.reduce((product, d) => product * d, 1);
  return notFinite({
    message: "an image value is not a finite number",
    notes: [`image ${Math.floor(bad / size)}, value ${bad % size} (both counted from 0) is ${images[bad]}`],
  });
}

function nameOf(dataset: Dataset): string {
  return dataset.name ?? "the data set";
}

function isPositiveInteger(n: number): boolean {
  return Number.isSafeInteger(n) && n > 0;
}
