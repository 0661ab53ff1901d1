/**
 * Labeled images as the runtime takes them: one structural type that any source fits, and the checks of such a value
 * against a module. Takes arrays, throws `runtime/bad-dataset`; pure. Finding and decoding data is for `cnnc/data` or the page.
 */
import type { Manifest } from "../wasm/abi.ts";
import { RuntimeError } from "./errors.ts";
import { elements } from "./manifest.ts";

/** Bytes 0..255 stand for 0..1; floats stand for themselves. Image after image, each in H, W, C order. */
export type Images = Uint8Array | Float32Array;

export type Labels = ArrayLike<number>;

/** A whole set in memory. `shape` is `[H, W, C]`; `labels` are class numbers from 0. */
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
  const count = countImages(images, manifest, labels.length);
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

/** Labels must be class numbers of the module, and fit the byte the module keeps them in. */
export function checkLabels(labels: Labels, count: number, manifest: Manifest): void {
  if (labels.length !== count) throw bad(`${count} images have ${labels.length} labels`);
  const classes = elements(manifest.output);
  for (let i = 0; i < count; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes || label > 255) {
      throw bad(`label ${label} of image ${i} is not a class from 0 to ${Math.min(classes, 256) - 1}`);
    }
  }
}

function bad(message: string): RuntimeError {
  return new RuntimeError("runtime/bad-dataset", message);
}
