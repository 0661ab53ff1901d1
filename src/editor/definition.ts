/**
 * Where the name at an offset is declared: takes a snapshot and an offset, gives the places. A parameter that stands for several
 * blocks has several; the path of an import leads to its file; words of the language are declared nowhere.
 */
import type { Source, Span } from "../source/source.ts";
import type { Snapshot } from "./snapshot.ts";
import { useAt } from "./use-at.ts";

export interface Definition {
  readonly source: Source;
  /** Of the name; the start of the text for a file. */
  readonly span: Span;
  /** What was asked about, in the text of the snapshot. */
  readonly from: Span;
}

export function definitionsAt(snapshot: Snapshot, offset: number): readonly Definition[] {
  const use = useAt(snapshot, offset);
  if (!use) return [];
  return use.meanings.flatMap((meaning): Definition[] => {
    if (meaning.kind === "declaration")
      return [{ source: meaning.declared.source, span: meaning.declared.span, from: use.span }];
    if (meaning.kind === "file") return [{ source: meaning.source, span: { start: 0, end: 0 }, from: use.span }];
    return [];
  });
}
