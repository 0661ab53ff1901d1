/**
 * Where a diagnostic and its labels lie, for every renderer: takes a diagnostic, returns places with their files. A label
 * lies in the diagnostic's own file unless it says otherwise. Not for how places are shown.
 */
import { type Position, positionAt, type Source, type Span } from "../source/source.ts";
import type { Diagnostic, Label } from "./diagnostic.ts";

export interface Place {
  readonly source: Source;
  readonly span: Span;
}

export interface LabelPlace extends Place {
  readonly message: string;
  /** It is the diagnostic's own place. */
  readonly beside: boolean;
}

/** Nothing for what comes from no text. */
export function placeOf({ source, span }: Diagnostic): Place | undefined {
  return source === undefined || span === undefined ? undefined : { source, span };
}

/** The file to name, whether there is a place in it or not. */
export function pathOf({ source, file }: Diagnostic): string | undefined {
  return source?.path ?? file;
}

/** In the order of the diagnostic, which is that of the way from the mistake to what led there. */
export function labelPlaces(diagnostic: Diagnostic): readonly LabelPlace[] {
  return diagnostic.labels.flatMap((label: Label) => {
    const source = label.source ?? diagnostic.source;
    if (source === undefined) return [];
    const { span, message } = label;
    const own = diagnostic.span;
    const beside = source === diagnostic.source && span.start === own?.start && span.end === own.end;
    return [{ source, span, message, beside }];
  });
}

/** `net.cnn:3:7` */
export function address({ source, span }: Place): string {
  const { line, column } = positionAt(source, span.start);
  return `${source.path}:${line}:${column}`;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export function rangeOf({ source, span }: Place): Range {
  return { start: positionAt(source, span.start), end: positionAt(source, span.end) };
}

/** With `/`, and without `./` before it. */
export function plainPath(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(\.\/+)+/, "");
}
