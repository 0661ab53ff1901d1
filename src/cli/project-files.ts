/**
 * The files of a project, for imports. Takes the path of the program that is checked; reads `.cnn` files inside its project, see
 * `project-root.ts`. Whatever leads out (`..`, links, absolute paths) and whatever is no regular file is refused before it is
 * opened, and so is a name in other case than the disk's, which only some systems would find.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, resolve } from "node:path";
import type { Project, Refusal } from "../check/files/project.ts";
import { createSource, type Source } from "../source/source.ts";
import { findProjectRoot, isInside } from "./project-root.ts";
import { SOURCE_BYTES, STDIN } from "./program-input.ts";
import type { InputNotes } from "./watch/inputs.ts";
import { spellNames } from "./spelled-names.ts";

export interface ProjectFiles extends Project {
  /** What was read, by the absolute path it was asked for by. */
  readonly files: ReadonlyMap<string, Source>;
}

/** Where the files of a program lie that is no longer where it was: see `run-files.ts`. */
export interface KeptFiles {
  /** In the place of the project. */
  readonly root: string;
  /** In the place of the program's own folder. */
  readonly home: string;
}

/** What an editor has open counts before what is on disk. */
export interface OpenFiles {
  /** By the real path, which need not be there yet. */
  find(real: string): Source | undefined;
  /** Counts as the working folder, where a project has no root of its own. */
  readonly working: string;
}

/** `entry` as the user wrote it; `-` and `<stdin>` count as a file in the working folder. */
export function createProjectFiles(
  entry: string,
  kept?: KeptFiles,
  open?: OpenFiles,
  notes?: InputNotes,
): ProjectFiles {
  return createFiles(entry, programs, kept, open, notes);
}

/** Files of another kind in the same project, by the same rules, of at most `limit` bytes. */
export function createDataFiles(entry: string, limit: number, kept?: KeptFiles, notes?: InputNotes): ProjectFiles {
  return createFiles(entry, { limit }, kept, undefined, notes);
}

interface Kind {
  /** A program must be named as one. */
  readonly extension?: string;
  /** Bytes. */
  readonly limit: number;
}

const programs: Kind = { extension: ".cnn", limit: SOURCE_BYTES };

function createFiles(
  entry: string,
  kind: Kind,
  kept: KeptFiles | undefined,
  open?: OpenFiles,
  notes?: InputNotes,
): ProjectFiles {
  const home = kept?.home ?? homeOf(entry);
  let root: string | undefined;
  const sources = new Map<string, Source>();
  const files = new Map<string, Source>();
  return {
    files,
    read(from, path) {
      const refusal = pathMustBePlain(path, kind);
      if (refusal) return refusal;
      const base = isShown(from) && !(kept && from.path === entry) ? dirname(from.path) : home;
      const shown = normalize(join(base, path));
      try {
        // The program itself is one of the files, however it was named, so that a circle closes where it does.
        if (from.path === entry && isShown(from) && existsSync(entry)) sources.set(realpathSync(entry), from);
        root ??= kept ? realpathSync(kept.root) : rootOf(home, open?.working);
        const wanted = resolve(realpathSync(base), path);
        // Looked at as text first, so that nothing outside is even asked for.
        if (!isInside(root, wanted)) return outside(path, root, kind);
        notes?.file(wanted);
        const misnamed = nameMustFit(path, wanted, kind);
        if (misnamed) return misnamed;
        const unsaved = open?.find(wanted);
        if (unsaved) return unsaved;
        const spelled = spellNames(root, wanted, { list: readdirSync });
        const real = realpathSync(spelled.path);
        if (!isInside(root, real)) return outside(path, root, kind);
        if (spelled.otherCase) return otherCase(path, spelled.path);
        const read = open?.find(real) ?? sources.get(real) ?? readText(real, shown, kind);
        if ("why" in read) return read;
        sources.set(real, read);
        if (read !== from) files.set(wanted, read);
        notes?.file(wanted, read.text);
        return read;
      } catch (error) {
        return describeError(error, path);
      }
    },
  };
}

