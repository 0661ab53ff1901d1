/**
 * An image file as the network's training would have seen it. Takes decoded pixels, the network's input and the record of the
 * preparation; returns the numbers the network reads, and in what the image is unlike the training images. Pure. A module without
 * a record was made for bytes: see `withoutRecord`.
 */
import type { Preparation } from "../runtime/index.ts";
import { fail, unknownRange } from "./diagnostics.ts";
import type { Image } from "./image.ts";
import { rangeText } from "./number-range.ts";
import { fitImage, toBytes } from "./to-input.ts";
import { type Unlike, unlikeTraining } from "./unlike-training.ts";

export interface PreparedImage {
  /** H, W, C order. The module applies the normalization. */
  readonly values: Float32Array;
  /** Empty for an image like those of the training, and where the record has no statistics. */
  readonly unlike: readonly Unlike[];
  /** The image inverted would be like them. */
  readonly inverseIsAlike: boolean;
}

/** Bytes 0..255 that stand for 0..1, as they are. */
export const withoutRecord: Preparation = {
  numbers: "bytes",
  range: [0, 1],
  ofByte: { scale: 1 / 255, offset: 0 },
  fit: "inside",
  orientation: "applied",
  inverted: false,
};

/**
 * `invert`: the file is inverted, whatever the training did to all images besides. Throws `data/input-channels` and
 * `data/unknown-range`.
 */
export function prepareImage(
  image: Image,
  shape: readonly number[],
  preparation: Preparation,
  { invert = false }: { readonly invert?: boolean } = {},
): PreparedImage {
  const bytes = toBytes(fitImage(image, shape));
  if (invert !== preparation.inverted) invertBytes(bytes);
  const values = numbersOfBytes(bytes, preparation);
  const { statistics } = preparation;
  const unlike = statistics === undefined ? [] : unlikeTraining(bytes, shape, statistics, image);
  const inverseIsAlike =
    statistics !== undefined &&
    unlike.length > 0 &&
    unlikeTraining(invertBytes(bytes), shape, statistics, image).length === 0;
  return { values, unlike, inverseIsAlike };
}

/** In place. */
export function invertBytes(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i < bytes.length; i++) bytes[i] = 255 - bytes[i]!;
  return bytes;
}

function numbersOfBytes(bytes: Uint8Array, { numbers, ofByte, range }: Preparation): Float32Array {
  if (ofByte === undefined) {
    const kind = numbers === "bytes" ? "whole numbers" : "floats";
    const shown = numbers === "bytes" ? ([255 * range[0], 255 * range[1]] as const) : range;
    return fail(
      unknownRange({
        message: `the network was trained on ${kind} from ${rangeText(shown)}: which of them white is, is not known`,
        notes: ["an image file holds bytes, 0 for black to 255 for white"],
        help: "save the training images as bytes 0 to 255 (`uint8`) with `normalize auto` in the recipe, and train again",
      }),
      1,
    );
  }
  const values = new Float32Array(bytes.length);
  // Divided and rounded once, as the module and numpy do it.
  const width = ofByte.scale * 255;
  for (let i = 0; i < values.length; i++) values[i] = (bytes[i]! * width) / 255 + ofByte.offset;
  return values;
}
