/**
 * What a training does to its images, and the record of it. Takes the parts of a data set as they were read; returns them as the
 * network is to see them, the record for the module's manifest, and warnings. Pure but for inverting, which changes the arrays
 * that are given: a set may fill half of the memory. Later sets for the same network are for `prepareLike`.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ImageStatistics, Preparation } from "../runtime/index.ts";
import type { Dataset, DataSplits } from "./dataset.ts";
import { fail, floatRange, partRanges, unknownRange } from "./diagnostics.ts";
import { measureImages } from "./image-levels.ts";
import { type ByteScale, numberRange, rangeText } from "./number-range.ts";
import { invertBytes } from "./prepare-image.ts";
import { channelStatistics } from "./statistics.ts";

export interface TrainingOptions {
  /** Inverts every image: drawings dark on white for a network of light on black, or the other way round. */
  readonly invert?: boolean;
  /** The recipe's. */
  readonly normalize?: "auto" | { readonly mean: readonly number[]; readonly std: readonly number[] };
}

export interface PreparedTraining {
  readonly data: DataSplits;
  readonly preparation: Preparation;
  readonly warnings: readonly Diagnostic[];
}

/** Throws `data/unknown-range` where images are to be inverted whose range does not tell what white is. */
export function prepareTraining(
  data: DataSplits,
  { invert = false, normalize }: TrainingOptions = {},
): PreparedTraining {
  const { train } = data;
  const fromFiles = isFromFiles(data);
  const { range, ofByte } = numberRange(train, fromFiles);
  const warnings = [...rangeWarnings(train, range, ofByte), ...partWarnings(data, ofByte, fromFiles)];
  if (invert) invertParts(data, ofByte, range);
  const color = colorOf(train.shape);
  const sizes = sizesOf(data);
  const normalization = normalize === "auto" ? channelStatistics(train) : normalize;
  const measured = color !== undefined && ofByte !== undefined ? measure(train, ofByte) : undefined;
  const preparation: Preparation = {
    numbers: train.images instanceof Uint8Array ? "bytes" : "floats",
    range: invert && ofByte !== undefined ? inverted(range, ofByte) : range,
    ...(ofByte === undefined ? {} : { ofByte }),
    ...(color === undefined ? {} : { color }),
    fit: "inside",
    orientation: "applied",
    inverted: invert,
    ...(normalization === undefined ? {} : { normalization: { mean: normalization.mean, std: normalization.std } }),
    ...(measured === undefined ? {} : { statistics: { ...measured, ...(sizes === undefined ? {} : { sizes }) } }),
  };
  return { data, preparation, warnings };
}

/**
 * The parts of a set as a network that was trained before wants them: inverted where its training was, or where it is asked for.
 * `other`: the set is not the one of the training, and its numbers are put on the training's scale.
 */
export function prepareLike(
  data: DataSplits,
  preparation: Preparation | undefined,
  { invert = false, other = false }: { readonly invert?: boolean; readonly other?: boolean } = {},
): DataSplits {
  const scaled = other && preparation !== undefined ? scaleParts(data, preparation) : data;
  if (invert !== (preparation?.inverted ?? false)) {
    const own = numberRange(scaled.train, isFromFiles(scaled));
    invertParts(scaled, preparation?.ofByte ?? own.ofByte, own.range);
  }
  return scaled;
}

/** Gray or color, where an image file can fill the input. */
function colorOf(shape: readonly number[]): Preparation["color"] {
  if (shape.length !== 3) return undefined;
  return shape[2] === 1 ? "gray" : shape[2] === 3 ? "color" : undefined;
}

function isFromFiles({ reading }: DataSplits): boolean {
  // Without a word on where the bytes come from, they are taken for those of images.
  return reading === undefined || (reading.format !== "npz" && reading.format !== "csv");
}

function sizesOf({ reading, train }: DataSplits): ImageStatistics["sizes"] {
  if (reading?.sizes !== undefined) return reading.sizes;
  const isPixels = reading?.format === "idx" || reading?.format === "cifar";
  const size = train.shape.slice(0, 2);
  return isPixels ? { smallest: size, largest: size } : undefined;
}

