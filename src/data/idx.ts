/**
 * IDX files (the format of MNIST). Takes the bytes of a file, plain or gzip, and returns images or labels as views of
 * them; every rule of the format is checked, and each failure is a `CnncError` with exit 1 that names the file. Pure.
 * Images have three dimensions (count, H, W) or four (count, H, W, C), labels one; elements are unsigned bytes.
 */
import { fail, idxEmpty, idxLength, idxMagic, idxMislabeled, idxRank, idxType } from "./diagnostics.ts";
import { shapeText } from "./dataset.ts";
import { checkLabels } from "./labels.ts";
import { isGzip, peekGzip, unpackGzip } from "./gzip.ts";
import { dataLimits } from "./limits.ts";

export interface IdxImages {
  readonly count: number;
  /** `[H, W, C]`. */
  readonly shape: readonly number[];
  /** `count·H·W·C` bytes. */
  readonly pixels: Uint8Array;
}

type Role = "images" | "labels";

interface Header {
  readonly dimensions: readonly number[];
  /** Header and elements together, in bytes. */
  readonly length: number;
  readonly headerLength: number;
}

const ELEMENT_TYPES: ReadonlyMap<number, string> = new Map([
  [0x08, "unsigned bytes"],
  [0x09, "signed bytes"],
  [0x0b, "16-bit integers"],
  [0x0c, "32-bit integers"],
  [0x0d, "32-bit floats"],
  [0x0e, "64-bit floats"],
]);

/** Whether the bytes begin as an IDX file or as gzip (which is taken for a packed IDX file). */
export function looksLikeIdx(bytes: Uint8Array): boolean {
  return isGzip(bytes) || (bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && ELEMENT_TYPES.has(bytes[2]!));
}

/** Throws `data/idx-…` and `data/gzip-damaged`. */
export function decodeIdxImages(bytes: Uint8Array, path: string): IdxImages {
  const { header, file } = open(bytes, path, "images");
  const [count, height, width, channels = 1] = header.dimensions as [number, number, number, number?];
  return { count, shape: [height, width, channels], pixels: file.subarray(header.headerLength) };
}

/** Count, height, width and, where it is there, channels, from the first bytes. Throws as `decodeIdxImages`. */
export function peekIdxImages(bytes: Uint8Array, path: string): readonly number[] {
  return readHeader(bytes, path, "images").dimensions;
}

/** With `classes`, every label must be below it. Throws `data/idx-…`, `data/gzip-damaged`, `data/label-out-of-range`. */
export function decodeIdxLabels(bytes: Uint8Array, path: string, classes?: number): Uint8Array {
  const { header, file } = open(bytes, path, "labels");
  const labels = file.subarray(header.headerLength);
  if (classes !== undefined) checkLabels(labels, classes, path);
  return labels;
}

/** The header, and the whole file unpacked; the lengths agree. */
function open(bytes: Uint8Array, path: string, role: Role): { header: Header; file: Uint8Array } {
  const packed = isGzip(bytes);
  const header = readHeader(packed ? peekGzip(bytes, path) : bytes, path, role);
  const file = packed ? unpackGzip(bytes, header.length, path) : bytes;
  if (file.length !== header.length) {
    const elements = header.dimensions.join(" x ");
    fail(
      idxLength({
        message: file.length < header.length ? "the IDX file is cut short" : "bytes follow the end of the IDX data",
        file: path,
        notes: [
          `${header.length} bytes expected: ${header.headerLength} of header and ${elements} elements`,
          `${file.length} bytes found`,
        ],
      }),
      1,
    );
  }
  return { header, file };
}

function readHeader(bytes: Uint8Array, path: string, role: Role): Header {
  if (bytes.length < 4) tooShort(bytes, 4, path);
  const [first, second, type, rank] = bytes as unknown as readonly [number, number, number, number];
  if (first !== 0 || second !== 0 || !ELEMENT_TYPES.has(type)) {
    const found = [...bytes.subarray(0, 4)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
    const expected = role === "images" ? "00 00 08 03" : "00 00 08 01";
    fail(
      idxMagic({
        message: "the file does not begin as an IDX file",
        file: path,
        notes: [`${expected} expected (${role}), ${found} found`],
      }),
      1,
    );
  }
  if (type !== 0x08) {
    const message = `IDX elements are ${ELEMENT_TYPES.get(type)}, unsigned bytes are needed`;
    fail(idxType({ message, file: path, notes: ["type 0x08 expected", `type 0x${hex(type)} found`] }), 1);
  }
  checkRank(rank, path, role);
  const headerLength = 4 + 4 * rank;
  if (bytes.length < headerLength) tooShort(bytes, headerLength, path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerLength);
  const dimensions = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  if (dimensions.includes(0)) {
    const notes = [`dimensions ${shapeText(dimensions)}`];
    fail(idxEmpty({ message: `the IDX file holds no ${role}`, file: path, notes }), 1);
  }
  // Four 32-bit dimensions multiply to 128 bits: far beyond exact numbers, so the product is taken in BigInt.
  const length = dimensions.reduce((product, d) => product * BigInt(d), 1n) + BigInt(headerLength);
  if (length > BigInt(dataLimits.fileBytes)) {
    fail(
      idxLength({
        message: "the IDX header declares more than the limit",
        file: path,
        notes: [`dimensions ${shapeText(dimensions)}: ${length} bytes`, `at most ${dataLimits.fileBytes} are read`],
      }),
      1,
    );
  }
  return { dimensions, length: Number(length), headerLength };
}

function checkRank(rank: number, path: string, role: Role): void {
  const fits = role === "labels" ? rank === 1 : rank === 3 || rank === 4;
  if (fits) return;
  const notes = [`${role === "labels" ? "1 dimension" : "3 or 4 dimensions"} expected`, `${rank} found`];
  if (role === "images" && rank === 1) {
    const message = "labels file given where images are needed";
    fail(idxMislabeled({ message, file: path, notes, help: "exchange or rename the two files of the pair" }), 1);
  }
  if (role === "labels" && (rank === 3 || rank === 4)) {
    const message = "images file given where labels are needed";
    fail(idxMislabeled({ message, file: path, notes, help: "exchange or rename the two files of the pair" }), 1);
  }
  fail(idxRank({ message: `an IDX file of ${rank} dimensions cannot be ${role}`, file: path, notes }), 1);
}

function tooShort(bytes: Uint8Array, expected: number, path: string): never {
  const notes = [`at least ${expected} bytes of header expected`, `${bytes.length} bytes found`];
  fail(idxLength({ message: "the IDX file is cut short within its header", file: path, notes }), 1);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
