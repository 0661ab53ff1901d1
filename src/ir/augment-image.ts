/**
 * The meaning of augmentation: the steps of `image-step.ts` on one image, in float64, one element at a time. Takes an image
 * (channels last) and where in the training it is met, returns a new one. Slow and obvious; the module is compared with it.
 */
import { erf } from "./erf.ts";
import {
  AUGMENT_STREAM,
  type EraseStep,
  type Extents,
  type ImageStep,
  type MirrorStep,
  type MoveStep,
  type NoiseStep,
  labelStep,
  spatialOf,
  type TurnStep,
} from "./image-step.ts";
import { keyOfSeed, philox, uniform } from "./philox.ts";

/** Where an image is met: the same place gives the same image. */
export interface Occasion {
  readonly seed: number;
  /** Updates done before. */
  readonly update: number;
  /** Number of the image in its batch. */
  readonly image: number;
}

/** The word `k` that a step draws. */
export type Words = (k: number) => number;

export function augmentImage(
  image: ArrayLike<number>,
  steps: readonly ImageStep[],
  { seed, update, image: number }: Occasion,
): Float64Array {
  return steps.reduce<Float64Array>(
    (current, step, s) => applyStep(current, step, wordsOf({ seed, update, image: number }, s)),
    Float64Array.from(image),
  );
}

/** The labels of an image that `augmentImage` makes, from those of the image it takes: one for each place. */
export function augmentLabels(labels: ArrayLike<number>, steps: readonly ImageStep[], when: Occasion): Float64Array {
  return steps.reduce<Float64Array>((current, step, s) => {
    const moved = labelStep(step);
    return moved ? applyStep(current, moved, wordsOf(when, s)) : current;
  }, Float64Array.from(labels));
}

/** The words of step `s` of the chain. */
function wordsOf({ seed, update, image }: Occasion, s: number): Words {
  return (k) =>
    philox([image, Math.floor(k / 4), AUGMENT_STREAM + s, update], keyOfSeed(seed))[(k % 4) as 0 | 1 | 2 | 3];
}

export function applyStep(image: Float64Array, step: ImageStep, words: Words): Float64Array {
  switch (step.kind) {
    case "move":
      return move(image, step, words);
    case "mirror":
      return mirror(image, step, words);
    case "turn":
      return turn(image, step, step.degrees * (2 * uniform(words(0)) - 1));
    case "erase":
      return erase(image, step, words);
    case "noise":
      return addNoise(image, step, words);
    default:
      return step satisfies never;
  }
}

/** ⌊word·n/2³²⌋; the product is exact below 2⁵³. */
export function below(n: number, word: number): number {
  return Math.floor((word * n) / 2 ** 32);
}

/** The image whose element at (place, channel) is `value(place, channel)`. */
function fill(extents: Extents, value: (place: readonly number[], channel: number) => number): Float64Array {
  const spatial = spatialOf(extents);
  const channels = extents.at(-1)!;
  return Float64Array.from({ length: extents.reduce((a, b) => a * b, 1) }, (_, e) => {
    const place = spatial.map((extent, a) => {
      const inner = spatial.slice(a + 1).reduce((x, y) => x * y, channels);
      return Math.floor(e / inner) % extent;
    });
    return value(place, e % channels);
  });
}

/** Reads an element; 0 outside. */
function read(image: Float64Array, extents: Extents, place: readonly number[], channel: number): number {
  const spatial = spatialOf(extents);
  if (place.some((at, a) => at < 0 || at >= spatial[a]!)) return 0;
  const at = place.reduce((sum, p, a) => sum * spatial[a]! + p, 0);
  return image[at * extents.at(-1)! + channel]!;
}

function move(image: Float64Array, { input, output, margins }: MoveStep, words: Words): Float64Array {
  const origin = margins.map((margin, a) => below(input[a]! + 2 * margin - output[a]! + 1, words(a)) - margin);
  return fill(output, (place, c) => read(image, input, place.map((p, a) => p + origin[a]!), c)); // prettier-ignore
}

function mirror(image: Float64Array, { input, axis }: MirrorStep, words: Words): Float64Array {
  if (below(2, words(0)) === 0) return image.slice();
  const turned = (p: number, a: number): number => (a === axis ? input[a]! - 1 - p : p);
  return fill(input, (place, c) => read(image, input, place.map(turned), c));
}

/** By an angle in degrees. */
export function turn(image: Float64Array, { input, nearest }: TurnStep, degrees: number): Float64Array {
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const spatial = spatialOf(input);
  const [middleY, middleX] = [(spatial.at(-2)! - 1) / 2, (spatial.at(-1)! - 1) / 2];
  return fill(input, (place, c) => {
    const outer = place.slice(0, -2);
    const [dy, dx] = [place.at(-2)! - middleY, place.at(-1)! - middleX];
    const y = middleY + sine * dx + cosine * dy;
    const x = middleX + cosine * dx - sine * dy;
    if (nearest) return read(image, input, [...outer, Math.floor(y + 0.5), Math.floor(x + 0.5)], c);
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const tap = (down: number, right: number): number => {
      const weight = (down === 0 ? 1 - (y - top) : y - top) * (right === 0 ? 1 - (x - left) : x - left);
      return weight * read(image, input, [...outer, top + down, left + right], c);
    };
    return tap(0, 0) + tap(0, 1) + tap(1, 0) + tap(1, 1);
  });
}

function erase(image: Float64Array, { input, extent }: EraseStep, words: Words): Float64Array {
  const from = spatialOf(input).map((places, a) => below(places, words(a)) - Math.floor(extent / 2));
  return fill(input, (place, c) =>
    place.every((p, a) => p >= from[a]! && p < from[a]! + extent) ? 0 : read(image, input, place, c),
  );
}

function addNoise(image: Float64Array, { deviation }: NoiseStep, words: Words): Float64Array {
  return image.map((value, e) => value + deviation * standardNormal(uniform(words(e))));
}

/** The quantile of u + 2⁻²⁵, by halving. */
function standardNormal(u: number): number {
  const p = u + 2 ** -25;
  let low = -6;
  let high = 6;
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if ((1 + erf(middle / Math.SQRT2)) / 2 < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
