/**
 * Labeled images as the runtime takes them: one structural type that any source fits, and the checks of such a value
 * against a module. Takes arrays, throws `runtime/bad-dataset`; pure. Finding and decoding data is for `cnnc/data` or the page.
 */
import type { Manifest } from "../wasm/abi.ts";
import { isArrayLike, isObject, show } from "./arguments.ts";
import type { RuntimeError } from "./errors.ts";
import { badSet, checkFinite, checkImages, type Images } from "./images.ts";
import { classCount, elements, labelsPerImage } from "./manifest.ts";

export type { Images } from "./images.ts";

export type Labels = ArrayLike<number>;

/**
 * A whole set in memory. `shape` is `[H, W, C]`; `labels` are class numbers from 0: one for each image, or, image after image and
 * row after row, one for each place that `manifest.labels` says.
 */
export interface Dataset {
  readonly images: Images;
  readonly labels: Labels;
  readonly shape: readonly number[];
  readonly classes?: number;
}

/** A few images at a time, at most the module's batch. */
export interface Batch {
  readonly images: Images;
  readonly labels: Labels;
}

type Pass = AsyncIterable<Batch> | Iterable<Batch>;

/**
 * Batches made on the way; a function gives a new pass over the same set, as several epochs need. `count`: images of a pass, for
 * schedules whose rate follows the steps; without it they are counted in a pass of its own before the first epoch.
 */
export type BatchSource = (Pass | (() => Pass)) & { readonly count?: number };

export function isDataset(source: unknown): source is Dataset {
  return isObject(source) && "images" in source && "labels" in source;
}

/** A set or batches; throws for what is neither. */
export function checkSource(call: string, source: unknown): asserts source is Dataset | BatchSource {
  if (isDataset(source) || typeof source === "function" || isPass(source)) return;
  throw badSet(
    `${call} is given ${show(source)}: a set { images, labels, shape } or batches { images, labels } are expected`,
  );
}

function isPass(value: unknown): value is Pass {
  return isObject(value) && !ArrayBuffer.isView(value) && (Symbol.asyncIterator in value || Symbol.iterator in value);
}

/** A pass over the batches. */
export function openBatches(source: BatchSource): Pass {
  const pass: unknown = typeof source === "function" ? source() : source;
  if (isPass(pass)) return pass;
  throw badSet(`the function gives ${show(pass)}, which is no pass over batches: an iterable is expected`);
}

/** Number of images of a set that fits the module. */
export function checkDataset(dataset: unknown, manifest: Manifest): number {
  if (!isDataset(dataset)) throw badSet(`a set is ${show(dataset)}: { images, labels, shape } is expected`);
  const shape: unknown = dataset.shape;
  const { input } = manifest;
  if (!Array.isArray(shape))
    throw badSet(`the shape of a set is ${show(shape)}, the network takes shape: [${input.join(", ")}]`);
  if (shape.length !== input.length || shape.some((size, i) => size !== input[i])) {
    throw badSet(`the images are ${shape.join("x")}, the network takes ${input.join("x")}`);
  }
  return checkBatch(dataset, manifest);
}

/** Number of images of a batch that fits the module. */
export function checkBatch(batch: unknown, manifest: Manifest): number {
  if (!isDataset(batch)) throw badSet(`a batch is ${show(batch)}: { images, labels } is expected`);
  const images = checkImages(batch.images, manifest);
  const count = imagesOf(batch.labels, images, manifest);
  const size = elements(manifest.input);
  if (images.length !== count * size)
    throw badSet(`the images hold ${images.length} values, ${count} x ${size} = ${count * size} expected`);
  checkLabels(batch.labels, count, manifest);
  checkFinite(images, manifest);
  return count;
}

/** Images that so many labels are of. */
function imagesOf(labels: unknown, images: Images, manifest: Manifest): number {
  if (!isArrayLike(labels)) throw badSet(`labels are ${show(labels)}: class numbers in a list or array are expected`);
  const places = labelsPerImage(manifest);
  if (labels.length % places === 0) return labels.length / places;
  throw wrongCount(labels.length, images.length / elements(manifest.input), manifest);
}

/** Labels must be class numbers of the module, and fit the byte the module keeps them in. */
export function checkLabels(labels: ArrayLike<unknown>, count: number, manifest: Manifest): void {
  const places = labelsPerImage(manifest);
  if (labels.length !== count * places) throw wrongCount(labels.length, count, manifest);
  const classes = classCount(manifest);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!Number.isInteger(label) || (label as number) < 0 || (label as number) >= classes || (label as number) > 255) {
      const where = places === 1 ? "" : `place ${i % places} of `;
      throw badSet(
        `label ${show(label)} of ${where}image ${Math.floor(i / places)} is not a class from 0 to ${Math.min(classes, 256) - 1}`,
      );
    }
  }
}

function wrongCount(found: number, images: number, manifest: Manifest): RuntimeError {
  const places = labelsPerImage(manifest);
  if (places === 1) return badSet(`${images} images have ${found} labels`);
  return badSet(
    `${images} images have ${found} labels; the network has one for each of ${manifest.labels!.join("x")} = ${places} places of an image: ${images} x ${places} = ${images * places} expected`,
  );
}
