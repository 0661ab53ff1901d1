/**
 * WebP to 8-bit pixels, by libwebp (npm `@cwasm/webp`). Takes the bytes of a file; reads its chunks for size, alpha and orientation,
 * and of an animation the first picture, in its place on the canvas. Lossy and lossless. RGB, with alpha where the file has it.
 * The size is checked before anything is decoded.
 */
import { type CodecExports, createCodec, hand } from "./codec.ts";
import { fail, imageTooLarge } from "./diagnostics.ts";
import { type Image, refuseDamaged, refuseTooLarge } from "./image.ts";
import { readImageBytes } from "./image-bytes.ts";
import { dataLimits } from "./limits.ts";
import { applyOrientation, readExifChunk } from "./orientation.ts";
import { onCanvas } from "./palette.ts";

interface Chunk {
  readonly type: string;
  readonly content: Uint8Array;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const [FILE_HEADER, CHUNK_HEADER, FRAME_HEADER] = [12, 8, 16];
const ALPHA_FLAG = 0x10;

interface LibWebp extends CodecExports {
  readonly WebPDecodeRGBA: (source: number, length: number, width: number, height: number) => number;
}

const codec = createCodec<LibWebp>("@cwasm/webp/webp.wasm", {
  wasi_snapshot_preview1: { fd_close: () => 0, fd_seek: () => 0, fd_write: () => 0 },
});

export function isWebp(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, FILE_HEADER));
  return text.startsWith("RIFF") && text.endsWith("WEBP");
}

/** Throws `data/image-damaged` or `data/image-too-large`. */
export function decodeWebp(bytes: Uint8Array, path: string): Image {
  const end = readImageBytes(bytes, "WebP", path, true).u32(4) + CHUNK_HEADER;
  if (end > bytes.length)
    refuseDamaged(path, "the WebP file is cut short", `${end} bytes expected, ${bytes.length} found`);
  const chunks = readChunks(bytes.subarray(0, end), FILE_HEADER, path);
  const canvas = chunks.find(({ type }) => type === "VP8X");
  const size = canvas === undefined ? undefined : readCanvas(canvas.content, path);
  const frame = chunks.find(({ type }) => type === "ANMF");
  const image = frame === undefined ? decodeStill(chunks, size, path) : decodeFrame(frame.content, size, path);
  const exif = chunks.find(({ type }) => type === "EXIF");
  return applyOrientation(image, (exif && readExifChunk(exif.content)) ?? 1);
}

function readChunks(bytes: Uint8Array, from: number, path: string): readonly Chunk[] {
  const file = readImageBytes(bytes, "WebP", path, true);
  const chunks: Chunk[] = [];
  for (let at = from; at + CHUNK_HEADER <= bytes.length;) {
    const length = file.u32(at + 4);
    const type = String.fromCharCode(...file.slice(at, 4));
    chunks.push({ type, content: file.slice(at + CHUNK_HEADER, length) });
    at += CHUNK_HEADER + length + (length % 2);
  }
  return chunks;
}

function readCanvas(content: Uint8Array, path: string): Size {
  return { width: u24(content, 4, path) + 1, height: u24(content, 7, path) + 1 };
}

function decodeStill(chunks: readonly Chunk[], canvas: Size | undefined, path: string): Image {
  const image = decodePicture(chunks, path);
  if (canvas !== undefined && (canvas.width !== image.width || canvas.height !== image.height)) {
    const note = `${canvas.width}x${canvas.height} declared, ${image.width}x${image.height} found`;
    refuseDamaged(path, "the picture of the WebP has another size than its canvas", note);
  }
  return image;
}

function decodeFrame(content: Uint8Array, canvas: Size | undefined, path: string): Image {
  if (canvas === undefined) return refuseDamaged(path, "the animated WebP declares no size");
  refuseTooLarge(canvas.width, canvas.height, path);
  const [left, top] = [2 * u24(content, 0, path), 2 * u24(content, 3, path)];
  const picture = decodePicture(readChunks(content, FRAME_HEADER, path), path);
  if (left + picture.width > canvas.width || top + picture.height > canvas.height) {
    const note = `${picture.width}x${picture.height} at ${left}, ${top} of ${canvas.width}x${canvas.height}`;
    refuseDamaged(path, "the first picture of the WebP is outside its canvas", note);
  }
  return onCanvas(picture, { ...canvas, left, top });
}