function measure({ images, shape, count }: Dataset, { scale, offset }: ByteScale): ImageStatistics {
  const size = shape.reduce((product, d) => product * d, 1);
  if (images instanceof Uint8Array)
    return measureImages(count, shape, (i) => images.subarray(i * size, (i + 1) * size));
  const bytes = new Uint8ClampedArray(size);
  const view = new Uint8Array(bytes.buffer);
  return measureImages(count, shape, (i) => {
    for (let k = 0; k < size; k++) bytes[k] = (images[i * size + k]! - offset) / scale;
    return view;
  });
}

function rangeWarnings(
  { images, shape }: Dataset,
  range: readonly [number, number],
  ofByte: ByteScale | undefined,
): readonly Diagnostic[] {
  const [height = 1, width = 1] = shape;
  const isImage = colorOf(shape) !== undefined && height > 1 && width > 1;
  if (images instanceof Uint8Array || !isImage || (range[0] >= 0 && range[1] <= 1)) return [];
  const message = `the training images are floats from ${rangeText(range)}`;
  const white = ofByte === undefined ? undefined : ofByte.offset + 255 * ofByte.scale;
  const assumed =
    white === undefined
      ? "which of them white is, is not known: `cnnc predict` will refuse image files"
      : `black is taken to be ${ofByte!.offset} and white ${white}: \`cnnc predict\` converts image files to that`;
  const help = "save bytes (`uint8`) or floats 0 to 1, and write `normalize auto` into the recipe";
  return [floatRange({ message, notes: [assumed], help })];
}

function partWarnings(
  { train, validation, test }: DataSplits,
  ofByte: ByteScale | undefined,
  fromFiles: boolean,
): readonly Diagnostic[] {
  const trained = numberRange(train, fromFiles).range;
  return [["validation", validation] as const, ["test", test] as const].flatMap(([name, part]) => {
    if (part === undefined || ofByte === undefined) return [];
    const own = numberRange(part, fromFiles);
    if (own.ofByte === undefined || isSame(own.ofByte, ofByte)) return [];
    const message = `the training images are numbers from ${rangeText(trained)}, the ${name} images from ${rangeText(own.range)}`;
    return [partRanges({ message, help: "scale all parts alike where the file is written" })];
  });
}

function scaleParts(data: DataSplits, { ofByte, numbers }: Preparation): DataSplits {
  const fromFiles = isFromFiles(data);
  const scale = (part: Dataset): Dataset => {
    const own = numberRange(part, fromFiles);
    if (own.ofByte !== undefined && ofByte !== undefined) {
      return isSame(own.ofByte, ofByte) ? part : { ...part, images: rescaled(part.images, own.ofByte, ofByte) };
    }
    // Neither tells: numbers of one kind are taken to be on one scale, as those of the training's own test part are.
    if ((numbers === "bytes") === part.images instanceof Uint8Array) return part;
    const message = `the network was trained on ${numbers}, the images are numbers from ${rangeText(own.range)}`;
    return fail(unknownRange({ message, help: "save the images as the training images were" }), 1);
  };
  const { train, validation, test } = data;
  return {
    ...data,
    train: scale(train),
    test: scale(test),
    ...(validation === undefined ? {} : { validation: scale(validation) }),
  };
}

function rescaled(images: Dataset["images"], from: ByteScale, to: ByteScale): Float32Array {
  const divisor = images instanceof Uint8Array ? 1 : from.scale;
  const offset = images instanceof Uint8Array ? 0 : from.offset;
  const width = to.scale * 255;
  return Float32Array.from(images, (value) => (((value - offset) / divisor) * width) / 255 + to.offset);
}

function invertParts(
  { train, validation, test }: DataSplits,
  ofByte: ByteScale | undefined,
  range: readonly [number, number],
): void {
  if (ofByte === undefined) {
    const message = `images of numbers from ${rangeText(range)} cannot be inverted: what white is among them, is not known`;
    fail(unknownRange({ message, help: "save the images as bytes 0 to 255 (`uint8`)" }), 1);
  }
  const sum = 2 * ofByte.offset + 255 * ofByte.scale;
  for (const images of new Set([train, validation, test].map((part) => part?.images))) {
    if (images instanceof Uint8Array) invertBytes(images);
    else if (images !== undefined) for (let i = 0; i < images.length; i++) images[i] = sum - images[i]!;
  }
}

function inverted([least, most]: readonly [number, number], { scale, offset }: ByteScale): readonly [number, number] {
  const sum = 2 * offset + 255 * scale;
  return [sum - most, sum - least];
}

function isSame(a: ByteScale, b: ByteScale): boolean {
  return a.scale === b.scale && a.offset === b.offset;
}
