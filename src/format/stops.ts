/**
 * Places that may be moved to a common column once the lines are known: takes what stands there, gives a mark to be put into the
 * text (characters of no width that no program may hold) and cuts lines at their marks. Remembers what each place looked like in
 * the source, because an alignment that the author made is kept. Not for the moving itself: see `align.ts`.
 */
import stringWidth from "string-width";

/** A shape or comment that may end its line; else a word behind a blank, with labels, arrows and numbers told apart. */
export type StopKind = "word" | "arrow" | "label" | "number" | "shape" | "comment";

export interface Stop {
  readonly kind: StopKind;
  /** The body, group, branch or recipe whose line it stands in. */
  readonly scope: number;
  /** The column in the source, from 0; of a number, the one behind it. */
  readonly column: number;
  /** The width of a number; 0 for others, which are aligned where they begin. */
  readonly size: number;
  /** Two blanks or more before it in the source. */
  readonly wide: boolean;
  /** What stood before it on its line, as `withoutBlanks` gives it. */
  readonly before: string;
}

export interface Stops {
  /** A mark for the place at an offset of the source; nothing where no alignment can come of it. */
  mark(kind: StopKind, offset: number, scope: number, size?: number): string;
  readonly list: readonly Stop[];
}

/** A line cut at its marks: the text before each stop, and the text behind the last. */
export interface CutLine {
  readonly texts: string[];
  readonly stops: readonly Stop[];
}

/** Control characters: a program that holds one is refused before it is formatted, and they have no width. */
const BEGIN = "\u0001";
const DIGITS = 0x80;

export function createStops(text: string, tabWidth: number): Stops {
  const list: Stop[] = [];
  const wideColumns = findWideColumns(text, tabWidth);
  return {
    list,
    mark(kind, offset, scope, size = 0) {
      const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
      const column = widthOf(before, tabWidth);
      const inText = kind === "word" || kind === "arrow" || kind === "label";
      if (inText && !wideColumns.has(column)) return "";
      const digits = list.length.toString(16);
      const wide = before.endsWith("  ");
      list.push({ kind, scope, column: column + size, size, wide, before: withoutBlanks(before) });
      return BEGIN + Array.from(digits, (digit) => String.fromCharCode(DIGITS + Number.parseInt(digit, 16))).join("");
    },
  };
}

/** The columns at which something stands behind two blanks or more. */
function findWideColumns(text: string, tabWidth: number): ReadonlySet<number> {
  const columns = new Set<number>();
  for (const line of text.split("\n")) {
    for (const match of line.trimEnd().matchAll(/\S {2,}/g)) {
      columns.add(widthOf(line.slice(0, match.index + match[0].length), tabWidth));
    }
  }
  return columns;
}

export function cutLine(line: string, stops: readonly Stop[]): CutLine {
  const [start = "", ...pieces] = line.split(BEGIN);
  const texts = [start];
  const found: Stop[] = [];
  for (const piece of pieces) {
    let index = 0;
    let at = 0;
    for (; isDigit(piece.charCodeAt(at)); at++) index = index * 16 + piece.charCodeAt(at) - DIGITS;
    const stop = stops[index];
    if (stop === undefined) throw new Error("the formatter lost a stop");
    found.push(stop);
    texts.push(piece.slice(at));
  }
  return { texts, stops: found };
}

function isDigit(code: number): boolean {
  return code >= DIGITS && code < DIGITS + 16;
}

export function widthOf(text: string, tabWidth: number): number {
  const spaces = text.includes("\t") ? text.replaceAll("\t", " ".repeat(tabWidth)) : text;
  return /^[ -~]*$/.test(spaces) ? spaces.length : stringWidth(spaces);
}

/** The begin of a line by its words alone, without the sign of an arm: the same in two lines that differ in layout. */
export function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, "").replace(/^\|/, "").toLowerCase();
}
