/**
 * Cutting one data set in two. Takes a set, the share of the first part and a seed, returns two sets of copies. Pure and
 * the same on every machine: which image goes where depends on the count, the share and the seed alone.
 */
import { type Dataset, type DataSplits, labelsPerImage } from "./dataset.ts";
import { fail, tooFewSamples } from "./diagnostics.ts";

/**
 * `share` (0 to 1) of the images, chosen at random by `seed`, for training, the rest for test. Each class is shared out alike,
 * to the nearest whole image, so that a class of few images stands in both parts; the parts together have exactly the share,
 * at least one image each, and keep the order of the set. Throws `data/too-few-samples` when the set has one image only.
 */
export function splitDataset(dataset: Dataset, share = 0.9, seed = 1): DataSplits {
  const { count, labels } = dataset;
  if (count < 2) {
    fail(
      tooFewSamples({
        message: "a data set of one image cannot be split",
        notes: ["at least 2 images expected, 1 found"],
      }),
      1,
    );
  }
  const total = Math.min(count - 1, Math.max(1, Math.round(count * share)));
  const order = shuffledIndices(count, seed);
  // An image with many labels is of no class.
  const classOf = dataset.labelShape === undefined ? (index: number): number => labels[index]! : (): number => 0;
  const left = quotas(order, classOf, share, total);
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
 * How many of each class are for training: the whole part of its share; those still lacking go to the largest fractions, among
 * equal ones to the class that the shuffled order names first.
 */
function quotas(
  order: Uint32Array,
  classOf: (index: number) => number,
  share: number,
  total: number,
): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const index of order) sizes.set(classOf(index), (sizes.get(classOf(index)) ?? 0) + 1);
  const wanted = [...sizes].map(([label, size]) => ({ label, size, whole: Math.floor(size * share) }));
  const lacking = total - wanted.reduce((sum, { whole }) => sum + whole, 0);
  wanted.sort((a, b) => b.size * share - b.whole - (a.size * share - a.whole));
  // One too many is possible where every part needs an image.
  const found = new Map(wanted.map(({ label, whole }, i) => [label, whole + (i < lacking ? 1 : 0)]));
  for (let over = -lacking; over > 0; over--) {
    const [label, quota] = [...found].find(([, n]) => n > 0)!;
    found.set(label, quota - 1);
  }
  return found;
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
