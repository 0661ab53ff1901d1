/**
 * What an image looks like in a few numbers, and how these spread over a training set. Takes images as bytes, as a network gets
 * them, and returns levels 0 to 1 for each channel: the mean of the border, and the levels that 5 %, 50 % and 95 % of the pixels
 * do not exceed. Pure; comparing an image with a set is `unlike-training.ts`.
 */
import type { ChannelLevels, ImageStatistics, Spread } from "../runtime/index.ts";

/** One for each channel. */
export interface ImageLevels {
  readonly border: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export const QUANTITIES = ["border", "low", "median", "high"] as const satisfies readonly (keyof ImageLevels)[];

/** Pixel values that are looked at: images of a larger set are taken at equal distances. */
const MEASURED_VALUES = 2 ** 26;
const LEAST_IMAGES = 1000;
/** The share of a training set that may lie outside the bounds at each end. */
const TAIL = 0.001;
/** Differences between the channels of a gray image that was compressed. */
const GRAY_DIFFERENCE = 2;

export function imageLevels(bytes: Uint8Array, shape: readonly number[]): readonly ImageLevels[] {
  const [height = 1, width = 1, channels = 1] = shape;
  const counts = new Uint32Array(256);
  return Array.from({ length: channels }, (_, channel) => {
    counts.fill(0);
    for (let at = channel; at < bytes.length; at += channels) counts[bytes[at]!]!++;
    return {
      border: borderLevel(bytes, height, width, channels, channel),
      low: quantile(counts, 0.05, height * width),
      median: quantile(counts, 0.5, height * width),
      high: quantile(counts, 0.95, height * width),
    };
  });
}

/** Whether a color image has no color. */
export function isGray(bytes: Uint8Array): boolean {
  let difference = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const [red, green, blue] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!];
    difference += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  return difference <= (GRAY_DIFFERENCE * bytes.length) / 3;
}

/** `imageAt` gives image i as bytes of the shape (height, width, 1 or 3 channels); it may use one array again and again. */
export function measureImages(
  count: number,
  shape: readonly number[],
  imageAt: (i: number) => Uint8Array,
): ImageStatistics {
  const size = shape.reduce((product, d) => product * d, 1);
  const channels = shape.at(-1)!;
  const images = Math.min(count, Math.max(LEAST_IMAGES, Math.floor(MEASURED_VALUES / size)));
  const found = Array.from({ length: channels }, () =>
    Object.fromEntries(QUANTITIES.map((name) => [name, new Float64Array(images)])),
  );
  const ranges = Array.from({ length: channels }, () => [255, 0] as [number, number]);
  let gray = 0;
  for (let i = 0; i < images; i++) {
    const bytes = imageAt(Math.floor((i * count) / images));
    for (const [channel, levels] of imageLevels(bytes, shape).entries())
      for (const name of QUANTITIES) found[channel]![name]![i] = levels[name];
    for (let at = 0; at < bytes.length; at++) {
      const range = ranges[at % channels]!;
      if (bytes[at]! < range[0]) range[0] = bytes[at]!;
      if (bytes[at]! > range[1]) range[1] = bytes[at]!;
    }
    if (channels === 3 && isGray(bytes)) gray++;
  }
  return {
    images,
    channels: found.map((values, channel): ChannelLevels => {
      const [border, low, median, high] = QUANTITIES.map((name) => spreadOf(values[name]!)) as [
        Spread,
        Spread,
        Spread,
        Spread,
      ];
      const [least, most] = ranges[channel]!;
      return { range: [short(least / 255), short(most / 255)], border, low, median, high };
    }),
    ...(channels === 3 ? { grayShare: short(gray / images) } : {}),
  };
}

function borderLevel(bytes: Uint8Array, height: number, width: number, channels: number, channel: number): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step, count++) sum += bytes[(y * width + x) * channels + channel]!;
  }
  return sum / count / 255;
}

/** The level that the share of the pixels does not exceed. */
function quantile(counts: Uint32Array, share: number, pixels: number): number {
  const rank = share * (pixels - 1);
  let seen = 0;
  for (let level = 0; level < 256; level++) {
    seen += counts[level]!;
    if (seen > rank) return level / 255;
  }
  return 1;
}

function spreadOf(values: Float64Array): Spread {
  values.sort();
  const last = values.length - 1;
  const cut = Math.floor(TAIL * values.length);
  return [0, cut, Math.round(last / 2), last - cut, last].map((at) => short(values[at]!)) as unknown as Spread;
}

/** Digits enough for a level of 1/255, and no more in every module. */
function short(value: number): number {
  return Number(value.toFixed(4));
}
