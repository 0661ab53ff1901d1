/**
 * Programs with marks in them, for tests of the language service: `▮` is the cursor, `«` and `»` are a range. Takes texts, gives
 * snapshots of them without the marks and where the marks were. Imported files are texts by their path from the program's folder.
 */
import { posix } from "node:path";
import type { Project } from "../../src/check/files/project.ts";
import { type Snapshot, takeSnapshot } from "../../src/editor/snapshot.ts";
import { createSource, type Source, type Span } from "../../src/source/source.ts";

export const CURSOR = "▮";
export const entryPath = "/project/net.cnn";

export interface Marked {
  readonly snapshot: Snapshot;
  /** Of the first cursor; of several, all are in `offsets`. */
  readonly offset: number;
  readonly offsets: readonly number[];
  /** What stood between `«` and `»`, or else the whole text. */
  readonly span: Span;
}

export interface MarkOptions {
  /** Of the program. */
  readonly path?: string;
  /** Other files of the project: `{ "./blocks.cnn": "block unit() { relu }" }`. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A text without a cursor has its offset at the start. */
export function at(marked: string, { path = entryPath, files = {} }: MarkOptions = {}): Marked {
  const { text, offsets, span } = readMarks(marked);
  const snapshot = takeSnapshot(createSource(path, text), projectOf(path, files));
  return { snapshot, offset: offsets[0] ?? 0, offsets, span };
}

export function snapshotOf(text: string, options?: MarkOptions): Snapshot {
  return at(text, options).snapshot;
}

export function readMarks(marked: string): Pick<Marked, "offsets" | "span"> & { readonly text: string } {
  const offsets: number[] = [];
  let [start, end] = [0, -1];
  let text = "";
  for (const character of marked)
    if (character === CURSOR) offsets.push(text.length);
    else if (character === "«") start = text.length;
    else if (character === "»") end = text.length;
    else text += character;
  return { text, offsets, span: { start, end: end < 0 ? text.length : end } };
}

/** The text with a mark where a span is: for snapshots of results. */
export function markSpan(text: string, { start, end }: Span): string {
  return `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`;
}

/** One file is one `Source`, however often it is read. */
export function projectOf(entry: string, files: Readonly<Record<string, string>>): Project {
  const home = posix.dirname(entry);
  const sources = new Map<string, Source>();
  for (const [path, text] of Object.entries(files)) {
    const absolute = posix.resolve(home, path);
    sources.set(absolute, createSource(absolute, text));
  }
  return {
    read(from, path) {
      const found = sources.get(posix.resolve(posix.dirname(from.path), path));
      return found ?? { why: "not-found", message: `there is no file ${JSON.stringify(path)}` };
    },
  };
}
