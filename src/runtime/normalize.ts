/**
 * The module's normalization of images, x ← (x - mean) / std per channel. Takes statistics or measures them; writes the
 * module's regions. Float64 and one fixed order, so the same set gives the same bits.
 */
import { badArgument, isNumbers, isObject, show } from "./arguments.ts";
import type { Core } from "./core.ts";
import { type Images, isFloats } from "./images.ts";
import type { Manifest } from "../wasm/abi.ts";
import { floatsAt } from "./tensors.ts";

export interface ChannelStatistics {
  /** One for each channel, in 0..1 units. */
  readonly mean: readonly number[];
  /** Of the population. */
  readonly std: readonly number[];
}

/** Two passes, so that no digits are lost to cancellation. */
export function measureChannels(images: Images, channels: number): ChannelStatistics {
  const scale = isFloats(images) ? 1 : 255;
  const pixels = images.length / channels;
  const mean = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let i = 0; i < images.length;) for (let c = 0; c < channels; c++, i++) mean[c]! += images[i]!;
  for (let c = 0; c < channels; c++) mean[c]! /= pixels;
  for (let i = 0; i < images.length;)
    for (let c = 0; c < channels; c++, i++) squares[c]! += (images[i]! - mean[c]!) ** 2;
  return {
    mean: Array.from(mean, (sum) => sum / scale),
    std: Array.from(squares, (sum) => Math.sqrt(sum / pixels) / scale),
  };
}

/** Of images so far: how many pixels, and per channel their mean and the sum of the squared distances from it. */
export interface ChannelSums {
  readonly pixels: number;
  readonly mean: readonly number[];
  readonly squares: readonly number[];
}

/** With those of more images (Chan, Golub and LeVeque), which loses no digits to cancellation either. */
export function addChannels(sums: ChannelSums | undefined, images: Images, channels: number): ChannelSums {
  const { mean, std } = measureChannels(images, channels);
  const pixels = images.length / channels;
  const own = { pixels, mean, squares: std.map((each) => each * each * pixels) };
  if (sums === undefined) return own;
  const all = sums.pixels + pixels;
  const apart = mean.map((each, c) => each - sums.mean[c]!);
  return {
    pixels: all,
    mean: apart.map((each, c) => sums.mean[c]! + (each * pixels) / all),
    squares: apart.map((each, c) => sums.squares[c]! + own.squares[c]! + (each * each * sums.pixels * pixels) / all),
  };
}

export function statisticsOf({ pixels, mean, squares }: ChannelSums): ChannelStatistics {
  return { mean, std: squares.map((sum) => Math.sqrt(sum / pixels)) };
}

/** Statistics of a caller: one mean and one deviation, or one for each channel. */
export function checkStatistics(given: unknown, { input }: Manifest): ChannelStatistics {
  const channels = input.at(-1)!;
  if (!isObject(given)) throw badArgument(`the statistics are ${show(given)}: { mean, std } is expected`);
  for (const name of ["mean", "std"] as const) {
    const values = given[name];
    if (!isNumbers(values) || (values.length !== 1 && values.length !== channels))
      throw badArgument(`${name} is ${show(values)}: 1 number is expected, or ${channels}, one for each channel`);
    const wrong = Array.from(values).find((value) => !Number.isFinite(value) || (name === "std" && value < 0));
    if (wrong !== undefined) throw badArgument(`${name} holds ${wrong}: a finite number${name === "std" ? " from 0" : ""} is expected`); // prettier-ignore
  }
  return { mean: Array.from(given.mean as number[]), std: Array.from(given.std as number[]) };
}

/** A channel that never changes is shifted and not scaled. One statistic serves all channels. */
export function writeNormalization({ exports, manifest }: Core, { mean, std }: ChannelStatistics): void {
  const channels = manifest.input.at(-1)!;
  const means = floatsAt(exports.memory, manifest.regions.mean.offset, channels);
  const inverses = floatsAt(exports.memory, manifest.regions.inverseStd.offset, channels);
  for (let c = 0; c < channels; c++) {
    const deviation = std[c] ?? std[0] ?? 1;
    means[c] = mean[c] ?? mean[0] ?? 0;
    inverses[c] = deviation > 0 ? 1 / deviation : 1;
  }
}

export function readNormalization({ exports, manifest }: Core): ChannelStatistics {
  const channels = manifest.input.at(-1)!;
  const { mean, inverseStd } = manifest.regions;
  return {
    mean: Array.from(floatsAt(exports.memory, mean.offset, channels)),
    // A float64 quotient is near enough to its float32 divisor that dividing again gives it back.
    std: Array.from(floatsAt(exports.memory, inverseStd.offset, channels), (inverse) => 1 / inverse),
  };
}
