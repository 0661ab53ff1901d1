/**
 * Whether a data set is sound and fits a network. Takes a data set and what the network expects; returns diagnostics, or
 * throws the first. Pure, and walks every label (and every float), so it is called once before training, not per epoch.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Dataset, labelsPerImage, shapeText } from "./dataset.ts";
import { fail, imageSize, labelPlaces, malformedDataset, notFinite, tooManyClasses } from "./diagnostics.ts";
import { dataLimits } from "./limits.ts";
import { countFromOne, labelProblem } from "./labels.ts";

export interface Expected {
  /** Of the network: `[H, W, C]`, or fewer or more places. */
  readonly input: readonly number[];
  /** Outputs of the network, for one label. */
  readonly classes: number;
  /** Places of the network's output that have a label each; absent: the image has one. */
  readonly labels?: readonly number[];
}

/** What a network expects, from the shapes of its input and output; `labels` as `ops/label-places.ts` finds them. */
export function expectedBy(input: readonly number[], output: readonly number[], labels?: readonly number[]): Expected {
  const outputs = output.reduce((product, size) => product * size, 1);
  return labels === undefined ? { input, classes: outputs } : { input, classes: output.at(-1)!, labels };
}

/**
 * Throws a `CnncError` (exit 1): `data/malformed`, `data/image-size`, `data/label-places`, `data/too-many-classes`,
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
    placesMustFit(dataset, expected) ??
    classesMustFit(dataset, expected) ??
    labelProblem(dataset.labels, dataset.classes) ??
    valuesMustBeFinite(dataset)
  );
}

function lengthsMustAgree(dataset: Dataset): Diagnostic | undefined {
  const { images, labels, shape, classes, count, classNames, labelShape } = dataset;
  const wrong = (message: string, ...notes: readonly string[]) => malformedDataset({ message, notes });
  if (shape.length === 0 || !shape.every(isPositiveInteger))
    return wrong("the shape of the images is no list of sizes", `shape ${shapeText(shape)}`);
  if (!isPositiveInteger(count)) return wrong("the data set holds no images", `count ${count}`);
  if (!isPositiveInteger(classes)) return wrong("the data set has no classes", `classes ${classes}`);
  if (labels.length !== count * labelsPerImage(dataset)) {
    const expected = labelShape === undefined ? count : `${count} x ${shapeText(labelShape)}`;
    return wrong("labels and count disagree", `${expected} labels expected, ${labels.length} found`);
  }
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

/** One label for an image on both sides, or maps of one size. */
function placesMustFit(dataset: Dataset, { labels }: Expected): Diagnostic | undefined {
  const { labelShape } = dataset;
  if (labelShape?.join() === labels?.join()) return undefined;
  const places = (shape: readonly number[]): string =>
    shape.length === 1 ? `${shape[0]} places` : `${shape.join("·")} = ${labelsPerImage({ labelShape: shape })} places`;
  const answers =
    labels === undefined ? "the network answers once" : `the network answers at ${shapeText(labels)} places`;
  const has = labelShape === undefined ? "one label" : `labels at ${shapeText(labelShape)} places`;
  const help =
    labels === undefined
      ? `let the network end in a map of ${shapeText(labelShape!)}: \`conv 1x1x${dataset.classes}\` behind its last map`
      : labelShape === undefined
        ? "end the network in a list, or give label maps: `y_train` of N x H x W in an .npz, or `images` and `masks` folders"
        : `make the label maps ${shapeText(labels)}, or let the network end in a map of ${shapeText(labelShape)}`;
  return labelPlaces({
    message: `the images of ${nameOf(dataset)} have ${has}, ${answers}`,
    notes: [
      `${labels === undefined ? "1 label" : places(labels)} expected for an image, ${labelShape === undefined ? "1 label" : places(labelShape)} found`,
    ],
    help,
  });
}

function classesMustFit(dataset: Dataset, { classes, labels }: Expected): Diagnostic | undefined {
  if (dataset.classes > dataLimits.labelClasses) {
    return tooManyClasses({
      message: `${nameOf(dataset)} has ${dataset.classes} classes, a label is one of at most ${dataLimits.labelClasses}`,
      notes: [`the largest label is ${dataset.classes - 1}: a module keeps labels in bytes, 0 to 255`],
      help: "number the classes from 0 in steps of 1, or choose another column or array as the label",
    });
  }
  if (dataset.classes <= classes) return undefined;
  if (labels !== undefined) {
    return tooManyClasses({
      message: `${nameOf(dataset)} has ${dataset.classes} classes, the network has ${classes} scores at each place`,
      notes: [
        `the largest label is ${dataset.classes - 1}: at least ${dataset.classes} channels expected, ${classes} found`,
      ],
      help:
        dataset.classes > 64
          ? "number the classes of the label maps from 0 in steps of 1: a mask of 0 and 255 has 256 classes, one of 0 and 1 has 2"
          : `give the last layer ${dataset.classes} channels: \`conv 1x1x${dataset.classes}\``,
    });
  }
  return tooManyClasses({
    message: `${nameOf(dataset)} has ${dataset.classes} classes, the network has ${classes} outputs`,
    notes: [`at least ${dataset.classes} outputs expected, ${classes} found`],
    help: countFromOne(dataset.labels, classes)
      ? `the labels count from 1 to ${classes}: subtract 1 from each (\`y - 1\`), or give the last layer ${dataset.classes} outputs, of which the first is never the answer`
      : `give the last layer ${dataset.classes} outputs: \`fc ${dataset.classes}\``,
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
