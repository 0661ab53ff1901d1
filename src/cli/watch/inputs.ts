/**
 * What a round of `--watch` has read. Takes notes of files (with the text that was read, or before the attempt without one)
 * and of folders with the programs found in them; says which of them the disk has otherwise now. So a change is never a
 * question of events: whatever was not what the round has seen is a change, and an event without one is none.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { isHidden } from "../read-file.ts";

/** Noted by whoever reads: see `Context.round`. */
export interface InputNotes {
  /** Before it is read without a text, afterwards with it. */
  file(path: string, text?: string): void;
  /** A folder that stands for the programs in it. */
  folder(path: string): void;
}

export interface Inputs extends InputNotes {
  /** Absolute paths; those of files need not exist. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** `quickly`: files whose size, date and number are as at the last look are not read, folders not listed. */
  changed(quickly?: boolean): readonly string[];
}

/** Larger ones are known by size and date. */
const READ_BYTES = 2 ** 26;

/** `onNote`: something more is to be watched. */
export function createInputs(onNote: () => void = () => undefined): Inputs {
  const files = new Map<string, string>();
  const texts = new Map<string, string>();
  const folders = new Map<string, string>();
  const stamps = new Map<string, string>();
  return {
    get files() {
      return [...files.keys()];
    },
    get folders() {
      return [...folders.keys()];
    },
    file(path, text) {
      const full = resolve(path);
      onNote();
      if (text === undefined) {
        if (!texts.has(full)) files.set(full, contentOf(full));
        return;
      }
      const content = hashOfText(text);
      // Read twice with an edit between: what the round has found is of two states, and the disk equals neither.
      files.set(full, (texts.get(full) ?? content) === content ? content : "two texts");
      texts.set(full, content);
    },
    folder(path) {
      const full = resolve(path);
      folders.set(full, listingOf(full));
      onNote();
    },
    changed(quickly = false) {
      const found: string[] = [];
      for (const [path, known] of files) {
        const stamp = stampOf(path);
        if (quickly && stamps.get(path) === stamp) continue;
        if (contentOf(path) !== known) found.push(path);
        else stamps.set(path, stamp);
      }
      if (!quickly) for (const [path, known] of folders) if (listingOf(path) !== known) found.push(path);
      return found;
    },
  };
}

/** Equal for equal texts, whether the file has a byte order mark or not, as those who read them see it. */
function contentOf(path: string): string {
  try {
    const found = statSync(path);
    if (!found.isFile()) return "no file";
    if (found.size > READ_BYTES) return stampOf(path);
    const bytes = readFileSync(path);
    try {
      return hashOfText(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      return `bytes ${createHash("sha256").update(bytes).digest("hex")}`;
    }
  } catch (error) {
    return codeOf(error);
  }
}

const hashOfText = (text: string): string => `text ${createHash("sha256").update(text).digest("hex")}`;

function stampOf(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    return codeOf(error);
  }
}

/** Every program in it and below it, as `listPrograms` finds them. */
function listingOf(path: string): string {
  try {
    return readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".cnn"))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !isHidden(path, file))
      .sort()
      .join("\n");
  } catch (error) {
    return codeOf(error);
  }
}

/** What the system says counts as content: permission denied becomes readable, a missing file appears. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
}
