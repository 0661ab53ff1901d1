/**
 * What this room reads from the disk (but for quick looks: `peek.ts`). Takes paths, returns bytes or names; every refusal is a `CnncError`
 * with exit 3. Relies on the operating system's `stat` to refuse what is not a regular file before opening it. Not for
 * understanding what is in a file.
 */
import { constants, type Dirent, readFileSync } from "node:fs";
import { type FileHandle, open, readdir, realpath, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { fail, fileNotFound, fileTooLarge, fileUnreadable, linkOutside, notAFile } from "./diagnostics.ts";
import { dataLimits } from "./limits.ts";

const PIECE_BYTES = 2 ** 20;

/** What stands at a path. */
export type Entry =
  | { readonly kind: "missing" }
  | { readonly kind: "file" }
  | { readonly kind: "folder"; readonly names: readonly string[] };

/** What stands at the path; the names in a folder are sorted. Throws `data/file-unreadable` and `data/not-a-file`. */
export async function lookAt(path: string): Promise<Entry> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { kind: "folder", names: (await readdir(path)).sort() };
    if (found.isFile()) return { kind: "file" };
    return refuseKind(path, found);
  } catch (error) {
    if (isMissing(error)) return { kind: "missing" };
    return rethrow(error, path);
  }
}

/**
 * The bytes of a regular file of at most `limit` bytes. Throws `data/file-not-found`, `data/file-unreadable`,
 * `data/not-a-file` and `data/file-too-large`, all with exit 3.
 */
export async function readBytes(path: string, limit: number = dataLimits.fileBytes): Promise<Uint8Array> {
  return withFile(path, limit, async (handle, size) => {
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled < bytes.length) {
      fail(
        fileUnreadable({
          message: "the file became shorter while it was read",
          file: path,
          notes: [`${bytes.length} bytes expected, ${filled} found`],
        }),
        3,
      );
    }
    return bytes;
  });
}

/** The same, handed on in pieces, each of which is overwritten by the next one. */
export async function readPieces(path: string, limit: number, take: (piece: Uint8Array) => void): Promise<void> {
  await withFile(path, limit, async (handle, size) => {
    const piece = new Uint8Array(Math.min(size, PIECE_BYTES));
    for (let at = 0; at < size;) {
      const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, size - at), at);
      if (bytesRead === 0) break;
      take(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
  });
}

/** What stands in a folder, sorted by name; links are followed, and refused where they lead out of `root`. */
export async function listFolder(path: string, root: string): Promise<readonly Listed[]> {
  try {
    const base = await realpath(root);
    const found: Listed[] = [];
    for (const entry of await readEntries(path)) {
      if (!entry.isSymbolicLink()) found.push({ name: entry.name, isFolder: entry.isDirectory() });
      else found.push({ name: entry.name, isFolder: await linksToFolder(join(path, entry.name), base) });
    }
    return found;
  } catch (error) {
    return rethrow(error, path);
  }
}

/** The files in a folder and in the folders below it that `wanted` lets in, by name; links are not followed. */
export async function* filesBelow(path: string, wanted: (name: string) => boolean): AsyncGenerator<string> {
  const waiting = [path];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = (await readEntries(folder)).filter(({ name }) => wanted(name));
    for (const entry of entries) if (entry.isFile()) yield join(folder, entry.name);
    for (const entry of entries.toReversed()) if (entry.isDirectory()) waiting.push(join(folder, entry.name));
  }
}

async function readEntries(path: string): Promise<readonly Dirent[]> {
  try {
    return (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return rethrow(error, path);
  }
}

export interface Listed {
  readonly name: string;
  /** Else a file, or what `readBytes` refuses. */
  readonly isFolder: boolean;
}

async function linksToFolder(path: string, base: string): Promise<boolean> {
  try {
    const target = await realpath(path);
    const way = relative(base, target);
    if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      const notes = [`it leads to ${target}`, `the data folder is ${base}`];
      fail(linkOutside({ message: "the link leads out of the data folder", file: path, notes }), 1);
    }
    return (await stat(target)).isDirectory();
  } catch (error) {
    return rethrow(error, path);
  }
}

async function withFile<T>(
  path: string,
  limit: number,
  use: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  try {
    // Looked at before it is opened: opening a pipe waits for a writer, and opening a device may do something.
    const before = await stat(path);
    if (!before.isFile()) refuseKind(path, before);
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) refuseKind(path, found);
      if (found.size > limit) {
        fail(
          fileTooLarge({
            message: "the file is larger than the limit",
            file: path,
            notes: [`${found.size} bytes found, at most ${limit} are read`],
          }),
          3,
        );
      }
      return await use(handle, found.size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return rethrow(error, path);
  }
}

/** The folder of an npm package as a module at `from` (a folder or a file URL) would find it. No code of it is run. */
export function packageFolder(name: string, from: string): string | undefined {
  try {
    return dirname(
      createRequire(from.startsWith("file:") ? from : join(from, "cnnc.js")).resolve(`${name}/package.json`),
    );
  } catch {
    return undefined;
  }
}

/** A file that an npm package ships, as a module at `from` (a file URL) finds it: `@scope/name/file.wasm`. No code of it is run. */
export function readPackageFile(file: string, from: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(createRequire(from).resolve(file)));
}

interface Kind {
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

function refuseKind(path: string, found: Kind): never {
  const kind = found.isDirectory()
    ? "a folder"
    : found.isFIFO()
      ? "a pipe"
      : found.isSocket()
        ? "a socket"
        : "a device";
  fail(notAFile({ message: `a regular file is needed, this is ${kind}`, file: path }), 3);
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** Errors of the operating system become diagnostics; ours, and bugs, go on as they are. */
function rethrow(error: unknown, path: string): never {
  if (isMissing(error)) fail(fileNotFound({ message: "no such file", file: path }), 3);
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error)) throw error;
  if (code === "ERR_INVALID_ARG_VALUE") {
    fail(fileNotFound({ message: "no file can have this name", file: path, notes: [error.message] }), 3);
  }
  if (!/^E[A-Z0-9]+$/.test(code)) throw error;
  const reason =
    code === "EACCES" || code === "EPERM" ? "permission denied" : code === "ELOOP" ? "a loop of links" : code;
  fail(fileUnreadable({ message: `the file cannot be read: ${reason}`, file: path, notes: [error.message] }), 3);
}
