/**
 * Places that may be moved to a common column once the lines are known: takes what stands there, gives a mark to be put into the
 * text (characters of no width that no program may hold) and reads marks back. Remembers the column each had in the source,
 * because an alignment that the author made is kept. Not for the moving itself: see `align.ts`.
 */
import stringWidth from "string-width";

export type StopKind = "arrow" | "shape" | "comment";

export interface Stop {
  readonly kind: StopKind;
  /** The column in the source, from 0. */
  readonly column: number;
  /** The body (group, branch, recipe) it stands in. */
  readonly scope: number;
}

export interface Stops {
  /** A mark for the place at an offset of the source. */
  mark(kind: StopKind, offset: number, scope: number): string;
  readonly list: readonly Stop[];
}

/** Control characters: a program that holds one is refused before it is formatted, and they have no width. */
const BEGIN = "\u0001";
const DIGITS = 0x80;
export const markPattern: RegExp = new RegExp(`${BEGIN}([\\u0080-\\u008f]+)`, "u");

export function createStops(text: string, tabWidth: number): Stops {
  const list: Stop[] = [];
  return {
    list,
    mark(kind, offset, scope) {
      const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
      const digits = list.length.toString(16);
      list.push({ kind, column: widthOf(text.slice(lineStart, offset), tabWidth), scope });
      return BEGIN + Array.from(digits, (digit) => String.fromCharCode(DIGITS + Number.parseInt(digit, 16))).join("");
    },
  };
}

/** The index of the stop that the digits of a mark stand for. */
export function readMark(digits: string): number {
  return Array.from(digits).reduce((index, digit) => index * 16 + digit.charCodeAt(0) - DIGITS, 0);
}

export function widthOf(text: string, tabWidth: number): number {
  return stringWidth(text.replaceAll("\t", " ".repeat(tabWidth)));
}
