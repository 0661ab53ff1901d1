/**
 * Cutting one data set in two. Takes a set, the share of the first part and a seed, returns two sets of copies. Pure and
 * the same on every machine: which image goes where depends on the count, the share and the seed alone.
 */
import { splitShare } from "../std/data-sets.ts";
import { type Dataset, type DataSplits, labelsPerImage } from "./dataset.ts";
import { fail, tooFewSamples } from "./diagnostics.ts";

export const SPLIT_SEED = 1;

/**
 * `share` (0 to 1) of the images, chosen at random by `seed`, for training, the rest for test, each part in the order of the
 * set. Each class is shared out alike: it has its share to within one image, a class of two or more has an image in both parts,
 * and a class of one is for training. Within this the parts together are as near to the share as can be. Throws
 * `data/too-few-samples` when nothing would be left for test.
 */
export function splitDataset(dataset: Dataset, share = splitShare, seed = SPLIT_SEED): DataSplits {
  const { count, labels } = dataset;
  const order = shuffledIndices(count, seed);
  // An image with many labels is of no class.
  const classOf = dataset.labelShape === undefined ? (index: number): number => labels[index]! : (): number => 0;
  const left = quotas(order, classOf, share);
  const isTrain = new Uint8Array(count);
  for (const index of order) {
    const quota = left.get(classOf(index))!;
    if (quota === 0) continue;
    left.set(classOf(index), quota - 1);
    isTrain[index] = 1;
  }
  const indices = Uint32Array.from(order).sort();
  return {
    train: subset(
      dataset,
      indices.filter((index) => isTrain[index] === 1),
    ),
    test: subset(
      dataset,
      indices.filter((index) => isTrain[index] === 0),
    ),
  };
}

/**
 * How many of each class are for training: the whole part of its share; those still lacking to the share of the whole set go to
 * the largest fractions, among equal ones to the class that the shuffled order names first.
 */
function quotas(order: Uint32Array, classOf: (index: number) => number, share: number): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const index of order) sizes.set(classOf(index), (sizes.get(classOf(index)) ?? 0) + 1);
  if ([...sizes.values()].every((size) => size < 2)) refuseSplit(order.length);
  const wanted = [...sizes].map(([label, size]) => {
    const whole = Math.floor(size * share);
    const least = withinClass(whole, size);
    return { label, quota: least, most: withinClass(whole + 1, size), fraction: size * share - whole };
  });
  let lacking = Math.round(order.length * share) - wanted.reduce((sum, { quota }) => sum + quota, 0);
  for (const one of wanted.sort((a, b) => b.fraction - a.fraction)) {
    if (lacking <= 0) break;
    if (one.fraction < 1e-9 || one.quota === one.most) continue;
    one.quota = one.most;
    lacking--;
  }
  return new Map(wanted.map(({ label, quota }) => [label, quota]));
}

/** At least one for training; at least one for test where there are two. */
function withinClass(quota: number, size: number): number {
  return size === 1 ? 1 : Math.min(size - 1, Math.max(1, quota));
}

function refuseSplit(count: number): never {
  const [message, note] =
    count < 2
      ? ["a data set of one image cannot be split", `at least 2 images expected, ${count} found`]
      : ["no class has an image to spare for a test part", `each class has 1 image, ${count} images in all`];
  const help =
    "add images, or give a test part of its own (folders `train` and `test`, files `train.csv` and `test.csv`)";
  fail(tooFewSamples({ message, notes: [note], help }), 1);
}

/** The images at the indices, in their order, as copies. */
export function subset(dataset: Dataset, indices: Uint32Array): Dataset {
  const size = dataset.shape.reduce((product, d) => product * d, 1);
  const { images, labels } = dataset;
  const chosenImages =
    images instanceof Uint8Array ? new Uint8Array(indices.length * size) : new Float32Array(indices.length * size);
  const perImage = labelsPerImage(dataset);
  const length = indices.length * perImage;
  const chosenLabels = labels instanceof Uint8Array ? new Uint8Array(length) : new Int32Array(length);
  for (const [to, from] of indices.entries()) {
    chosenImages.set(images.subarray(from * size, (from + 1) * size), to * size);
    chosenLabels.set(labels.subarray(from * perImage, (from + 1) * perImage), to * perImage);
  }
  return { ...dataset, images: chosenImages, labels: chosenLabels, count: indices.length };
}

/** Fisher and Yates, drawing with a counter-based generator, so that no state is kept. */
function shuffledIndices(count: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((mix(seed, i) / 2 ** 32) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** 32 well mixed bits of seed and counter: the finalizer of MurmurHash3 (Appleby), twice. */
function mix(seed: number, counter: number): number {
  return finalize(finalize(seed >>> 0) ^ Math.imul(counter, 0x9e3779b9)) >>> 0;
}

function finalize(x: number): number {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
