/**
 * BMP to 8-bit pixels. Takes the bytes of a file; the size is checked before anything is allocated. Pure. Palettes of 1, 2, 4 and 8
 * bits, 16, 24 and 32 bits with any masks, runs of 4 and 8 bits, rows from either end, headers of OS/2 and of every Windows. A
 * palette of grays gives gray; a fourth channel counts as alpha only where a mask says so.
 */
import { fail, imageUnsupported } from "./diagnostics.ts";
import { unpackRuns } from "./bmp-runs.ts";
import { type Image, refuseDamaged, refuseTooLarge } from "./image.ts";
import { type ImageBytes, readImageBytes } from "./image-bytes.ts";
import { lookUpColors } from "./palette.ts";

const [PLAIN, RUNS_8, RUNS_4, BIT_FIELDS, ALPHA_BIT_FIELDS] = [0, 1, 2, 3, 6];
const COMPRESSIONS = ["none", "runs of 8 bits", "runs of 4 bits", "masks", "JPEG", "PNG", "masks with alpha"];
const FILE_HEADER = 14;
/** The header of OS/2: sizes of 16 bits, colors of 3 bytes. */
const CORE_HEADER = 12;

interface Header {
  readonly width: number;
  readonly height: number;
  /** Rows from the top on. */
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the pixels begin. */
  readonly offset: number;
  readonly masks: readonly number[];
  readonly palette: Uint8Array | undefined;
}

export function isBmp(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x42 && bytes[1] === 0x4d;
}

/** Throws `data/image-damaged`, `data/image-unsupported` or `data/image-too-large`. */
export function decodeBmp(bytes: Uint8Array, path: string): Image {
  const file = readImageBytes(bytes, "BMP", path, true);
  const header = readHeader(file, path);
  const { width, height, bits, topDown, palette, offset, compression } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (palette === undefined) {
    return readColors(file.slice(offset, stride * height), stride, header);
  }
  const isRuns = compression === RUNS_4 || compression === RUNS_8;
  const indices = isRuns
    ? unpackRuns(file.slice(offset, file.length - Math.min(offset, file.length)), { width, height, bits }, path)
    : unpackIndices(file.slice(offset, stride * height), stride, header);
  return lookUpColors(topDown ? indices : rowsReversed(indices, width), palette, { width, height, path });
}

function readHeader(file: ImageBytes, path: string): Header {
  const offset = file.u32(10);
  const size = file.u32(FILE_HEADER);
  const isCore = size === CORE_HEADER;
  if (!isCore && (size < 16 || size > 1024)) refuseDamaged(path, "the BMP header has an impossible length", `${size}`);
  // Fields behind the end of a short header (OS/2 has some of 16 bytes) are zero.
  const field = (at: number): number => (at + 4 <= size ? file.u32(FILE_HEADER + at) : 0);
  const width = isCore ? file.u16(FILE_HEADER + 4) : file.i32(FILE_HEADER + 4);
  const signed = isCore ? file.u16(FILE_HEADER + 6) : file.i32(FILE_HEADER + 8);
  const bits = file.u16(FILE_HEADER + (isCore ? 10 : 14));
  const compression = isCore ? PLAIN : field(16);
  const height = Math.abs(signed);
  if (width <= 0 || height === 0) refuseDamaged(path, "the BMP has no pixels", `${width}x${signed}`);
  refuseTooLarge(width, height, path);
  const known =
    compression === PLAIN
      ? [1, 2, 4, 8, 16, 24, 32].includes(bits)
      : (compression === RUNS_8 && bits === 8) ||
        (compression === RUNS_4 && bits === 4) ||
        ((compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS) && (bits === 16 || bits === 32));
  if (!known) {
    const notes = [`${bits} bits for a pixel, packing: ${COMPRESSIONS[compression] ?? `number ${compression}`}`];
    fail(imageUnsupported({ message: "the BMP is of a kind that is not read", file: path, notes }), 1);
  }
  if (signed < 0 && (compression === RUNS_4 || compression === RUNS_8))
    refuseDamaged(path, "a BMP packed in runs cannot begin at its top");
  const masks = readMasks(file, size, bits, compression);
  const beforeColors = FILE_HEADER + size + (size === 40 && masks !== undefined ? 4 * masks.length : 0);
  const palette = bits <= 8 ? readPalette(file, beforeColors, bits, isCore, field(32), offset, path) : undefined;
  return {
    width,
    height,
    topDown: signed < 0,
    bits,
    compression,
    offset,
    masks: masks ?? (bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0]),
    palette,
  };
}

/** Red, green, blue and, where the header has one, alpha; nothing where no masks are given. */
function readMasks(file: ImageBytes, size: number, bits: number, compression: number): readonly number[] | undefined {
  if (compression !== BIT_FIELDS && compression !== ALPHA_BIT_FIELDS) return undefined;
  const count = size >= 56 || compression === ALPHA_BIT_FIELDS ? 4 : 3;
  const masks = Array.from({ length: count }, (_, i) => file.u32(FILE_HEADER + 40 + 4 * i));
  return bits === 16 ? masks.map((mask) => mask & 0xffff) : masks;
}

/** Three bytes for a color: red, green, blue. */
function readPalette(
  file: ImageBytes,
  at: number,
  bits: number,
  isCore: boolean,
  declared: number,
  offset: number,
  path: string,
): Uint8Array {
  const each = isCore ? 3 : 4;
  const most = 2 ** bits;
  // A table is never longer than what lies before the pixels, whatever is declared.
  const count = Math.min(declared === 0 ? most : declared, most, Math.max(0, Math.floor((offset - at) / each)));
  if (count === 0) refuseDamaged(path, "the BMP has colors by number but no table of colors");
  const stored = file.slice(at, count * each);
  const palette = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) palette[3 * i + c] = stored[each * i + 2 - c]!;
  return palette;
}

function unpackIndices(rows: Uint8Array, stride: number, { width, height, bits }: Header): Uint8Array {
  const indices = new Uint8Array(width * height);
  const mask = 2 ** bits - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      indices[y * width + x] = (rows[y * stride + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return indices;
}

function readColors(rows: Uint8Array, stride: number, { width, height, bits, topDown, masks }: Header): Image {
  const channels = masks[3] ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  const view = new DataView(rows.buffer, rows.byteOffset, rows.length);
  const scales = masks.slice(0, channels).map(scaleOf);
  for (let y = 0, to = 0; y < height; y++) {
    let at = (topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++, at += bits / 8, to += channels) {
      if (bits === 24) {
        for (let c = 0; c < 3; c++) data[to + c] = rows[at + 2 - c]!;
        continue;
      }
      const pixel = bits === 16 ? view.getUint16(at, true) : view.getUint32(at, true);
      for (let c = 0; c < channels; c++) {
        const { mask, shift, most } = scales[c]!;
        data[to + c] = most === 0 ? 0 : Math.floor((((pixel & mask) >>> shift) * 255) / most);
      }
    }
  }
  return { width, height, channels, data };
}

function rowsReversed(indices: Uint8Array, width: number): Uint8Array {
  const turned = new Uint8Array(indices.length);
  for (let at = 0; at < indices.length; at += width)
    turned.set(indices.subarray(at, at + width), indices.length - width - at);
  return turned;
}

/** A field of a pixel: where it begins and its largest value. */
function scaleOf(mask: number): { mask: number; shift: number; most: number } {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  return { mask, shift, most: mask >>> shift };
}
