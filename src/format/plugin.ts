/**
 * The prettier plugin for .cnn (`cnnc/prettier`): takes a text without syntax errors, gives it in the one style of the language.
 * It honors the options of prettier that have a meaning here (`printWidth`, `tabWidth`, `useTabs`, `endOfLine`) and has none of
 * its own. A text with a syntax error is refused with the `SyntaxError` that prettier's parsers throw, `loc` included.
 */
import type { Doc, Parser, Plugin, Printer, SupportLanguage } from "prettier";
import { builders } from "prettier/doc";
import type { File } from "../syntax/ast.ts";
import { parseWhole, printLines, usualWidth } from "./print-lines.ts";

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
  parse: (text) => ({ kind: "root", file: parseWhole(text) }),
  locStart: () => 0,
  locEnd: ({ file }) => file.span.end,
};

const cnnPrinter: Printer<Root> = {
  print: ({ node: { file } }, { printWidth, tabWidth, useTabs = false }): Doc =>
    builders.join(builders.hardline, printLines(file, { printWidth, tabWidth, useTabs })),
  getVisitorKeys: () => [],
};

/** A project's own options go before. */
export const defaultOptions: { readonly printWidth: number } = { printWidth: usualWidth };
export const parsers: { readonly cnn: Parser<Root> } = { cnn: parser };
export const printers: { readonly "cnn-ast": Printer<Root> } = { "cnn-ast": cnnPrinter };

const plugin: Plugin<Root> = {
  languages,
  defaultOptions,
  parsers: { cnn: parser },
  printers: { "cnn-ast": cnnPrinter },
};
export default plugin;