/** A picture among chunks: lossless by itself, or lossy with its alpha before it. */
function decodePicture(chunks: readonly Chunk[], path: string): Image {
  const at = chunks.findIndex(({ type }) => type === "VP8 " || type === "VP8L");
  if (at < 0) return refuseDamaged(path, "the WebP holds no picture");
  const picture = chunks[at]!;
  const lossless = picture.type === "VP8L";
  const { width, height, alpha } = lossless
    ? readLosslessHeader(picture.content, path)
    : { ...readLossyHeader(picture.content, path), alpha: false };
  if (width === 0 || height === 0) refuseDamaged(path, "the WebP has no pixels", `${width}x${height}`);
  refuseTooLarge(width, height, path);
  const planes = lossless ? undefined : chunks.slice(0, at).find(({ type }) => type === "ALPH");
  const channels = alpha || planes !== undefined ? 4 : 3;
  const file = planes === undefined ? wrap([picture]) : wrap([canvasOf(width, height), planes, picture]);
  // The file, the pixels as libwebp gives them and as they are returned; a lossless picture is unpacked aside.
  const memory = file.length + width * height * (4 + channels + (lossless ? 4 : 0));
  const most = dataLimits.codecMemory * 2 ** 20;
  if (memory > most) {
    const notes = [`${memory} bytes of memory would be used, at most ${most} are`];
    fail(imageTooLarge({ message: `the image of ${width}x${height} pixels is too large`, file: path, notes }), 1);
  }
  const rgba = decodeRgba(file, width * height);
  if (rgba === undefined) return refuseDamaged(path, "the WebP cannot be decoded");
  return { width, height, channels, data: channels === 4 ? rgba : withoutAlpha(rgba) };
}

/** The size in the frame header of a key frame of VP8 (RFC 6386, 9.1). */
function readLossyHeader(content: Uint8Array, path: string): Size {
  const header = readImageBytes(content, "WebP", path, true);
  const isKey = (header.u8(0) & 1) === 0 && header.u8(3) === 0x9d && header.u8(4) === 1 && header.u8(5) === 0x2a;
  if (!isKey) refuseDamaged(path, "the WebP picture does not begin with a key frame");
  return { width: header.u16(6) & 0x3fff, height: header.u16(8) & 0x3fff };
}

function readLosslessHeader(content: Uint8Array, path: string): Size & { readonly alpha: boolean } {
  const header = readImageBytes(content, "WebP", path, true);
  if (header.u8(0) !== 0x2f) refuseDamaged(path, "the lossless WebP picture does not begin with its mark");
  const bits = header.u32(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 };
}

function canvasOf(width: number, height: number): Chunk {
  const content = new Uint8Array(10);
  content[0] = ALPHA_FLAG;
  for (const [i, value] of [width - 1, height - 1].entries())
    content.set([value & 255, (value >> 8) & 255, value >> 16], 4 + 3 * i);
  return { type: "VP8X", content };
}

/** A file of the chunks alone. */
function wrap(chunks: readonly Chunk[]): Uint8Array {
  const length = chunks.reduce((sum, { content }) => sum + CHUNK_HEADER + content.length + (content.length % 2), 0);
  const file = Buffer.alloc(FILE_HEADER + length);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(4 + length, 4);
  file.write("WEBP", 8, "latin1");
  let at = FILE_HEADER;
  for (const { type, content } of chunks) {
    file.write(type, at, "latin1");
    file.writeUInt32LE(content.length, at + 4);
    file.set(content, at + CHUNK_HEADER);
    at += CHUNK_HEADER + content.length + (content.length % 2);
  }
  return file;
}

function decodeRgba(file: Uint8Array, pixels: number): Uint8Array | undefined {
  try {
    return codec.use((exports) => {
      const source = hand(exports, file);
      // No sizes are asked for: the header told them.
      const target = exports.WebPDecodeRGBA(source, file.length, 0, 0) >>> 0;
      const data = target === 0 ? undefined : new Uint8Array(exports.memory.buffer, target, 4 * pixels).slice();
      exports.free(target);
      exports.free(source);
      return data;
    });
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    rgb[to++] = rgba[from]!;
    rgb[to++] = rgba[from + 1]!;
    rgb[to++] = rgba[from + 2]!;
  }
  return rgb;
}

function u24(bytes: Uint8Array, at: number, path: string): number {
  if (at + 3 > bytes.length)
    refuseDamaged(path, "the WebP file is cut short", `${at + 3} bytes of a chunk expected, ${bytes.length} found`);
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}
