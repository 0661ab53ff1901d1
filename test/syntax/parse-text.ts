/** Parses a text the way every test of the front end wants it: the file, what was reported, and the words of it. */
import { createReport, type Report } from "../../src/diagnostics/diagnostic.ts";
import { createSource, positionAt, type Span } from "../../src/source/source.ts";
import type { File, Model, Stage } from "../../src/syntax/ast.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Vocabulary } from "../../src/syntax/vocabulary.ts";

export interface Parsed {
  readonly file: File;
  readonly report: Report;
  readonly codes: readonly string[];
  /** `line:column message`, one for each diagnostic. */
  readonly messages: readonly string[];
}

/** `vocabulary`: words of other frameworks; none when absent. */
export function parseText(text: string, vocabulary?: Vocabulary): Parsed {
  const source = createSource("test.cnn", text);
  const report = createReport();
  const file = parse(source, report, vocabulary);
  return {
    file,
    report,
    codes: report.diagnostics.map(({ code }) => code),
    messages: report.diagnostics.map(({ span, message }) => {
      const { line, column } = positionAt(source, span?.start ?? 0);
      return `${line}:${column} ${message}`;
    }),
  };
}

/** The stages of the first chain of the first model; the text must be right. */
export function stagesOf(body: string): readonly Stage[] {
  const { file, messages } = parseText(`model A {\n${body}\n}\n`);
  if (messages.length > 0) throw new Error(messages.join("\n"));
  const model = file.declarations[0] as Model;
  const chain = model.body.statements.find((statement) => statement.kind === "chain");
  if (chain?.kind !== "chain") throw new Error("no chain");
  return chain.stages;
}

export function textAt(file: File, span: Span): string {
  return file.source.text.slice(span.start, span.end);
}
