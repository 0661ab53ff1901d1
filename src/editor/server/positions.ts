/**
 * Places as the protocol counts them: lines from 0, characters in UTF-16 code units or in bytes of UTF-8, as the client and the
 * server agreed. Takes sources with offsets or positions, gives the other. Positions outside of a text are moved into it: behind
 * the last line to its end, behind the end of a line to before its line ending; one within a character, to the character's
 * beginning.
 */
import type { Position, Range } from "vscode-languageserver-protocol";
import { positionAt, type Source, type Span } from "../../source/source.ts";

export type Encoding = "utf-16" | "utf-8";

export interface Positions {
  readonly encoding: Encoding;
  offset(source: Source, position: Position): number;
  position(source: Source, offset: number): Position;
  span(source: Source, range: Range): Span;
  range(source: Source, span: Span): Range;
}

export function createPositions(encoding: Encoding): Positions {
  const offset = (source: Source, { line, character }: Position): number => {
    const { text, lineStarts } = source;
    if (!(line >= 0)) return 0;
    const start = lineStarts[Math.floor(line)];
    if (start === undefined) return text.length;
    const end = endOfLine(source, Math.floor(line));
    const wanted = character >= 0 ? Math.floor(character) : 0;
    if (encoding === "utf-8") return offsetOfByte(text, start, end, wanted);
    const at = Math.min(start + wanted, end);
    return at > start && isPairAt(text, at - 1) ? at - 1 : at;
  };
  const position = (source: Source, at: number): Position => {
    const { line, column } = positionAt(source, at);
    const start = source.lineStarts[line - 1]!;
    const character = encoding === "utf-8" ? bytesBetween(source.text, start, start + column - 1) : column - 1;
    return { line: line - 1, character };
  };
  return {
    encoding,
    offset,
    position,
    span: (source, { start, end }) => {
      const [one, other] = [offset(source, start), offset(source, end)];
      return { start: Math.min(one, other), end: Math.max(one, other) };
    },
    range: (source, { start, end }) => ({ start: position(source, start), end: position(source, end) }),
  };
}

function endOfLine({ text, lineStarts }: Source, line: number): number {
  let end = lineStarts[line + 1] ?? text.length;
  while (end > lineStarts[line]! && isLineEnd(text.charCodeAt(end - 1))) end--;
  return end;
}

const isLineEnd = (unit: number): boolean => unit === 10 || unit === 13;

/** A character of two units begins there. */
function isPairAt(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1));
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** Half a pair is written as three bytes, those of U+FFFD. */
function bytesAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return isPairAt(text, at) ? 4 : 3;
}

function bytesBetween(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let at = start; at < end; at += isPairAt(text, at) ? 2 : 1) bytes += bytesAt(text, at);
  return bytes;
}

function offsetOfByte(text: string, start: number, end: number, wanted: number): number {
  let at = start;
  for (let bytes = 0; at < end; at += isPairAt(text, at) ? 2 : 1) {
    bytes += bytesAt(text, at);
    if (bytes > wanted) break;
  }
  return Math.min(at, end);
}
