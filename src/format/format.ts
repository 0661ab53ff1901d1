/**
 * Formatting as a function: takes the text of a program, gives it in the one style of the language, as the prettier plugin does
 * (a test holds both equal) without what prettier has beside its printer, so it is small in a page and in a server of editors. Not
 * for files: `cnnc fmt` reads and writes those.
 */
import { parseWhole, printLines, usualWidth } from "./print-lines.ts";

/** Those of prettier. */
export interface FormatOptions {
  /** Columns of a line; 100 when left out. */
  readonly printWidth?: number;
  /** Columns of an indentation; 2 when left out. */
  readonly tabWidth?: number;
  readonly useTabs?: boolean;
  /** `lf` when left out; `auto` takes that of the first line. */
  readonly endOfLine?: "lf" | "crlf" | "cr" | "auto";
}

/** Throws a `SyntaxError` with `loc` (line and column from 1) for a text with a syntax error. A byte order mark is left out. */
export async function formatText(text: string, options: FormatOptions = {}): Promise<string> {
  const { printWidth = usualWidth, tabWidth = 2, useTabs = false, endOfLine = "lf" } = options;
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  const file = parseWhole(plain.replace(/\r\n?/g, "\n"));
  const end = { lf: "\n", crlf: "\r\n", cr: "\r", auto: /\r\n?/.exec(plain)?.[0] ?? "\n" }[endOfLine];
  const lines = printLines(file, { printWidth, tabWidth, useTabs });
  // As prettier leaves them.
  return lines.map((line) => line.replace(/[ \t]+$/, "")).join(end);
}
