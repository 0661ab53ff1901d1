/**
 * Image files to pixels and back. Takes the bytes of a PNG or JPEG (told apart by their first bytes, never by the name) and
 * returns 8-bit pixels; every failure is a `CnncError` with exit 1 that names the file. Pure. What the pixels mean to a
 * network is `to-input.ts`.
 */
import { encode } from "fast-png";
import { fail, imageFormat } from "./diagnostics.ts";
import type { Image } from "./image.ts";
import { decodeJpeg, isJpeg } from "./jpeg.ts";
import { decodePng } from "./png.ts";
import { isPng } from "./png-chunks.ts";

/**
 * Throws `data/image-format`, `data/image-damaged`, `data/image-unsupported` or `data/image-too-large`; `path` is only
 * named in them.
 */
export function decodeImage(bytes: Uint8Array, path: string): Image {
  if (isPng(bytes)) return decodePng(bytes, path);
  if (isJpeg(bytes)) return decodeJpeg(bytes, path);
  const first = [...bytes.subarray(0, 8)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
  return fail(
    imageFormat({
      message: bytes.length === 0 ? "the image file is empty" : "the file is neither PNG nor JPEG",
      file: path,
      notes: [`it begins with ${first || "nothing"}`, "PNG begins with 89 50 4e 47, JPEG with ff d8 ff"],
    }),
    1,
  );
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
