/**
 * Gzip with a bound. Takes bytes, says whether they are gzip, shows their first unpacked bytes, and unpacks them to a
 * length known beforehand, so that no small file can fill the memory. Relies on node:zlib; knows nothing of formats inside.
 */
import { constants, gunzipSync } from "node:zlib";
import { fail, gzipDamaged } from "./diagnostics.ts";

/** Enough packed bytes for any header of ours; they unpack to some 4 MiB at most. */
const PEEK_BYTES = 4096;

/** Deflate packs at most 1032 bytes into one. */
const LARGEST_RATIO = 1032;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The first unpacked bytes: as many as the first packed ones give. Throws `data/gzip-damaged`. */
export function peekGzip(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes.subarray(0, PEEK_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    return damaged(path, [reasonOf(error)]);
  }
}

/** All unpacked bytes, which must be exactly `length`. Throws `data/gzip-damaged`. */
export function unpackGzip(bytes: Uint8Array, length: number, path: string): Uint8Array {
  const most = bytes.length * LARGEST_RATIO;
  if (length > most) {
    damaged(path, [
      `${length} bytes expected after unpacking`,
      `${bytes.length} packed bytes unpack to at most ${bytes.length} x ${LARGEST_RATIO} = ${most}`,
    ]);
  }
  let unpacked: Uint8Array;
  try {
    unpacked = gunzipSync(bytes, { maxOutputLength: Math.max(1, length) });
  } catch (error) {
    const tooLong = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return damaged(path, [
      `${length} bytes expected after unpacking`,
      tooLong ? `more than ${length} bytes found` : reasonOf(error),
    ]);
  }
  if (unpacked.length !== length) {
    damaged(path, [`${length} bytes expected after unpacking`, `${unpacked.length} bytes found`]);
  }
  return new Uint8Array(unpacked.buffer, unpacked.byteOffset, unpacked.length);
}

function damaged(path: string, notes: readonly string[]): never {
  fail(gzipDamaged({ message: "the gzip file does not unpack to what its header says", file: path, notes }), 1);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
