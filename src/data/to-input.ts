/**
 * An image as the input of a network. Takes pixels and the input's shape, returns floats in 0..1, H, W, C order; throws
 * `data/input-channels` for inputs that are neither gray nor RGB. Pure. What a training did to its images besides (range of the
 * numbers, inversion) is `prepare-image.ts`; the recipe's `normalize` is applied by the module.
 *
 * The rule: alpha on white; to gray by the luma of BT.601 (0.299 R + 0.587 G + 0.114 B) or to RGB by repeating; resized by
 * one factor, min(H/h, W/w), with the area average when shrinking and bilinear interpolation (pixel centers at halves) when
 * growing; centered, the rest filled with the mean color of the image's border.
 */
import { shapeText } from "./dataset.ts";
import { fail, inputChannels } from "./diagnostics.ts";
import type { Image } from "./image.ts";

export interface ToInputOptions {
  /** Inverts the image (1 - value), such as a drawing dark on white for a network of light on black. Default `false`. */
  readonly invert?: boolean;
}

/** `H·W·C` floats in 0..1 for an input `[H, W, C]` with C 1 or 3. `prepareImage` does what a training did besides. */
export function toInput(image: Image, shape: readonly number[], { invert = false }: ToInputOptions = {}): Float32Array {
  const fitted = fitImage(image, shape);
  return invert ? fitted.map((value) => 1 - value) : fitted;
}

export function fitImage(image: Image, shape: readonly number[]): Float32Array {
  const [height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 3 || (channels !== 1 && channels !== 3)) {
    const notes = ["1 or 3 channels expected", `${channels} found`];
    fail(inputChannels({ message: `an image file cannot fill an input of ${shapeText(shape)}`, notes }), 1);
  }
  return resizeInto(image, height, width, channels, borderMean(image, channels));
}

/** The same as bytes, as a data set holds it: each to the nearest. */
export function toBytes(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(values[i]! * 255);
  return bytes;
}

/** One output pixel along an axis: from which input pixel on, with which weights (they sum to 1). */
interface Tap {
  readonly start: number;
  readonly weights: readonly number[];
}

/** Where an image stands in a larger or smaller one that it fits whole: resized by one factor, centered. */
export function fitInside(image: Pick<Image, "height" | "width">, height: number, width: number) {
  const scale = Math.min(height / image.height, width / image.width);
  const innerHeight = Math.min(height, Math.max(1, Math.round(image.height * scale)));
  const innerWidth = Math.min(width, Math.max(1, Math.round(image.width * scale)));
  return { innerHeight, innerWidth, top: (height - innerHeight) >> 1, left: (width - innerWidth) >> 1 };
}

function resizeInto(
  image: Image,
  height: number,
  width: number,
  channels: 1 | 3,
  border: readonly number[],
): Float32Array {
  const { innerHeight, innerWidth, top, left } = fitInside(image, height, width);
  const rows = taps(image.height, innerHeight);
  const columns = taps(image.width, innerWidth);
  const result = new Float32Array(height * width * channels);
  for (let i = 0; i < result.length; i++) result[i] = border[i % channels]!;
  const line = new Float64Array(image.width * channels);
  const sum = new Float64Array(innerWidth * channels);
  for (const [y, row] of rows.entries()) {
    sum.fill(0);
    for (const [r, rowWeight] of row.weights.entries()) {
      readLine(image, row.start + r, channels, line);
      for (const [x, column] of columns.entries()) {
        for (let c = 0; c < channels; c++) {
          let value = 0;
          for (let k = 0; k < column.weights.length; k++) {
            value += column.weights[k]! * line[(column.start + k) * channels + c]!;
          }
          sum[x * channels + c]! += rowWeight * value;
        }
      }
    }
    result.set(sum, ((top + y) * width + left) * channels);
  }
  return result;
}

function taps(from: number, to: number): readonly Tap[] {
  return Array.from({ length: to }, (_, i) => (to < from ? areaTap(i, from, to) : linearTap(i, from, to)));
}

/** Shrinking: each input pixel weighs as much as it is covered by the output pixel. */
function areaTap(i: number, from: number, to: number): Tap {
  const low = (i * from) / to;
  const high = ((i + 1) * from) / to;
  const start = Math.floor(low);
  const end = Math.min(from, Math.ceil(high));
  const weights = Array.from({ length: end - start }, (_, k) => {
    const covered = Math.min(high, start + k + 1) - Math.max(low, start + k);
    return (covered * to) / from;
  });
  return { start, weights };
}

/** Growing: between the two nearest pixel centers; beyond the outermost ones, those themselves. */
function linearTap(i: number, from: number, to: number): Tap {
  const center = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
  const start = Math.floor(center);
  const share = center - start;
  return share === 0 ? { start, weights: [1] } : { start, weights: [1 - share, share] };
}

/** A row as gray or RGB in 0..1. */
function readLine(image: Image, y: number, channels: 1 | 3, line: Float64Array): void {
  if (image.channels === channels) {
    // What most data sets are; several times as fast as pixel by pixel, and the same.
    const from = y * line.length;
    for (let i = 0; i < line.length; i++) line[i] = image.data[from + i]! / 255;
    return;
  }
  for (let x = 0; x < image.width; x++) readPixel(image, y * image.width + x, channels, line, x * channels);
}

function readPixel(
  { data, channels: stored }: Image,
  pixel: number,
  channels: 1 | 3,
  to: Float64Array,
  at: number,
): void {
  const from = pixel * stored;
  const alpha = stored % 2 === 0 ? data[from + stored - 1]! / 255 : 1;
  const onWhite = (value: number) => (alpha === 1 ? value : 255 + (value - 255) * alpha) / 255;
  const red = onWhite(data[from]!);
  const green = stored < 3 ? red : onWhite(data[from + 1]!);
  const blue = stored < 3 ? red : onWhite(data[from + 2]!);
  if (channels === 3) {
    to[at] = red;
    to[at + 1] = green;
    to[at + 2] = blue;
  } else {
    // Equal components stay exactly what they are, whatever the weights round to.
    to[at] = red === green && green === blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue;
  }
}

/** The mean color of the outermost pixels, 0..1. */
function borderMean(image: Image, channels: 1 | 3): readonly number[] {
  const { width, height } = image;
  const sums = new Float64Array(channels);
  const pixel = new Float64Array(channels);
  let count = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step, count++) {
      readPixel(image, y * width + x, channels, pixel, 0);
      for (let c = 0; c < channels; c++) sums[c]! += pixel[c]!;
    }
  }
  return Array.from(sums, (sum) => sum / count);
}
