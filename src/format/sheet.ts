/**
 * What all printers of one file share: its words, its stops, and which body is being printed. Takes and keeps state of one
 * formatting only.
 */
import type { Stops } from "./stops.ts";
import type { Words } from "./words.ts";

export interface Sheet {
  readonly words: Words;
  readonly stops: Stops;
  /** A number for the body (group, branch, recipe) in whose lines everything stands. */
  scope: number;
  scopes: number;
  /** Whether what is printed keeps its blanks: a shape at the end of a line is moved as a whole. */
  settled: boolean;
}

export function createSheet(words: Words, stops: Stops): Sheet {
  return { words, stops, scope: 0, scopes: 0, settled: false };
}

/** Prints what stands between brackets; `lines`: on lines of its own. */
export function inScope<Result>(sheet: Sheet, lines: boolean, print: () => Result): Result {
  const outer = sheet.scope;
  if (lines) sheet.scope = ++sheet.scopes;
  const result = print();
  sheet.scope = outer;
  return result;
}

export function hasNewline({ words }: Sheet, start: number, end: number): boolean {
  const at = words.text.indexOf("\n", start);
  return at >= 0 && at < end;
}

export function hasBlankLine({ words }: Sheet, start: number, end: number): boolean {
  return /\n[^\S\n]*\n/.test(words.text.slice(start, end));
}
