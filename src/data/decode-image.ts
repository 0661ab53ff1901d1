/**
 * Image files to pixels and back. Takes the bytes of a file, whose format its first bytes tell, never its name; returns 8-bit pixels
 * as they are to be seen (orientation applied). Every failure is a `CnncError` with exit 1 that names the file. What the pixels
 * mean to a network is `to-input.ts`.
 */
import { encode } from "fast-png";
import { decodeBmp, isBmp } from "./bmp.ts";
import { fail, imageFormat } from "./diagnostics.ts";
import { decodeGif, isGif } from "./gif.ts";
import type { Image } from "./image.ts";
import { IMAGE_FORMATS } from "./image-names.ts";
import { decodeJpeg, isJpeg } from "./jpeg.ts";
import { decodePng } from "./png.ts";
import { isPng } from "./png-chunks.ts";
import { decodeTiff, isTiff } from "./tiff.ts";
import { unreadFormat } from "./unread-formats.ts";
import { decodeWebp, isWebp } from "./webp.ts";

const DECODERS = [
  { recognizes: isPng, decode: decodePng },
  { recognizes: isJpeg, decode: decodeJpeg },
  { recognizes: isGif, decode: decodeGif },
  { recognizes: isBmp, decode: decodeBmp },
  { recognizes: isWebp, decode: decodeWebp },
  { recognizes: isTiff, decode: decodeTiff },
] as const;

/**
 * Throws `data/image-format`, `data/image-damaged`, `data/image-unsupported` or `data/image-too-large`; `path` is only
 * named in them.
 */
export function decodeImage(bytes: Uint8Array, path: string): Image {
  const decoder = DECODERS.find(({ recognizes }) => recognizes(bytes));
  if (decoder !== undefined) return decoder.decode(bytes, path);
  if (bytes.length === 0) fail(imageFormat({ message: "the image file is empty", file: path }), 1);
  const known = unreadFormat(bytes);
  const first = [...bytes.subarray(0, 8)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
  const message =
    known === undefined
      ? "the file is no image of a format that is read"
      : `the file is ${known.article} ${known.name} file, which is not read`;
  const notes = [`it begins with ${first}`, `${IMAGE_FORMATS} are read, and recognized by their first bytes`];
  return fail(imageFormat({ message, file: path, notes, ...(known === undefined ? {} : { help: known.help }) }), 1);
}

/** A PNG of 8 bits without interlacing; the same pixels give the same bytes. Throws `RangeError` when the lengths disagree. */
export function encodePng({ width, height, channels, data }: Image): Uint8Array {
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `${width}x${height}x${channels} pixels need ${width * height * channels} bytes, not ${data.length}`,
    );
  }
  return encode({ width, height, channels, data, depth: 8 });
}
