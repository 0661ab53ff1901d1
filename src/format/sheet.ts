/**
 * What all printers of one file share: its words, its stops, and which body is being printed. Takes and keeps state of one
 * formatting only.
 */
import type { Stops } from "./stops.ts";
import type { Words } from "./words.ts";

export interface Sheet {
  readonly words: Words;
  readonly stops: Stops;
  /** A number for the body being printed. */
  scope: number;
  scopes: number;
  /** Whether the lines of that body were lines in the source: then their arrows may have been aligned. */
  lines: boolean;
}

export function createSheet(words: Words, stops: Stops): Sheet {
  return { words, stops, scope: 0, scopes: 0, lines: false };
}

/** Prints a body of its own; `lines`: the author wrote it on several lines. */
export function inScope<Result>(sheet: Sheet, lines: boolean, print: () => Result): Result {
  const outer = { scope: sheet.scope, lines: sheet.lines };
  sheet.scope = ++sheet.scopes;
  sheet.lines = lines;
  const result = print();
  sheet.scope = outer.scope;
  sheet.lines = outer.lines;
  return result;
}

export function hasNewline({ words }: Sheet, start: number, end: number): boolean {
  const at = words.text.indexOf("\n", start);
  return at >= 0 && at < end;
}

export function hasBlankLine({ words }: Sheet, start: number, end: number): boolean {
  return /\n[^\S\n]*\n/.test(words.text.slice(start, end));
}
