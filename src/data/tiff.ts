/**
 * TIFF to 8-bit pixels: the first picture of the file. Takes the bytes of a file; its directory (`tiff-directory.ts`) is checked before
 * a piece is unpacked (`tiff-pieces.ts`). Pure. Gray, palette, RGB and CMYK of 1 to 16 bits, with alpha, in strips or tiles,
 * plain or packed by LZW, deflate, PackBits or JPEG. The orientation is applied; color profiles are not.
 */
import type { Image } from "./image.ts";
import { applyOrientation } from "./orientation.ts";
import { lookUpColors } from "./palette.ts";
import { readPicture, type TiffPicture } from "./tiff-directory.ts";
import { rowBytes, unpackPiece } from "./tiff-pieces.ts";

export function isTiff(bytes: Uint8Array): boolean {
  const mark = String.fromCharCode(...bytes.subarray(0, 4));
  return mark === "II*\0" || mark === "MM\0*" || mark === "II+\0" || mark === "MM\0+";
}

/** Throws `data/image-damaged`, `data/image-unsupported` or `data/image-too-large`. */
export function decodeTiff(bytes: Uint8Array, path: string): Image {
  const picture = readPicture(bytes, path);
  const samples = readSamples(picture, bytes, path);
  return applyOrientation(toPixels(picture, samples, path), picture.orientation);
}

/** All samples, 8 bits each, pixel after pixel; numbers of a palette as they are. */
function readSamples(picture: TiffPicture, bytes: Uint8Array, path: string): Uint8Array {
  const { width, height, piece, pieces, planar, samples } = picture;
  const data = new Uint8Array(width * height * samples);
  const across = Math.ceil(width / piece.width);
  const down = Math.ceil(height / piece.height);
  for (const [i, { offset, length }] of pieces.entries()) {
    const plane = Math.floor(i / (across * down));
    const [left, top] = [(i % across) * piece.width, (Math.floor(i / across) % down) * piece.height];
    const rows = piece.isTile ? piece.height : Math.min(piece.height, height - top);
    const unpacked = unpackPiece(picture, bytes.subarray(offset, offset + length), rows, path);
    const first = planar ? plane : 0;
    place(picture, unpacked, { left, top, first, count: planar ? 1 : samples }, data);
  }
  return data;
}

interface Place {
  readonly left: number;
  readonly top: number;
  /** The first sample of a pixel that the piece holds, and how many. */
  readonly first: number;
  readonly count: number;
}

function place(picture: TiffPicture, unpacked: Uint8Array, { left, top, first, count }: Place, data: Uint8Array): void {
  const { width, height, piece, samples, bits } = picture;
  const [right, bottom] = [Math.min(width, left + piece.width), Math.min(height, top + piece.height)];
  const row = rowBytes(picture);
  const read = sampleReader(picture, unpacked);
  for (let y = top; y < bottom; y++) {
    let to = (y * width + left) * samples + first;
    for (let x = left, i = 0; x < right; x++, to += samples) {
      for (let s = 0; s < count; s++, i++) data[to + s] = read((y - top) * row, i);
    }
  }
  // Bits that stand for a whole range are widened to bytes; of a palette they are numbers.
  if (bits < 8 && picture.colors !== "palette") {
    const scale = 255 / (2 ** bits - 1);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = (y * width + x) * samples + first;
        for (let s = 0; s < count; s++) data[at + s]! *= scale;
      }
    }
  }
}

/** Sample `i` of the row that begins at a byte. */
function sampleReader({ bits, little }: TiffPicture, bytes: Uint8Array): (row: number, i: number) => number {
  if (bits === 8) return (row, i) => bytes[row + i]!;
  if (bits === 16) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return (row, i) => Math.round(view.getUint16(row + 2 * i, little) / 257);
  }
  const mask = 2 ** bits - 1;
  return (row, i) => (bytes[row + ((i * bits) >> 3)]! >> (8 - bits - ((i * bits) & 7))) & mask;
}

function toPixels(picture: TiffPicture, samples: Uint8Array, path: string): Image {
  const { width, height, colors, colorMap, samples: each, extra } = picture;
  if (colors === "palette") {
    const table = new Uint8Array(colorMap!.length);
    const count = colorMap!.length / 3;
    for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) table[3 * i + c] = colorMap![c * count + i]! >> 8;
    const indices = each === 1 ? samples : samples.filter((_, i) => i % each === 0);
    return lookUpColors(indices, table, { width, height, path });
  }
  const own = colors === "cmyk" ? 4 : colors === "rgb" || colors === "ycbcr" ? 3 : 1;
  const shown = colors === "cmyk" ? 3 : own;
  const hasAlpha = extra === "alpha" || extra === "multiplied-alpha";
  const channels = (shown + (hasAlpha ? 1 : 0)) as Image["channels"];
  if (each === channels && colors !== "cmyk" && colors !== "white-is-zero" && extra !== "multiplied-alpha")
    return { width, height, channels, data: samples };
  const data = new Uint8Array(width * height * channels);
  for (let from = 0, to = 0; to < data.length; from += each, to += channels) {
    const alpha = hasAlpha ? samples[from + own]! : 255;
    for (let c = 0; c < shown; c++) {
      const value = colors === "cmyk" ? light(samples, from, c) : samples[from + c]!;
      const seen = colors === "white-is-zero" ? 255 - value : value;
      const whole = extra === "multiplied-alpha" && alpha > 0 ? Math.floor((seen * 255) / alpha) : seen;
      data[to + c] = Math.min(255, whole);
    }
    if (hasAlpha) data[to + shown] = alpha;
  }
  return { width, height, channels, data };
}

/** What cyan, magenta or yellow takes of the light that black lets through. */
function light(samples: Uint8Array, at: number, c: number): number {
  const white = 255 - samples[at + 3]!;
  return white - Math.round((samples[at + c]! * white) / 255);
}
