/**
 * The runs of a BMP of 4 or 8 bits. Takes the packed bytes and the size; returns the number of each pixel's color, row after row as
 * they are stored. Pixels that no run reaches have color 0, as the format has it. Pure. Throws `data/image-damaged`.
 */
import { refuseDamaged } from "./image.ts";

interface Size {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
}

const [END_OF_ROW, END, MOVE] = [0, 1, 2];

export function unpackRuns(packed: Uint8Array, { width, height, bits }: Size, path: string): Uint8Array {
  const indices = new Uint8Array(width * height);
  let [x, y] = [0, 0];
  const put = (value: number): void => {
    if (x >= width || y >= height)
      refuseDamaged(path, "a run of the BMP goes beyond its row", `row ${y} of ${height}, ${width} pixels`);
    indices[y * width + x++] = value;
  };
  /** Number `i` of the values of a byte. */
  const part = (byte: number, i: number): number => (bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
  for (let at = 0; ;) {
    if (at + 2 > packed.length) {
      // Some programs leave the last mark out.
      if (at === packed.length && (y >= height || (y === height - 1 && x === width))) return indices;
      refuseDamaged(path, "the BMP file is cut short", `row ${y} of ${height} expected`);
    }
    const [count, value] = [packed[at]!, packed[at + 1]!];
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(part(value, i));
    } else if (value === END) return indices;
    else if (value === END_OF_ROW) [x, y] = [0, y + 1];
    else if (value === MOVE) {
      if (at + 2 > packed.length) refuseDamaged(path, "the BMP file is cut short");
      x += packed[at]!;
      y += packed[at + 1]!;
      at += 2;
    } else {
      const length = bits === 8 ? value : Math.ceil(value / 2);
      if (at + length > packed.length) refuseDamaged(path, "the BMP file is cut short");
      for (let i = 0; i < value; i++) put(part(packed[at + (bits === 8 ? i : i >> 1)]!, i));
      // Each piece is a whole number of words.
      at += length + (length % 2);
    }
  }
}
