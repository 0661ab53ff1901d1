/**
 * Numbers of a file's bytes at offsets, in one byte order, each checked against the end of the file. Takes the bytes and what a
 * message calls the format; a read beyond the end throws `data/image-damaged`. Pure. For the headers and directories of image
 * formats, not for pixels.
 */
import { refuseDamaged } from "./image.ts";

export interface ImageBytes {
  readonly length: number;
  u8(at: number): number;
  u16(at: number): number;
  u32(at: number): number;
  i32(at: number): number;
  /** `length` bytes from `at` on, not copied. */
  slice(at: number, length: number): Uint8Array;
}

export function readImageBytes(bytes: Uint8Array, format: string, path: string, little: boolean): ImageBytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const need = (at: number, length: number): number => {
    if (at + length > bytes.length) {
      refuseDamaged(
        path,
        `the ${format} file is cut short`,
        `at least ${at + length} bytes expected, ${bytes.length} found`,
      );
    }
    return at;
  };
  return {
    length: bytes.length,
    u8: (at) => view.getUint8(need(at, 1)),
    u16: (at) => view.getUint16(need(at, 2), little),
    u32: (at) => view.getUint32(need(at, 4), little),
    i32: (at) => view.getInt32(need(at, 4), little),
    slice: (at, length) => bytes.subarray(need(at, length), at + length),
  };
}
