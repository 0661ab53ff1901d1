/**
 * Labeled images as the runtime takes them: one structural type that any source fits, and the checks of such a value
 * against a module. Takes arrays, throws `runtime/bad-dataset`; pure. Finding and decoding data is for `cnnc/data` or the page.
 */
import type { Manifest } from "../wasm/abi.ts";
import { RuntimeError } from "./errors.ts";
import { classCount, elements, labelsPerImage } from "./manifest.ts";

/** Bytes 0..255 stand for 0..1; floats stand for themselves. Image after image, each in H, W, C order. */
export type Images = Uint8Array | Float32Array;

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

/** Batches made on the way; a function gives a new pass over the same set, as several epochs need. */
export type BatchSource = AsyncIterable<Batch> | Iterable<Batch> | (() => AsyncIterable<Batch> | Iterable<Batch>);

export function isDataset(source: Dataset | BatchSource): source is Dataset {
  return typeof source === "object" && "images" in source && "labels" in source;
}

/** Number of images of a set that fits the module. */
export function checkDataset(dataset: Dataset, manifest: Manifest): number {
  const { images, labels, shape } = dataset;
  const { input } = manifest;
  if (shape.length !== input.length || shape.some((size, i) => size !== input[i])) {
    throw bad(`the images are ${shape.join("x")}, the network takes ${input.join("x")}`);
  }
  const count = countImages(images, manifest, imagesOf(labels.length, manifest, images));
  checkLabels(labels, count, manifest);
  return count;
}

/** Images in the array; with `expected`, it must be that many. */
export function countImages(images: Images, manifest: Manifest, expected?: number): number {
  if (!(images instanceof Uint8Array) && !(images instanceof Float32Array)) {
    throw bad("images are neither a Uint8Array nor a Float32Array");
  }
  const size = elements(manifest.input);
  const count = expected ?? images.length / size;
  if (!Number.isSafeInteger(count) || count < 0 || images.length !== count * size) {
    const wanted = expected === undefined ? `a multiple of ${size}` : `${count} x ${size} = ${count * size}`;
    throw bad(`the images hold ${images.length} values, ${wanted} expected`);
  }
  return count;
}

/** Images that so many labels are of. */
function imagesOf(labels: number, manifest: Manifest, images: Images): number {
  const places = labelsPerImage(manifest);
  if (labels % places === 0) return labels / places;
  throw wrongCount(labels, images.length / elements(manifest.input), manifest);
}

/** Labels must be class numbers of the module, and fit the byte the module keeps them in. */
export function checkLabels(labels: Labels, count: number, manifest: Manifest): void {
  const places = labelsPerImage(manifest);
  if (labels.length !== count * places) throw wrongCount(labels.length, count, manifest);
  const classes = classCount(manifest);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes || label > 255) {
      const where = places === 1 ? "" : `place ${i % places} of `;
      throw bad(
        `label ${label} of ${where}image ${Math.floor(i / places)} is not a class from 0 to ${Math.min(classes, 256) - 1}`,
      );
    }
  }
}

function wrongCount(found: number, images: number, manifest: Manifest): RuntimeError {
  const places = labelsPerImage(manifest);
  if (places === 1) return bad(`${images} images have ${found} labels`);
  return bad(
    `${images} images have ${found} labels; the network has one for each of ${manifest.labels!.join("x")} = ${places} places of an image: ${images} x ${places} = ${images * places} expected`,
  );
}

function bad(message: string): RuntimeError {
  return new RuntimeError("runtime/bad-dataset", message);
}
