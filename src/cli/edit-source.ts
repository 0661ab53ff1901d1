/**
 * Edits of a source, one group after another, and where the new text then stands. Takes a source and edits; returns the
 * edited source with the spans of all that was put in. Not for deciding what to edit.
 */
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { createSource, type Source, type Span } from "../source/source.ts";

export interface EditedSource {
  readonly source: Source;
  /** Of everything that was put in, in the text as it is now. */
  readonly inserted: readonly Span[];
}

/** `edits` do not overlap one another. */
export function editSource({ source, inserted }: EditedSource, edits: readonly TextEdit[], path: string): EditedSource {
  let { text } = source;
  let spans = inserted;
  // The last first, so that the places of the others stay.
  for (const edit of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    const { start, end } = edit.span;
    text = text.slice(0, start) + edit.text + text.slice(end);
    const moved = edit.text.length - (end - start);
    const after = (span: Span): Span => ({ start: span.start + moved, end: span.end + moved });
    const kept = spans.filter((span) => span.end <= start || span.start >= end);
    spans = [...kept.map((span) => (span.start >= end ? after(span) : span)), { start, end: start + edit.text.length }];
  }
  return { source: createSource(path, text), inserted: spans };
}
