/**
 * A program as the lines of its one style: takes its syntax and how wide lines may be, gives lines without their ends. Relies on
 * prettier's printer of documents alone, not on prettier itself. A text with a syntax error is refused with the `SyntaxError` that
 * prettier's parsers throw, `loc` included.
 */
import { printer } from "prettier/doc";
import { createReport, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { createSource, positionAt, type Source } from "../source/source.ts";
import type { File } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { alignLines } from "./align.ts";
import { printFile } from "./print-file.ts";
import { createSheet } from "./sheet.ts";
import { createStops } from "./stops.ts";
import { createWords, mustHoldSameWords } from "./words.ts";

/** Wide enough for a stage as slides have them. */
export const usualWidth = 100;

export interface LineOptions {
  readonly printWidth: number;
  readonly tabWidth: number;
  readonly useTabs: boolean;
}

/** Ends of lines are `\n`. */
export function parseWhole(text: string): File {
  const source = createSource("", text);
  const report = createReport();
  const file = parse(source, report);
  const error = report.diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined) throw syntaxError(error, source);
  return file;
}

/** The last is empty, as the text ends its last line. */
export function printLines(file: File, options: LineOptions): string[] {
  const stops = createStops(file.source.text, options.tabWidth);
  const doc = printFile(createSheet(createWords(file), stops), file);
  // Columns can be told only when the lines are there, so they are made here, and handed on as they are.
  const { formatted } = printer.printDocToString(doc, { ...options });
  const lines = alignLines(formatted.split("\n"), stops.list, options.tabWidth);
  mustHoldSameWords(file.source.text, lines.join("\n"));
  return lines;
}

function syntaxError({ message, span }: Diagnostic, source: Source): SyntaxError {
  const start = positionAt(source, span?.start ?? 0);
  const end = positionAt(source, span?.end ?? 0);
  const error = new SyntaxError(`${message} (${start.line}:${start.column})`);
  return Object.assign(error, { loc: { start, end } });
}
