/**
 * The prettier plugin for .cnn (`cnnc/prettier`): takes a text without syntax errors, gives it in the one style of the language.
 * It honors the options of prettier that have a meaning here (`printWidth`, `tabWidth`, `useTabs`, `endOfLine`) and has none of
 * its own. A text with a syntax error is refused with the `SyntaxError` that prettier's parsers throw, `loc` included.
 */
import type { Doc, Parser, Plugin, Printer, SupportLanguage } from "prettier";
import { builders, printer } from "prettier/doc";
import { createReport, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { createSource, positionAt, type Source } from "../source/source.ts";
import type { File } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { alignLines } from "./align.ts";
import { printFile } from "./print-file.ts";
import { createSheet } from "./sheet.ts";
import { createStops } from "./stops.ts";
import { createWords, mustHoldSameWords } from "./words.ts";

/** What prettier hands from the parser to the printer: it would take the comments out of a bare `File`. */
export interface Root {
  readonly kind: "root";
  readonly file: File;
}

export const languages: SupportLanguage[] = [
  { name: "cnn", parsers: ["cnn"], extensions: [".cnn"], tmScope: "source.cnn", vscodeLanguageIds: ["cnn"] },
];

const parser: Parser<Root> = {
  astFormat: "cnn-ast",
  parse(text) {
    const source = createSource("", text);
    const report = createReport();
    const file = parse(source, report);
    const error = report.diagnostics.find(({ severity }) => severity === "error");
    if (error !== undefined) throw syntaxError(error, source);
    return { kind: "root", file };
  },
  locStart: () => 0,
  locEnd: ({ file }) => file.span.end,
};

const cnnPrinter: Printer<Root> = {
  print({ node: { file } }, { printWidth, tabWidth, useTabs = false }): Doc {
    const stops = createStops(file.source.text, tabWidth);
    const doc = printFile(createSheet(createWords(file), stops), file);
    // Columns can be told only when the lines are there, so they are made here, and handed on as they are.
    const { formatted } = printer.printDocToString(doc, { printWidth, tabWidth, useTabs });
    const lines = alignLines(formatted.split("\n"), stops.list, tabWidth);
    mustHoldSameWords(file.source.text, lines.join("\n"));
    return builders.join(builders.hardline, lines);
  },
  getVisitorKeys: () => [],
};

/** Wide enough for a stage as slides have them; a project's own options go before. */
export const defaultOptions: { readonly printWidth: number } = { printWidth: 100 };
export const parsers: { readonly cnn: Parser<Root> } = { cnn: parser };
export const printers: { readonly "cnn-ast": Printer<Root> } = { "cnn-ast": cnnPrinter };

const plugin: Plugin<Root> = {
  languages,
  defaultOptions,
  parsers: { cnn: parser },
  printers: { "cnn-ast": cnnPrinter },
};
export default plugin;

function syntaxError({ message, span }: Diagnostic, source: Source): SyntaxError {
  const start = positionAt(source, span?.start ?? 0);
  const end = positionAt(source, span?.end ?? 0);
  const error = new SyntaxError(`${message} (${start.line}:${start.column})`);
  return Object.assign(error, { loc: { start, end } });
}
