/**
 * Numbers as pictures: an image of a data set, a filter, a feature map. Takes values in H, W, C order over one, two or three
 * place axes, returns 8-bit pixels, gray or RGB; and sheets of many pictures on a grid. Pure; files and pages are others'.
 */
import type { Image } from "../data/image.ts";

/** What is black and what is white. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Bytes are 0..255. Floats are 0..1 where they keep within it, else from the least to the greatest. */
export function rangeOf(values: Uint8Array | Float32Array): Range {
  if (values instanceof Uint8Array) return { low: 0, high: 255 };
  const { low, high } = extentOf(values);
  return low >= 0 && high <= 1 ? { low: 0, high: 1 } : { low, high };
}

/** Values that are no numbers are left out; nothing at all is 0..1. */
export function extentOf(values: ArrayLike<number>): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? { low, high } : { low: 0, high: 1 };
}

/** As wide as zero is in the middle of it. */
export function symmetric({ low, high }: Range): Range {
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return { low: -most, high: most };
}

/**
 * An image `[H, W, C]` in gray or, with three channels or more, in the color of the first three. A sequence `[L, C]` has a
 * row for each channel; of a volume `[D, H, W, C]` the middle slice is shown.
 */
export function pictureOf(shape: readonly number[], values: ArrayLike<number>, range: Range): Image {
  if (shape.length === 2) {
    const [length, channels] = shape as [number, number];
    return paint(length, channels, 1, (x, y) => values[x * channels + y]!, range);
  }
  const [height, width, channels] = shape.slice(-3) as [number, number, number];
  const slice = shape.length === 4 ? Math.floor(shape[0]! / 2) * height * width * channels : 0;
  const colors = channels >= 3 ? 3 : 1;
  return paint(width, height, colors, (x, y, c) => values[slice + (y * width + x) * channels + c]!, range);
}

/** One channel of `[…, C]` in gray. */
export function channelPicture(
  shape: readonly number[],
  values: ArrayLike<number>,
  channel: number,
  range: Range,
): Image {
  const [width, channels] = shape.slice(-2) as [number, number];
  const height = shape.length === 2 ? 1 : shape.at(-3)!;
  const slice = shape.length === 4 ? Math.floor(shape[0]! / 2) * height * width * channels : 0;
  return paint(width, height, 1, (x, y) => values[slice + (y * width + x) * channels + channel]!, range);
}

export function paint(
  width: number,
  height: number,
  channels: 1 | 3,
  valueAt: (x: number, y: number, c: number) => number,
  { low, high }: Range,
): Image {
  const data = new Uint8Array(width * height * channels);
  const scale = high > low ? 255 / (high - low) : 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++, at++) {
        data[at] = Math.max(0, Math.min(255, Math.round((valueAt(x, y, c) - low) * scale)));
      }
    }
  }
  return { width, height, channels, data };
}

export interface SheetOptions {
  readonly columns: number;
  /** Each pixel becomes a square of this many. */
  readonly scale: number;
}

/** Between and around pictures, in pixels of the sheet. */
const gap = 2;
/** Seen as neither black nor white. */
const background = 128;

/** Pictures of one size, row by row; with one in color, all are. */
export function layOutSheet(pictures: readonly Image[], { columns, scale }: SheetOptions): Image {
  const { width, height } = pictures[0] ?? { width: 1, height: 1 };
  const channels = pictures.some((picture) => picture.channels >= 3) ? 3 : 1;
  const across = Math.max(1, Math.min(columns, pictures.length));
  const down = Math.ceil(pictures.length / across);
  const [stepX, stepY] = [width * scale + gap, height * scale + gap];
  const sheet = { width: across * stepX + gap, height: down * stepY + gap };
  const data = new Uint8Array(sheet.width * sheet.height * channels).fill(background);
  for (const [i, picture] of pictures.entries()) {
    const left = gap + (i % across) * stepX;
    const top = gap + Math.floor(i / across) * stepY;
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * picture.channels;
        const to = ((top + y) * sheet.width + left + x) * channels;
        for (let c = 0; c < channels; c++) data[to + c] = picture.data[from + Math.min(c, picture.channels - 1)]!;
      }
    }
  }
  return { ...sheet, channels, data };
}

/** The factor that makes a side of `pixels` about `wanted` wide, never less than one. */
export function enlargement(pixels: number, wanted: number): number {
  return Math.max(1, Math.floor(wanted / Math.max(1, pixels)));
}
