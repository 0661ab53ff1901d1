/**
 * LZW as GIF and TIFF pack with it. Takes the packed bytes, the order of bits and the width of a literal; returns at most `length`
 * bytes, and fewer where the stream ends or breaks, which the caller refuses. Pure; the memory is that of the answer and a table
 * of 4096 codes.
 */
export interface LzwKind {
  /** Bits of a literal: 8 in TIFF, 2 to 8 in GIF. */
  readonly literalBits: number;
  /** GIF fills a byte from its low end, TIFF from its high end. */
  readonly lowFirst: boolean;
  /** TIFF widens its codes one code early. */
  readonly early: boolean;
}

const MOST_BITS = 12;

export function unpackLzw(packed: Uint8Array, length: number, { literalBits, lowFirst, early }: LzwKind): Uint8Array {
  const out = new Uint8Array(length);
  const [clear, end] = [1 << literalBits, (1 << literalBits) + 1];
  // A string of the table is a place in the output where it was written, and a length.
  const starts = new Uint32Array(1 << MOST_BITS);
  const lengths = new Uint32Array(1 << MOST_BITS);
  let next = end + 1;
  let width = literalBits + 1;
  let filled = 0;
  let previous: { start: number; length: number } | undefined;
  let [buffer, bits, at] = [0, 0, 0];
  while (filled < length) {
    while (bits < width) {
      if (at === packed.length) return out.subarray(0, filled);
      if (lowFirst) buffer |= packed[at++]! << bits;
      else buffer = ((buffer << 8) | packed[at++]!) & 0xffffff;
      bits += 8;
    }
    const code = lowFirst ? buffer & ((1 << width) - 1) : (buffer >> (bits - width)) & ((1 << width) - 1);
    if (lowFirst) buffer >>>= width;
    bits -= width;
    if (code === end) break;
    if (code === clear) {
      [next, width, previous] = [end + 1, literalBits + 1, undefined];
      continue;
    }
    const start = filled;
    if (code < clear) out[filled++] = code;
    else if (code < next && code > end) filled = repeat(out, filled, starts[code]!, lengths[code]!);
    else if (code === next && previous !== undefined) {
      // The string that this very code adds: the previous one and its own first byte.
      filled = repeat(out, filled, previous.start, previous.length);
      if (filled < length) out[filled++] = out[previous.start]!;
    } else return out.subarray(0, filled);
    if (previous !== undefined && next < 1 << MOST_BITS) {
      // The previous string and the first byte of this one follow each other in the output.
      starts[next] = previous.start;
      lengths[next] = previous.length + 1;
      next++;
    }
    if (next + (early ? 1 : 0) >= 1 << width && width < MOST_BITS) width++;
    previous = { start, length: filled - start };
  }
  return out.subarray(0, filled);
}

/** Byte by byte: a string may reach into its own copy. Stops where the output is full. */
function repeat(out: Uint8Array, filled: number, start: number, length: number): number {
  const stop = Math.min(out.length, filled + length);
  for (let from = start; filled < stop;) out[filled++] = out[from++]!;
  return filled;
}
