/**
 * The other places in a file that name what is named at an offset: takes a snapshot and an offset, gives spans, the one where it
 * is declared marked as written.
 */
import type { Span } from "../source/source.ts";
import { referencesAt } from "./references.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Highlight {
  readonly span: Span;
  readonly kind: "read" | "write";
}

export function highlightsAt(snapshot: Snapshot, offset: number): readonly Highlight[] {
  return referencesAt([], snapshot, offset, { declaration: true })
    .filter(({ source }) => source === snapshot.source)
    .map(({ span, declares }) => ({ span, kind: declares ? "write" : "read" }));
}
