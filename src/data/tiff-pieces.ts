/**
 * The pieces of a TIFF unpacked: a strip or a tile becomes rows of bytes, at most as many as it declares. Takes the picture's
 * facts and the packed bytes; throws `data/image-damaged` where there are fewer. Pure.
 */
import { inflateSync } from "node:zlib";
import { refuseDamaged } from "./image.ts";
import { decodeJpeg } from "./jpeg.ts";
import { unpackLzw } from "./lzw.ts";
import type { TiffPicture } from "./tiff-directory.ts";

/** Adobe's segment, which says that three components are red, green and blue. */
const ADOBE_RGB = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0];

/** Bytes of a row of a piece; each row begins anew. */
export function rowBytes({ piece, bits, samples, planar }: TiffPicture): number {
  return Math.ceil((piece.width * bits * (planar ? 1 : samples)) / 8);
}

/** `rows` of them are wanted; differences are summed up. */
export function unpackPiece(picture: TiffPicture, packed: Uint8Array, rows: number, path: string): Uint8Array {
  const expected = rowBytes(picture) * rows;
  const bytes = unpack(picture, picture.lowFirst ? packed.map(reverseBits) : packed, rows, expected, path);
  if (bytes.length < expected)
    refuseDamaged(path, "a piece of the TIFF has too few pixels", `${expected} bytes expected, ${bytes.length} found`);
  if (picture.differences) sumUp(picture, bytes, rows);
  return bytes;
}

function unpack(picture: TiffPicture, packed: Uint8Array, rows: number, expected: number, path: string): Uint8Array {
  switch (picture.packing) {
    case "none":
      return packed.subarray(0, expected);
    case "lzw":
      return unpackLzw(packed, expected, { literalBits: 8, lowFirst: false, early: true });
    case "packbits":
      return unpackBits(packed, expected);
    case "deflate":
      try {
        // The last strip may hold as many rows as the others.
        return inflateSync(packed, { maxOutputLength: Math.max(1, rowBytes(picture) * picture.piece.height) });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return refuseDamaged(path, "a piece of the TIFF does not unpack", `${expected} bytes expected`, reason);
      }
    case "jpeg":
      return unpackJpeg(picture, packed, rows, path);
    default:
      return picture.packing satisfies never;
  }
}

/** A count and that many bytes, or a count and one byte to repeat. */
function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let filled = 0;
  for (let at = 0; at < packed.length && filled < length;) {
    const count = packed[at++]!;
    if (count === 128) continue;
    const size = Math.min(length - filled, count < 128 ? count + 1 : 257 - count);
    if (count < 128) {
      const literal = packed.subarray(at, at + size);
      out.set(literal, filled);
      filled += literal.length;
      at += count + 1;
    } else if (at < packed.length) {
      out.fill(packed[at++]!, filled, filled + size);
      filled += size;
    }
  }
  return out.subarray(0, filled);
}

/** A JPEG without its tables, which stand in the directory once for all pieces. */
function unpackJpeg(
  { jpegTables, colors, piece, samples }: TiffPicture,
  packed: Uint8Array,
  rows: number,
  path: string,
) {
  const start = [0xff, 0xd8];
  const tables = jpegTables === undefined ? [] : jpegTables.subarray(2, jpegTables.length - 2);
  const file = Buffer.concat([
    Uint8Array.from(start),
    Uint8Array.from(colors === "rgb" ? ADOBE_RGB : []),
    Uint8Array.from(tables),
    packed.subarray(2),
  ]);
  const { width, height, channels, data } = decodeJpeg(file, path);
  if (width !== piece.width || height < rows || channels !== samples) {
    const note = `${piece.width}x${rows}x${samples} expected, ${width}x${height}x${channels} found`;
    refuseDamaged(path, "a piece of the TIFF has another size than declared", note);
  }
  return data;
}

/** Each sample of 8 or 16 bits is stored as what it exceeds the one of the pixel before by. */
function sumUp(picture: TiffPicture, bytes: Uint8Array, rows: number): void {
  const { bits, little, planar } = picture;
  const samples = planar ? 1 : picture.samples;
  const row = rowBytes(picture);
  if (bits === 8) {
    for (let y = 0; y < rows; y++)
      for (let i = y * row + samples; i < (y + 1) * row; i++) bytes[i]! += bytes[i - samples]!;
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let y = 0; y < rows; y++) {
    for (let i = y * row + 2 * samples; i < (y + 1) * row; i += 2)
      view.setUint16(i, view.getUint16(i, little) + view.getUint16(i - 2 * samples, little), little);
  }
}

function reverseBits(byte: number): number {
  let reversed = 0;
  for (let i = 0; i < 8; i++) reversed |= ((byte >> i) & 1) << (7 - i);
  return reversed;
}
