/**
 * Whether an image looks like none of those a network was trained on. Takes the image as the network gets it (bytes) and the
 * statistics of the training set; returns each quantity that lies outside of what was seen: the border first, which a person sees at once, then
 * the farthest. Pure.
 *
 * The bounds are the 0.1 % and 99.9 % quantiles of the training set, widened by half their distance, more where the set is small:
 * of images like those of the training set at most one in a hundred lies outside (measured on MNIST, Fashion-MNIST, CIFAR-10 and
 * random parts of them down to 50 images).
 */
import type { ImageStatistics, Spread } from "../runtime/index.ts";
import { type ImageLevels, imageLevels, isGray, QUANTITIES } from "./image-levels.ts";

export interface Unlike {
  /** `border level`, `95 % quantile of red`, `color`, `size`. */
  readonly quantity: string;
  /** `border level 0.98; the training images' were 0 to 0.12` */
  readonly text: string;
  /** Of quantities that are levels (0 black, 1 white): the image's, and the training images' least and most. */
  readonly level?: number;
  readonly training?: readonly [number, number];
}

const NAMES: Readonly<Record<keyof ImageLevels, string>> = {
  border: "border level",
  low: "5 % quantile",
  median: "median",
  high: "95 % quantile",
};
const CHANNEL_NAMES = ["red", "green", "blue"];
/** Images of which all were gray, or none, before that says anything. */
const ENOUGH_IMAGES = 100;

/** `file`: the size of the image before it was fitted, where it is known. */
export function unlikeTraining(
  bytes: Uint8Array,
  shape: readonly number[],
  statistics: ImageStatistics,
  file?: { readonly height: number; readonly width: number },
): readonly Unlike[] {
  const found: { readonly unlike: Unlike; readonly distance: number }[] = [];
  for (const [channel, levels] of imageLevels(bytes, shape).entries()) {
    for (const name of QUANTITIES) {
      const value = levels[name];
      const spread = statistics.channels[channel]![name];
      const distance = distanceOutside(value, spread, statistics.images);
      if (distance <= 0) continue;
      const quantity = statistics.channels.length === 1 ? NAMES[name] : `${NAMES[name]} of ${CHANNEL_NAMES[channel]}`;
      found.push({ unlike: unlikeLevel(quantity, value, spread), distance });
    }
  }
  const rank = ({ unlike, distance }: (typeof found)[number]): number =>
    distance + (unlike.quantity.startsWith(NAMES.border) ? 1 : 0);
  found.sort((a, b) => rank(b) - rank(a));
  return [...found.map(({ unlike }) => unlike), ...unlikeColor(bytes, statistics), ...unlikeSize(file, statistics)];
}

/** How far beyond the bounds, in levels; 0 or less within. */
function distanceOutside(value: number, [, low, , high]: Spread, images: number): number {
  const margin = Math.max(0.02 + 1 / images, (0.5 + 10 / images) * (high - low));
  return Math.max(low - margin - value, value - high - margin);
}

/** All that was seen, where the level lies outside of all; else what nearly all had. */
function unlikeLevel(quantity: string, level: number, [least, low, , high, most]: Spread): Unlike {
  const isOutsideAll = level < least || level > most;
  const training = isOutsideAll ? ([least, most] as const) : ([low, high] as const);
  const whose = isOutsideAll ? "the training images' were" : "99.8 % of the training images' were";
  const text = `${quantity} ${short(level)}; ${whose} ${short(training[0])} to ${short(training[1])}`;
  return { quantity, text, level: Number(short(level)), training };
}

function unlikeColor(bytes: Uint8Array, { grayShare, images }: ImageStatistics): readonly Unlike[] {
  if (grayShare === undefined || images < ENOUGH_IMAGES || (grayShare !== 0 && grayShare !== 1)) return [];
  const gray = isGray(bytes);
  if (gray === (grayShare === 1)) return [];
  const text = gray ? "no color; all training images have some" : "color; no training image has any";
  return [{ quantity: "color", text }];
}

/** Much smaller than all: what is enlarged has no edges. Long where all had one form: margins that no image had. */
function unlikeSize(
  file: { readonly height: number; readonly width: number } | undefined,
  { sizes }: ImageStatistics,
): readonly Unlike[] {
  if (file === undefined || sizes === undefined) return [];
  const [height = 1, width = 1] = sizes.smallest;
  const { largest } = sizes;
  const isSmall = 2 * file.height < height && 2 * file.width < width;
  const hasOneSize = largest[0] === height && largest[1] === width;
  const stretch = (file.width / file.height) * (height / width);
  if (!isSmall && !(hasOneSize && Math.max(stretch, 1 / stretch) > 2)) return [];
  const size = (s: readonly (number | undefined)[]): string => `${s[1]}x${s[0]}`;
  const training = hasOneSize ? size(largest) : `${size(sizes.smallest)} to ${size(largest)}`;
  const text = `size ${size([file.height, file.width])}; the training images' were ${training}`;
  return [{ quantity: "size", text }];
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}
