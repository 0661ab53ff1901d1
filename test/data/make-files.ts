/** Data files in memory, written from the formats' definitions, for the tests of this room. */
import { crc32, deflateSync } from "node:zlib";

export function idx(dimensions: readonly number[], elements: ArrayLike<number>, type = 8): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * dimensions.length + elements.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, dimensions.length]);
  for (const [i, size] of dimensions.entries()) view.setUint32(4 + 4 * i, size);
  bytes.set(Array.from(elements), 4 + 4 * dimensions.length);
  return bytes;
}

/** A CIFAR-10 record: channel c of pixel p is `(base + 7p + 50c) mod 256`. */
export function cifarRecord(label: number, base: number): Uint8Array {
  const bytes = new Uint8Array(3073);
  bytes[0] = label;
  for (let c = 0; c < 3; c++) for (let p = 0; p < 1024; p++) bytes[1 + c * 1024 + p] = base + 7 * p + 50 * c;
  return bytes;
}

export function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced?: boolean;
  /** The value of sample s of pixel (x, y), below 2^depth. */
  readonly sample: (x: number, y: number, s: number) => number;
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
  /** Takes the place of the packed rows. */
  readonly packed?: Uint8Array;
}

const SAMPLES = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

const SEVEN_PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG of any kind, its rows filtered by type 0 or 1 (Sub) in turn. */
export function png(parts: PngParts): Uint8Array {
  const { width, height, depth, colorType, interlaced = false } = parts;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, colorType, 0, 0, interlaced ? 1 : 0], 8);
  const chunks = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), chunk("IHDR", header)];
  if (parts.palette !== undefined) chunks.push(chunk("PLTE", Uint8Array.from(parts.palette)));
  if (parts.transparency !== undefined) chunks.push(chunk("tRNS", Uint8Array.from(parts.transparency)));
  const packed = parts.packed ?? deflateSync(rows(parts));
  const half = packed.length >> 1;
  chunks.push(chunk("IDAT", packed.subarray(0, half)), chunk("IDAT", packed.subarray(half)));
  chunks.push(chunk("IEND", new Uint8Array(0)));
  return new Uint8Array(Buffer.concat(chunks));
}

function rows({ width, height, depth, colorType, interlaced, sample }: PngParts): Uint8Array {
  const samples = SAMPLES.get(colorType)!;
  const all: number[] = [];
  let filter = 0;
  for (const [x0, y0, dx, dy] of interlaced ? SEVEN_PASSES : ([[0, 0, 1, 1]] as const)) {
    if (x0 >= width) continue;
    for (let y = y0; y < height; y += dy) {
      let bits = "";
      for (let x = x0; x < width; x += dx) {
        for (let s = 0; s < samples; s++) bits += sample(x, y, s).toString(2).padStart(depth, "0");
      }
      const line = (bits.match(/.{1,8}/g) ?? []).map((b) => Number.parseInt(b.padEnd(8, "0"), 2));
      const unit = Math.max(1, (samples * depth) / 8);
      const filtered = filter === 0 ? line : line.map((value, i) => (value - (line[i - unit] ?? 0)) & 255);
      all.push(filter, ...filtered);
      filter = 1 - filter;
    }
  }
  return Uint8Array.from(all);
}
