/**
 * Everywhere that what the name at an offset stands for is named: takes the snapshots of all files that may name it and the one
 * that is asked about; gives places, those of the asked file first, each once. Of a layer or another operator its uses; of the
 * path of an import all imports of that file.
 */
import { isSameMeaning, type Meaning, type Use } from "../check/scope/trace.ts";
import type { Source, Span } from "../source/source.ts";
import type { Snapshot } from "./snapshot.ts";
import { useAt } from "./use-at.ts";

export interface Reference {
  readonly source: Source;
  readonly span: Span;
  /** The name is declared here. */
  readonly declares: boolean;
}

export interface ReferenceOptions {
  /** With the place where the name is declared. */
  readonly declaration: boolean;
}

export function referencesAt(
  snapshots: readonly Snapshot[],
  snapshot: Snapshot,
  offset: number,
  { declaration }: ReferenceOptions,
): readonly Reference[] {
  const wanted = useAt(snapshot, offset)?.meanings.filter(isFollowed) ?? [];
  return usesAmong([snapshot, ...snapshots], wanted)
    .filter(({ declares }) => declaration || !declares)
    .map(({ source, span, declares }) => ({ source, span, declares }));
}

/** What the program names; settings and functions of the language are not followed. */
function isFollowed({ kind }: Meaning): boolean {
  return kind === "declaration" || kind === "operator" || kind === "file";
}

/** The uses with one of these meanings, file by file in the order of the snapshots, and in a file in the order of the text. */
export function usesAmong(snapshots: readonly Snapshot[], wanted: readonly Meaning[]): readonly Use[] {
  if (wanted.length === 0) return [];
  const found = new Map<Source, Map<number, Use>>();
  // A snapshot knows of other files only what it lays out; of its own it knows all.
  for (const { source, trace } of snapshots)
    for (const each of [source, ...trace.sources])
      for (const use of trace.usesOf(each)) {
        if (!use.meanings.some((meaning) => wanted.some((one) => isSameMeaning(one, meaning)))) continue;
        const uses = found.get(each) ?? new Map<number, Use>();
        found.set(each, uses);
        if (!uses.has(use.span.start)) uses.set(use.span.start, use);
      }
  return [...found.values()].flatMap((uses) => [...uses.values()].sort((a, b) => a.span.start - b.span.start));
}
