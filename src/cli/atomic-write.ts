/**
 * Files written whole or not at all: a temporary file in the same folder, fsync, rename, fsync of the folder. Takes a path
 * and bytes; whoever reads the path sees the old file or the new one, also after a crash. Throws a `CnncError` (exit 3,
 * `file/disk-full` or `file/not-written`) and leaves no temporary file.
 */
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, stat, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diskFull, fail, fileNotWritten } from "./diagnostics.ts";
import { isErrorOf } from "./error-codes.ts";
import { renameFile } from "./rename-file.ts";

export async function writeAtomically(path: string, data: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`);
  try {
    // A device or a pipe is written to, not replaced: a rename would put a plain file in the place of /dev/null.
    if (await isSpecial(path)) return await writeFile(path, data);
    try {
      await writeAndSync(temporary, data);
      await renameFile(temporary, path);
    } catch (error) {
      await unlinkQuietly(temporary);
      throw error;
    }
    await syncFolder(folder);
  } catch (error) {
    throwWriteError(error, path);
  }
}

/** Makes the folder and those above it. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throwWriteError(error, path);
  }
}

/** What is not there needs no removing, and what cannot be removed does no harm. */
export async function unlinkQuietly(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}

/** Errors of the operating system become diagnostics with exit 3; everything else is a bug and goes on. */
export function throwWriteError(error: unknown, path: string): never {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!(error instanceof Error) || !/^E[A-Z0-9]+$/.test(code)) throw error;
  const notes = [error.message];
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    fail(diskFull({ message: "the file cannot be written: no space left", file: path, notes }), 3);
  }
  const reason = WORDS.get(code) ?? code;
  fail(fileNotWritten({ message: `the file cannot be written: ${reason}`, file: path, notes }), 3);
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EBUSY", "another program has it open"],
  ["EIO", "the device reports an error"],
  ["EROFS", "the file system is read-only"],
  ["ENOENT", "its folder does not exist"],
  ["ENOTDIR", "a file stands where a folder is needed"],
  ["EEXIST", "a file stands where a folder is needed"],
  ["EISDIR", "a folder has this name"],
]);

async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw Object.assign(new Error(`EISDIR: ${path} is a folder`), { code: "EISDIR" });
  return found !== undefined && !found.isFile();
}

async function writeAndSync(path: string, data: Uint8Array | string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, 0o666);
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle?.close();
  }
}

/** Makes the rename last. Some file systems have no fsync for folders; there the rename is all there is. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, constants.O_RDONLY);
    await handle.sync();
  } catch (error) {
    if (!isErrorOf(error, NO_FOLDER_SYNC)) throw error;
  } finally {
    await handle?.close();
  }
}

const NO_FOLDER_SYNC: ReadonlySet<string> = new Set([
  "EINVAL",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EISDIR",
  "EACCES",
  "EPERM",
]);
