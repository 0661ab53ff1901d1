/**
 * Mean and deviation of a data set's values, as `normalize auto` needs them. Takes a data set, returns numbers in 0..1
 * units (bytes divided by 255). Pure; float64 throughout and one fixed order, so the same set gives the same bits.
 */
import type { Dataset } from "./dataset.ts";

export interface ChannelStatistics {
  /** One for each channel. */
  readonly mean: readonly number[];
  /** Of the population (divided by n, not n - 1); 0 for a channel that never changes. */
  readonly std: readonly number[];
}

/** Over every image and pixel, channel by channel. */
export function channelStatistics({ images, shape }: Pick<Dataset, "images" | "shape">): ChannelStatistics {
  const channels = shape.at(-1) ?? 1;
  return images instanceof Uint8Array ? ofBytes(images, channels) : ofFloats(images, channels);
}

/**
 * Counts of each byte value first: the sums are then exact integers, whatever the size of the set. Four tables in turn, as
 * one counter that is raised for pixel after pixel (the background) waits for its own store each time.
 */
function ofBytes(images: Uint8Array, channels: number): ChannelStatistics {
  const size = channels * 256;
  const tables = new Uint32Array(4 * size);
  for (let i = 0, lane = 0; i < images.length; lane = (lane + 1) & 3) {
    for (let at = lane * size, end = at + size; at < end; at += 256) tables[at + images[i++]!]!++;
  }
  const counts = Float64Array.from(
    { length: size },
    (_, i) => tables[i]! + tables[i + size]! + tables[i + 2 * size]! + tables[i + 3 * size]!,
  );
  const n = images.length / channels;
  const mean: number[] = [];
  const std: number[] = [];
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let v = 0; v < 256; v++) sum += v * counts[c * 256 + v]!;
    const center = sum / n;
    let squares = 0;
    for (let v = 0; v < 256; v++) squares += (v - center) ** 2 * counts[c * 256 + v]!;
    mean.push(center / 255);
    std.push(Math.sqrt(squares / n) / 255);
  }
  return { mean, std };
}

/** Two passes: the mean, then the squares about it, which loses no digits to cancellation. */
function ofFloats(images: Float32Array, channels: number): ChannelStatistics {
  const n = images.length / channels;
  const mean = new Float64Array(channels);
  for (let i = 0; i < images.length; i++) mean[i % channels]! += images[i]! / n;
  const squares = new Float64Array(channels);
  for (let i = 0; i < images.length; i++) squares[i % channels]! += (images[i]! - mean[i % channels]!) ** 2;
  return { mean: [...mean], std: Array.from(squares, (s) => Math.sqrt(s / n)) };
}
