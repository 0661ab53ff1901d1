/**
 * The module's normalization of images, x ← (x - mean) / std per channel. Takes statistics or measures them; writes the
 * module's regions. Float64 and one fixed order, so the same set gives the same bits.
 */
import type { Core } from "./core.ts";
import type { Images } from "./dataset.ts";
import { floatsAt } from "./tensors.ts";

export interface ChannelStatistics {
  /** One for each channel, in 0..1 units. */
  readonly mean: readonly number[];
  /** Of the population. */
  readonly std: readonly number[];
}

/** Two passes, so that no digits are lost to cancellation. */
export function measureChannels(images: Images, channels: number): ChannelStatistics {
  const scale = images instanceof Uint8Array ? 255 : 1;
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
