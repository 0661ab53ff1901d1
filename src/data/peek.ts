/**
 * A quick look at the disk, for what is asked with every check. Takes paths, returns a few bytes or names, or nothing when there is
 * nothing that could be read: no refusal, no waiting for a pipe. Synchronous, as the checker is; what is loaded is read by `files.ts`.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import type { Listed } from "./files.ts";

/** Bytes that one look may read of a file. */
export const PEEK_BYTES = 65_536;

/** Names that one look may read of a folder. */
const PEEK_NAMES = 20_000;

export interface Peeked {
  readonly kind: "file" | "folder";
  /** Changes when what is there does. */
  readonly stamp: string;
}

export function peekAt(path: string): Peeked | undefined {
  return quietly(() => {
    const found = statSync(path);
    const stamp = `${found.ino} ${found.size} ${found.mtimeMs}`;
    if (found.isDirectory()) return { kind: "folder", stamp };
    return found.isFile() ? { kind: "file", stamp } : undefined;
  });
}

export interface Piece {
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly size: number;
}

/** From `at` on, or from so many bytes before the end where it is negative. */
export function peekBytes(path: string, at = 0, most = PEEK_BYTES): Piece | undefined {
  return quietly(() => {
    if (!statSync(path).isFile()) return undefined;
    const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = fstatSync(handle);
      const from = at < 0 ? Math.max(0, size + at) : at;
      const bytes = new Uint8Array(Math.max(0, Math.min(most, size - from)));
      const read = readSync(handle, bytes, 0, bytes.length, from);
      return { bytes: bytes.subarray(0, read), size };
    } finally {
      closeSync(handle);
    }
  });
}

/** Sorted; nothing for a folder with more names than one look may take. A link to a folder is a folder. */
export function peekFolder(path: string): readonly Listed[] | undefined {
  return quietly(() => {
    const found = readdirSync(path, { withFileTypes: true });
    if (found.length > PEEK_NAMES) return undefined;
    return found
      .map((entry) => ({
        name: entry.name,
        isFolder: entry.isSymbolicLink() ? peekAt(`${path}/${entry.name}`)?.kind === "folder" : entry.isDirectory(),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

function quietly<T>(look: () => T | undefined): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
