/**
 * GIF to 8-bit pixels: the first picture of the file, in its place on the canvas. Takes the bytes of a file; the size of the canvas is
 * checked before anything is unpacked. Pure. Gray where the table of colors is gray, else RGB; with alpha
 * where a color is transparent or the picture does not fill the canvas. Later pictures of an animation are not looked at.
 */
import { type Image, refuseDamaged, refuseTooLarge } from "./image.ts";
import { type ImageBytes, readImageBytes } from "./image-bytes.ts";
import { unpackLzw } from "./lzw.ts";
import { lookUpColors, onCanvas } from "./palette.ts";

const [EXTENSION, PICTURE, TRAILER] = [0x21, 0x2c, 0x3b];
const GRAPHIC_CONTROL = 0xf9;
/** First row and step of the four passes of an interlaced picture. */
const PASSES = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

export function isGif(bytes: Uint8Array): boolean {
  return /^GIF8[79]a/.test(String.fromCharCode(...bytes.subarray(0, 6)));
}

/** Throws `data/image-damaged` or `data/image-too-large`. */
export function decodeGif(bytes: Uint8Array, path: string): Image {
  const file = readImageBytes(bytes, "GIF", path, true);
  const [width, height] = [file.u16(6), file.u16(8)];
  if (width === 0 || height === 0) refuseDamaged(path, "the GIF has no pixels", `${width}x${height}`);
  refuseTooLarge(width, height, path);
  const common = readColors(file, file.u8(10), 13);
  let transparent: number | undefined;
  for (let at = common.end; ;) {
    const kind = file.u8(at);
    if (kind === PICTURE) return readPicture(file, at + 1, { width, height, path, transparent, common: common.colors });
    if (kind === TRAILER) refuseDamaged(path, "the GIF holds no picture");
    if (kind !== EXTENSION)
      refuseDamaged(path, "the GIF has a block of no known kind", `${kind.toString(16)} at byte ${at}`);
    if (file.u8(at + 1) === GRAPHIC_CONTROL && file.u8(at + 2) >= 4 && (file.u8(at + 3) & 1) === 1)
      transparent = file.u8(at + 6);
    at = skipBlocks(file, at + 2);
  }
}

interface Surroundings {
  readonly width: number;
  readonly height: number;
  readonly path: string;
  readonly transparent: number | undefined;
  readonly common: Uint8Array | undefined;
}

/** The table of colors that the flags announce, and where it ends. */
function readColors(file: ImageBytes, flags: number, at: number): { colors?: Uint8Array; end: number } {
  if ((flags & 0x80) === 0) return { end: at };
  const length = 3 * 2 ** ((flags & 7) + 1);
  return { colors: file.slice(at, length), end: at + length };
}

function readPicture(file: ImageBytes, at: number, { width, height, path, transparent, common }: Surroundings): Image {
  const [left, top, w, h] = [file.u16(at), file.u16(at + 2), file.u16(at + 4), file.u16(at + 6)];
  const flags = file.u8(at + 8);
  const own = readColors(file, flags, at + 9);
  const colors = own.colors ?? common;
  if (colors === undefined) return refuseDamaged(path, "the GIF has no table of colors");
  if (w === 0 || h === 0 || left + w > width || top + h > height) {
    const note = `${w}x${h} at ${left}, ${top} of ${width}x${height}`;
    refuseDamaged(path, "the picture of the GIF is outside its canvas", note);
  }
  const literalBits = file.u8(own.end);
  if (literalBits < 1 || literalBits > 8)
    refuseDamaged(path, "the GIF has an impossible code size", `${literalBits} bits, 1 to 8 expected`);
  const indices = unpackLzw(joinBlocks(file, own.end + 1), w * h, { literalBits, lowFirst: true, early: false });
  if (indices.length < w * h)
    refuseDamaged(path, "the GIF has too few pixels", `${w * h} expected, ${indices.length} found`);
  const picture = lookUpColors(rowsInOrder(indices, w, (flags & 0x40) !== 0), colors, {
    width: w,
    height: h,
    path,
    transparent,
  });
  return onCanvas(picture, { left, top, width, height });
}

function rowsInOrder(indices: Uint8Array, width: number, interlaced: boolean): Uint8Array {
  if (!interlaced) return indices;
  const ordered = new Uint8Array(indices.length);
  for (const [i, row] of interlacedRows(indices.length / width).entries())
    ordered.set(indices.subarray(i * width, (i + 1) * width), row * width);
  return ordered;
}

function interlacedRows(height: number): readonly number[] {
  const rows: number[] = [];
  for (const [first, step] of PASSES) for (let y = first; y < height; y += step) rows.push(y);
  return rows;
}

/** Behind a row of sub-blocks; the first one begins at `at`. */
function skipBlocks(file: ImageBytes, at: number): number {
  for (;;) {
    const length = file.u8(at);
    if (length === 0) return at + 1;
    at += 1 + length;
  }
}

function joinBlocks(file: ImageBytes, at: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (;;) {
    const length = file.u8(at);
    if (length === 0) return Buffer.concat(blocks);
    blocks.push(file.slice(at + 1, length));
    at += 1 + length;
  }
}
