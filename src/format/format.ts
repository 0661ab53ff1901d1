/**
 * Formatting as a function: takes the text of a program, gives it in the one style of the language. Relies on prettier without
 * its file system part, so it runs in a page as in a command. Not for files: `cnnc fmt` reads and writes those.
 */
import { format } from "prettier/standalone";
import plugin from "./plugin.ts";

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
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  return format(plain, { ...options, parser: "cnn", plugins: [plugin] });
}
