/**
 * Source text and places in it. Takes nothing from other rooms. Offsets are UTF-16 code units (as in JavaScript
 * strings and in the language server protocol), half open; lines and columns for people count from 1.
 */

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

export interface Source {
  /** The name shown to people: a path as the user wrote it, `<stdin>`, `std/resnet`. */
  readonly path: string;
  readonly text: string;
  /** Offset of the first character of each line. `\n`, `\r\n` and a lone `\r` end a line. */
  readonly lineStarts: readonly number[];
}

export function createSource(path: string, text: string): Source {
  const lineStarts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) lineStarts.push(i + 1);
  }
  return { path, text, lineStarts };
}

/** Line and column of an offset; offsets outside the text are clamped. */
export function positionAt(source: Source, offset: number): Position {
  const at = Math.max(0, Math.min(offset, source.text.length));
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (source.lineStarts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - source.lineStarts[low]! + 1 };
}

/** The text of a line (from 1) without its line ending. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return "";
  const end = source.lineStarts[line] ?? source.text.length;
  return source.text.slice(start, end).replace(/[\r\n]+$/, "");
}

/** Characters before the first word of the line that an offset lies in. */
export function lineIndent(source: Source, offset: number): number {
  const start = source.lineStarts[positionAt(source, offset).line - 1]!;
  let end = start;
  while (source.text[end] === " " || source.text[end] === "\t") end++;
  return end - start;
}

export function spanOf(first: { span: Span }, last: { span: Span }): Span {
  return { start: first.span.start, end: last.span.end };
}
