/**
 * PNG to 8-bit pixels. Takes the bytes of a file; checks the chunks, their sums and every size before anything is unpacked,
 * then hands clean passes to fast-png for the filters. Pure. Gray, RGB, palette, alpha and transparent color at every depth,
 * plain or interlaced; color profiles and gamma are not applied.
 */
import { deflateSync, inflateSync } from "node:zlib";
import { decode } from "fast-png";
import { fail, maskKind } from "./diagnostics.ts";
import { type Image, refuseDamaged } from "./image.ts";
import { applyOrientation, readExifChunk } from "./orientation.ts";
import {
  type Chunks,
  HEADER_LENGTH,
  type Header,
  isPng,
  PALETTE,
  type Pass,
  readChunks,
  SIGNATURE,
} from "./png-chunks.ts";

/** Throws `data/image-damaged`, `data/image-unsupported` or `data/image-too-large`. */
export function decodePng(bytes: Uint8Array, path: string): Image {
  const { samples, chunks } = readSamples(bytes, path);
  const image = toBytes(samples, chunks, path);
  return applyOrientation(image, orientationOf(chunks));
}

function orientationOf({ exif }: Chunks): number {
  return (exif && readExifChunk(exif)) ?? 1;
}

/** Pixels as the file numbers them: gray values at their own depth, or numbers of the palette. */
export interface PngNumbers {
  readonly width: number;
  readonly height: number;
  readonly numbers: Uint16Array;
}

/** As `decodePng`; also throws `data/mask-kind` for what is no PNG or has colors. */
export function decodePngNumbers(bytes: Uint8Array, path: string): PngNumbers {
  const refuse = (what: string): never =>
    fail(
      maskKind({ message: `a mask ${what}`, file: path, help: "save it as a PNG of gray values or with a palette" }),
      1,
    );
  if (!isPng(bytes)) refuse("is no PNG file");
  const { samples, chunks } = readSamples(bytes, path);
  const { width, height, samples: each } = chunks.header;
  if (each !== 1) refuse(`has ${each} samples for a pixel, where one number says the class`);
  const stored = { width, height, channels: 1, data: samples };
  const { data, ...size } = applyOrientation(stored, orientationOf(chunks));
  return { width: size.width, height: size.height, numbers: data };
}

function readSamples(bytes: Uint8Array, path: string): { readonly samples: Uint16Array; readonly chunks: Chunks } {
  const chunks = readChunks(bytes, path);
  const { header } = chunks;
  const raw = unpack(chunks.packed, header.length, path);
  const samples = new Uint16Array(header.width * header.height * header.samples);
  let offset = 0;
  for (const pass of header.passes) {
    scatter(unfilter(raw.subarray(offset, offset + pass.length), pass, header, path), pass, header, samples);
    offset += pass.length;
  }
  return { samples, chunks };
}

function unpack(packed: Uint8Array, length: number, path: string): Uint8Array {
  let raw: Uint8Array;
  try {
    raw = inflateSync(packed, { maxOutputLength: length });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuseDamaged(path, "the PNG pixels do not unpack", `${length} bytes expected`, reason);
  }
  if (raw.length !== length)
    refuseDamaged(path, "the PNG has too few pixels", `${length} bytes expected, ${raw.length} found`);
  return raw;
}

/** One pass through fast-png, as a PNG of its own: its interlaced reader takes samples below 8 bits for whole bytes. */
function unfilter(raw: Uint8Array, pass: Pass, header: Header, path: string): Uint8Array | Uint16Array {
  const ihdr = new Uint8Array(HEADER_LENGTH);
  const view = new DataView(ihdr.buffer);
  view.setUint32(0, pass.width);
  view.setUint32(4, pass.height);
  // Colors by number are read as gray: the numbers are wanted.
  ihdr.set([header.depth, header.colorType === PALETTE ? 0 : header.colorType], 8);
  const png = [
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", ihdr),
    chunk("IDAT", deflateSync(raw, { level: 0 })),
    chunk("IEND", new Uint8Array(0)),
  ];
  try {
    return decode(Buffer.concat(png)).data as Uint8Array | Uint16Array;
  } catch (error) {
    return refuseDamaged(
      path,
      "the PNG pixels cannot be decoded",
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** Its sum stays zero: the sums of the file were checked, and fast-png is not asked to check. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(content, 8);
  return bytes;
}

/** Puts the samples of a pass in their places; below 8 bits they are packed from the high end, each row anew. */
function scatter(data: Uint8Array | Uint16Array, pass: Pass, { width, depth, samples }: Header, to: Uint16Array): void {
  const perRow = depth < 8 ? Math.ceil((pass.width * samples * depth) / 8) : pass.width * samples;
  const mask = 2 ** depth - 1;
  for (let row = 0; row < pass.height; row++) {
    for (let column = 0; column < pass.width; column++) {
      const target = ((pass.y + row * pass.yStep) * width + pass.x + column * pass.xStep) * samples;
      for (let s = 0; s < samples; s++) {
        const i = column * samples + s;
        const bit = i * depth;
        to[target + s] =
          depth < 8 ? (data[row * perRow + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask : data[row * perRow + i]!;
      }
    }
  }
}

/** To 8 bits, colors looked up, a transparent color turned into alpha. */
function toBytes(samples: Uint16Array, { header, palette, transparency }: Chunks, path: string): Image {
  const { width, height, depth, colorType } = header;
  const pixels = width * height;
  if (colorType === PALETTE) return lookUp(samples, palette!, transparency, width, height, path);
  const most = 2 ** depth - 1;
  const key =
    transparency === undefined || header.samples % 2 === 0 ? undefined : colorKey(transparency, header.samples, path);
  const channels = (key === undefined ? header.samples : header.samples + 1) as Image["channels"];
  const data = new Uint8Array(pixels * channels);
  for (let p = 0; p < pixels; p++) {
    let isKey = key !== undefined;
    for (let s = 0; s < header.samples; s++) {
      const value = samples[p * header.samples + s]!;
      data[p * channels + s] = Math.round((value * 255) / most);
      if (key !== undefined && key[s] !== value) isKey = false;
    }
    if (key !== undefined) data[p * channels + header.samples] = isKey ? 0 : 255;
  }
  return { width, height, channels, data };
}

function colorKey(transparency: Uint8Array, samples: number, path: string): readonly number[] {
  if (transparency.length !== 2 * samples) {
    refuseDamaged(
      path,
      "the transparent color of the PNG has a wrong length",
      `${2 * samples} bytes expected, ${transparency.length} found`,
    );
  }
  return Array.from({ length: samples }, (_, s) => transparency[2 * s]! * 256 + transparency[2 * s + 1]!);
}

function lookUp(
  indices: Uint16Array,
  palette: Uint8Array,
  alpha: Uint8Array | undefined,
  width: number,
  height: number,
  path: string,
): Image {
  const channels = alpha === undefined ? 3 : 4;
  const colors = palette.length / 3;
  if (alpha !== undefined && alpha.length > colors)
    refuseDamaged(path, "the PNG has more transparencies than colors", `${alpha.length} for ${colors}`);
  const data = new Uint8Array(indices.length * channels);
  for (const [p, index] of indices.entries()) {
    if (index >= colors)
      refuseDamaged(path, "a PNG pixel names a color outside the palette", `color ${index} of ${colors}`);
    data.set(palette.subarray(3 * index, 3 * index + 3), p * channels);
    if (alpha !== undefined) data[p * channels + 3] = alpha[index] ?? 255;
  }
  return { width, height, channels, data };
}
