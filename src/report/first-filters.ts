/**
 * The filters that look at the image itself, as pictures. Takes a network's learned tensors in their order and the channels
 * of its input; returns a picture for each filter, or nothing where the first kernel is not one that can be seen: not over two
 * axes, or over more than four channels. Goes by the shape of the weights alone, `[F, C, H, W]`.
 */
import type { Image } from "../data/image.ts";
import { extentOf, paint, symmetric } from "./picture.ts";

export interface LearnedTensor {
  readonly name: string;
  /** PyTorch's order of axes. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface FilterPictures {
  /** The tensor they are of. */
  readonly name: string;
  /** Filter by filter; in color over three channels, else a gray one for each channel. */
  readonly pictures: readonly Image[];
  /** Pictures of one filter. */
  readonly perFilter: number;
  /** The weight that is white; minus that is black, and 0 the middle. */
  readonly most: number;
  /** Of how many filters, when they are not all shown. */
  readonly filters: number;
}

const mostChannels = 4;
const mostFilters = 256;

export function firstFilters(tensors: Iterable<LearnedTensor>, inputChannels: number): FilterPictures | undefined {
  for (const { name, shape, data } of tensors) {
    // A scale and a shift of the input come before the kernels.
    if (shape.length < 2) continue;
    if (shape.length !== 4) return undefined;
    const [filters, channels, height, width] = shape as [number, number, number, number];
    if (channels > mostChannels || inputChannels % channels !== 0) return undefined;
    const range = symmetric(extentOf(data));
    const inColor = channels === 3;
    const at = (filter: number, channel: number, y: number, x: number): number =>
      data[((filter * channels + channel) * height + y) * width + x]!;
    const pictures = Array.from({ length: Math.min(filters, mostFilters) }, (_, filter) =>
      inColor
        ? [paint(width, height, 3, (x, y, c) => at(filter, c, y, x), range)]
        : Array.from({ length: channels }, (_, channel) =>
            paint(width, height, 1, (x, y) => at(filter, channel, y, x), range),
          ),
    );
    return { name, pictures: pictures.flat(), perFilter: inColor ? 1 : channels, most: range.high, filters };
  }
  return undefined;
}
