/**
 * Reading what the user names: programs, modules, weights; `-` is standard input. Takes paths, returns bytes or text; every
 * refusal is a `CnncError` with exit 3 (`file/…`). Relies on `stat` to refuse what is not a regular file before opening it.
 * Not for data sets: `data/` has its own.
 */
import { constants, fstatSync } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { createSource, type Source } from "../source/source.ts";
import {
  fail,
  fileNotFound,
  fileTooLarge,
  fileUnreadable,
  noPrograms,
  notARegularFile,
  notUtf8,
} from "./diagnostics.ts";
import { SOURCE_BYTES, STDIN } from "./program-input.ts";

/** A program: a regular file, or standard input for `-`, which is called `stdinName`. */
export async function readSource(path: string, stdinName = "<stdin>"): Promise<Source> {
  const name = path === STDIN ? stdinName : path;
  const bytes = path === STDIN ? await readStdin(name) : await readFileBytes(path, SOURCE_BYTES);
  try {
    return createSource(name, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return fail(notUtf8({ message: "the program is not UTF-8 text", file: name }), 3);
  }
}

/** The bytes of a regular file of at most `limit` bytes. */
export async function readFileBytes(path: string, limit: number): Promise<Uint8Array> {
  try {
    // Looked at before it is opened: opening a pipe waits for a writer, and opening a device may do something.
    refuseOthers(path, await stat(path));
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      refuseOthers(path, found);
      if (found.size > limit) tooLarge(path, `${found.size} bytes found, at most ${limit} are read`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    return throwReadError(error, path);
  }
}

/** The files a name stands for: itself, or every program in a folder and below it, in order. */
export async function listPrograms(path: string): Promise<readonly string[]> {
  if (path === STDIN) return [path];
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    const files = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".cnn"))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !isHidden(path, file))
      .sort();
    if (files.length === 0) fail(noPrograms({ message: "the folder holds no .cnn file", file: path }), 3);
    return files;
  } catch (error) {
    return throwReadError(error, path);
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Whether a file below a folder lies in `node_modules`, or in a folder whose name begins with a point. */
export function isHidden(folder: string, path: string): boolean {
  return /(^|[\\/])(node_modules|\.[^\\/.][^\\/]*)[\\/]/.test(relative(folder, path));
}

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function readStdin(name: string): Promise<Uint8Array> {
  try {
    // Node takes a folder for an empty input.
    if (fstatSync(0).isDirectory())
      fail(notARegularFile({ message: "a program is needed, this is a folder", file: name }), 3);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > SOURCE_BYTES) tooLarge(name, `at most ${SOURCE_BYTES} bytes are read`);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    return throwReadError(error, name);
  }
}

function tooLarge(path: string, note: string): never {
  fail(fileTooLarge({ message: "the file is larger than the limit", file: path, notes: [note] }), 3);
}

interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
}

function refuseOthers(path: string, found: Kind): void {
  if (found.isFile()) return;
  const kind = found.isDirectory() ? "a folder" : found.isFIFO() ? "a pipe" : "a device or a socket";
  const help = found.isDirectory() ? {} : { help: "pipe a program in with `-` for its name" };
  fail(notARegularFile({ message: `a regular file is needed, this is ${kind}`, file: path, ...help }), 3);
}

function throwReadError(error: unknown, path: string): never {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") fail(fileNotFound({ message: "no such file", file: path }), 3);
  if (!(error instanceof Error)) throw error;
  const notes = [error.message];
  if (code === "ERR_INVALID_ARG_VALUE")
    fail(fileNotFound({ message: "no file can have this name", file: path, notes }), 3);
  if (!/^E[A-Z0-9]+$/.test(code)) throw error;
  const denied = code === "EACCES" || code === "EPERM";
  const reason = denied ? "permission denied" : code === "ELOOP" ? "a loop of links" : code;
  fail(fileUnreadable({ message: `the file cannot be read: ${reason}`, file: path, notes }), 3);
}