/** The folder of a program, from which its paths count. */
export const homeOf = (entry: string): string =>
  entry === STDIN || entry.startsWith("<") || isLibrary(entry) ? "." : dirname(entry);

/** As in an import; `./std/resnet` and `std/resnet.cnn` are files. */
export function isLibrary(path: string): boolean {
  return path.startsWith("std/") && !path.endsWith(".cnn");
}

/** Paths of files, not names such as `<stdin>`. */
const isShown = ({ path }: Source): boolean => !path.startsWith("<");

function pathMustBePlain(path: string, kind: Kind): Refusal | undefined {
  const quoted = JSON.stringify(path);
  if (isAbsolute(path) || /^[A-Za-z]:|^[\\/]|^[a-z][a-z0-9+.-]*:\/\//i.test(path))
    return { why: "outside", message: `${quoted} is no path inside the project`, help: mayBeRead(kind) };
  if (path.includes("\\"))
    return { why: "not-found", message: `${quoted} has backslashes`, help: "separate folders by `/`" };
  if (path.includes("\0")) return { why: "not-found", message: "no file can have this name" };
  return undefined;
}

/** What a user may write, where something else was written. */
function mayBeRead({ extension }: Kind): string {
  return extension
    ? 'import from the standard library ("std/resnet"), or a .cnn file in the folder of the project by its path from this file ("./blocks.cnn")'
    : "name a file in the folder of the project by its path from the file of the program";
}

/** `wanted`: the whole path, inside the project. */
function nameMustFit(path: string, wanted: string, kind: Kind): Refusal | undefined {
  const { extension } = kind;
  if (extension === undefined || path.endsWith(extension)) return undefined;
  // Only what would then be found is worth a try.
  const help = existsSync(`${wanted}${extension}`) ? `write ${JSON.stringify(path + extension)}` : mayBeRead(kind);
  return { why: "outside", message: `${JSON.stringify(path)} is no .cnn file`, help };
}

function rootOf(home: string, working = "."): string {
  return findProjectRoot(realpathSync(home), { working: realpathSync(working), exists: existsSync });
}

function otherCase(path: string, found: string): Refusal {
  const message = `there is no file ${JSON.stringify(path)}`;
  const notes = [`the disk has ${JSON.stringify(found)}`, "Linux tells capital letters from small ones"];
  return { why: "not-found", message, notes, help: `write the name as it is: ${JSON.stringify(basename(found))}` };
}

function outside(path: string, root: string, kind: Kind): Refusal {
  return {
    why: "outside",
    message: `${JSON.stringify(path)} leads out of the project`,
    notes: [`the project is ${root}`],
    help: mayBeRead(kind),
  };
}

function readText(real: string, shown: string, { limit }: Kind): Source | Refusal {
  const quoted = JSON.stringify(shown);
  // Opening a pipe waits for a writer, and opening a device may do something.
  if (!statSync(real).isFile()) return { why: "unreadable", message: `${quoted} is no regular file` };
  const handle = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(handle);
    if (!found.isFile()) return { why: "unreadable", message: `${quoted} is no regular file` };
    if (found.size > limit) {
      const notes = [`${found.size} bytes found, at most ${limit} are read`];
      return { why: "unreadable", message: `${quoted} is larger than the limit`, notes };
    }
    const text = decode(readFileSync(handle));
    return text === undefined
      ? { why: "unreadable", message: `${quoted} is not UTF-8 text` }
      : createSource(shown, text);
  } finally {
    closeSync(handle);
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function describeError(error: unknown, path: string): Refusal {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const quoted = JSON.stringify(path);
  if (code === "ENOENT" || code === "ENOTDIR") return { why: "not-found", message: `there is no file ${quoted}` };
  if (!(error instanceof Error) || !/^E[A-Z0-9]+$/.test(code)) throw error;
  const reason =
    code === "EACCES" || code === "EPERM" ? "permission denied" : code === "ELOOP" ? "a loop of links" : code;
  return { why: "unreadable", message: `${quoted} cannot be read: ${reason}` };
}
