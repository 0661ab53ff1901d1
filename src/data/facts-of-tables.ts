/**
 * What the beginning of a table, or the directory of an archive, tells of a data set. Takes paths, returns facts, or nothing where the
 * first bytes do not settle it. Relies on the decoders for what a header means: what they would refuse is not known here.
 */
import { constants, inflateRawSync } from "node:zlib";
import type { DataFacts } from "../std/data-sets.ts";
import { createCsvParser } from "./csv.ts";
import { readNpyHeader } from "./npy.ts";
import { chooseImages, hasTestImages } from "./npz.ts";
import { PEEK_BYTES, peekBytes } from "./peek.ts";
import type { TableRequest } from "./table-columns.ts";
import { readZipDirectory } from "./zip-directory.ts";

const NEWLINE = 10;

/** Numbers in a row, by the whole rows among the first bytes. */
export function factsOfCsv(path: string, request: TableRequest): DataFacts | undefined {
  const piece = peekBytes(path);
  if (!piece) return undefined;
  const whole = piece.size === piece.bytes.length ? piece.bytes.length : piece.bytes.lastIndexOf(NEWLINE) + 1;
  const parser = createCsvParser(path, request);
  parser.push(piece.bytes.subarray(0, whole));
  const table = parser.end();
  return "width" in table ? { values: table.width } : undefined;
}

/** Images and numbers of each, by the shape of the array of images. */
export function factsOfNpz(path: string): DataFacts | undefined {
  const tail = peekBytes(path, -PEEK_BYTES);
  const members = tail && readZipDirectory(tail.bytes, tail.size);
  const images = members && chooseImages(members);
  const head = images && peekBytes(path, images.at, 8_192);
  if (!head) return undefined;
  const local = new DataView(head.bytes.buffer, head.bytes.byteOffset, head.bytes.length);
  const from = 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = head.bytes.subarray(from);
  const bytes =
    images.method === "stored"
      ? packed
      : inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 24 });
  const [count = 0, ...one] = readNpyHeader(bytes, { name: images.name, path, role: "images" }).shape;
  if (count === 0 || one.length === 0) return undefined;
  const hasTest = hasTestImages(members);
  return { count, values: one.reduce((product, size) => product * size, 1), ...(hasTest ? { hasTest } : {}) };
}
