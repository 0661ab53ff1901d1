/**
 * What each layer makes of one image, as pictures. Takes the outputs of layers (channels last) in the order they run; returns
 * a sheet of gray maps for those that still have places. One range per layer: a map that stays dark answers to nothing.
 */
import type { Image } from "../data/image.ts";
import { channelPicture, enlargement, extentOf, layOutSheet, type Range } from "./picture.ts";

export interface LayerOutput {
  readonly layer: string;
  /** `[H, W, C]`, `[L, C]` or `[D, H, W, C]`. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface FeatureSheet {
  readonly layer: string;
  readonly shape: readonly number[];
  /** What is black and what is white. */
  readonly range: Range;
  /** Channels that are shown, the first ones. */
  readonly shown: number;
  readonly sheet: Image;
}

/** Layers and channels of a sheet that a person still looks at. */
const mostLayers = 24;
const mostChannels = 64;
const wantedSide = 64;

/** Of a deep network, layers evenly spread from the first to the last. */
export function featureSheets(outputs: readonly LayerOutput[]): readonly FeatureSheet[] {
  const placed = outputs.filter(({ shape }) => shape.length >= 2 && shape.length <= 4 && placesOf(shape) > 1);
  return spread(placed, mostLayers).map(({ layer, shape, data }) => {
    const channels = shape.at(-1)!;
    const shown = Math.min(channels, mostChannels);
    const range = extentOf(data);
    const pictures = Array.from({ length: shown }, (_, channel) => channelPicture(shape, data, channel, range));
    const { width } = pictures[0]!;
    const columns = shape.length === 2 ? 1 : Math.min(8, shown);
    const sheet = layOutSheet(pictures, { columns, scale: enlargement(width, wantedSide) });
    return { layer, shape, range, shown, sheet };
  });
}

function placesOf(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((product, size) => product * size, 1);
}

function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]!);
}
