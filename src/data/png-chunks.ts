/**
 * The outside of a PNG: chunks, check sums, header. Takes the bytes of a file, returns the header with the sizes that follow
 * from it and the contents of the chunks that matter, or throws; nothing is unpacked here. Pure.
 */
import { crc32 } from "node:zlib";
import { fail, imageTooLarge, imageUnsupported } from "./diagnostics.ts";
import { refuseDamaged, refuseTooLarge } from "./image.ts";
import { dataLimits } from "./limits.ts";

export const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
export const HEADER_LENGTH = 13;

/** Samples per pixel and depths by color type. */
const COLOR_TYPES: ReadonlyMap<number, { readonly samples: 1 | 2 | 3 | 4; readonly depths: readonly number[] }> =
  new Map([
    [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
    [2, { samples: 3, depths: [8, 16] }],
    [3, { samples: 1, depths: [1, 2, 4, 8] }],
    [4, { samples: 2, depths: [8, 16] }],
    [6, { samples: 4, depths: [8, 16] }],
  ]);
export const PALETTE = 3;

/** Adam7: first column and row, steps. An image that is not interlaced is one pass of every pixel. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

export interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly samples: 1 | 2 | 3 | 4;
  readonly passes: readonly Pass[];
  /** Of all passes unpacked. */
  readonly length: number;
}

export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly xStep: number;
  readonly yStep: number;
  readonly width: number;
  readonly height: number;
  /** Of its rows, each with one filter byte. */
  readonly length: number;
}

export interface Chunks {
  readonly header: Header;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  readonly packed: Uint8Array;
  /** The content of the chunk `eXIf`. */
  readonly exif: Uint8Array | undefined;
}

export function isPng(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && SIGNATURE.slice(0, 4).every((b, i) => bytes[i] === b);
}

/** Throws `data/image-damaged`, `data/image-unsupported` or `data/image-too-large`. */
export function readChunks(bytes: Uint8Array, path: string): Chunks {
  if (!SIGNATURE.every((b, i) => bytes[i] === b)) refuseDamaged(path, "the PNG signature is damaged");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  const packed: Uint8Array[] = [];
  for (let at = SIGNATURE.length; ;) {
    if (at + 12 > bytes.length)
      refuseDamaged(path, "the PNG is cut short", `a chunk expected at byte ${at}, ${bytes.length} bytes found`);
    const length = view.getUint32(at);
    const end = at + 12 + length;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) refuseDamaged(path, "a PNG chunk has no valid name", `at byte ${at + 4}`);
    if (end > bytes.length)
      refuseDamaged(path, "the PNG is cut short", `chunk ${type} ends at byte ${end}, ${bytes.length} bytes found`);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      refuseDamaged(path, `the check sum of PNG chunk ${type} is wrong`, `at byte ${end - 4}`);
    }
    const content = bytes.subarray(at + 8, end - 4);
    if (header === undefined) {
      if (type !== "IHDR")
        refuseDamaged(path, "the PNG does not begin with its header", `IHDR expected, ${type} found`);
      header = readHeader(content, path);
    } else if (type === "PLTE") {
      if (length === 0 || length % 3 !== 0 || length > 768)
        refuseDamaged(path, "the PNG palette has an impossible length", `${length} bytes`);
      palette = content;
    } else if (type === "tRNS") transparency = content;
    else if (type === "eXIf") exif = content;
    else if (type === "IDAT") packed.push(content);
    else if (type === "IEND") {
      if (header.colorType === PALETTE && palette === undefined)
        refuseDamaged(path, "the PNG has colors by number but no palette");
      return { header, palette, transparency, packed: Buffer.concat(packed), exif };
    } else if (type === "IHDR") refuseDamaged(path, "the PNG has two headers");
    else if (/^[A-Z]/.test(type)) {
      fail(
        imageUnsupported({
          message: "the PNG has a critical chunk that is not known",
          file: path,
          notes: [`chunk ${type}`],
        }),
        1,
      );
    }
    at = end;
  }
}

function readHeader(content: Uint8Array, path: string): Header {
  if (content.length !== HEADER_LENGTH)
    refuseDamaged(path, "the PNG header has a wrong length", `13 bytes expected, ${content.length} found`);
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colorType, compression, filter, interlace] = content.subarray(8) as unknown as readonly number[];
  if (width === 0 || height === 0) refuseDamaged(path, "the PNG has no pixels", `${width}x${height}`);
  const color = COLOR_TYPES.get(colorType!);
  if (color === undefined || !color.depths.includes(depth!)) {
    refuseDamaged(
      path,
      "the PNG header has an impossible color type or depth",
      `color type ${colorType}, ${depth} bits`,
    );
  }
  if (compression !== 0 || filter !== 0 || interlace! > 1) {
    const notes = [`compression ${compression}, filter ${filter}, interlacing ${interlace}`];
    fail(imageUnsupported({ message: "the PNG uses methods that are not known", file: path, notes }), 1);
  }
  refuseTooLarge(width, height, path);
  const bits = depth! * color.samples;
  const passes = (interlace === 1 ? ADAM7 : WHOLE)
    .map(([x, y, xStep, yStep]) => {
      const [w, h] = [Math.ceil((width - x) / xStep), Math.ceil((height - y) / yStep)];
      return { x, y, xStep, yStep, width: w, height: h, length: h * (1 + Math.ceil((w * bits) / 8)) };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
  const length = passes.reduce((sum, pass) => sum + pass.length, 0);
  if (length > dataLimits.imageBytes) {
    const notes = [`${length} bytes unpacked, at most ${dataLimits.imageBytes} are decoded`];
    fail(imageTooLarge({ message: `the image of ${width}x${height} pixels is too large`, file: path, notes }), 1);
  }
  return { width, height, depth: depth!, colorType: colorType!, samples: color.samples, passes, length };
}
