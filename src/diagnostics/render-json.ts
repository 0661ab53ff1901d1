/**
 * Diagnostics for programs: takes diagnostics, returns one JSON text of schema `cnnc.diagnostics/1`. Lines and columns count from
 * 1, columns in UTF-16 code units. What is absent is `null`, so that every object has the same keys.
 */
import { jsonText } from "./json-text.ts";
import type { Source, Span } from "../source/source.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { pathOf, type Range, rangeOf } from "./places.ts";

export type JsonRange = Range;

export interface JsonFix {
  readonly title: string;
  /** `check --fix` makes it. */
  readonly safe: boolean;
  readonly edits: readonly { range: JsonRange | null; text: string }[];
}

export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string | null;
  readonly range: JsonRange | null;
  readonly labels: readonly { message: string; file: string | null; range: JsonRange | null }[];
  readonly notes: readonly string[];
  readonly help: string | null;
  readonly fixes: readonly JsonFix[];
}

export interface JsonReport {
  readonly schema: "cnnc.diagnostics/1";
  readonly diagnostics: readonly JsonDiagnostic[];
}

/** The report as text, indented, with a newline at the end. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  return jsonText(toJsonReport(diagnostics));
}

export function toJsonReport(diagnostics: readonly Diagnostic[]): JsonReport {
  return { schema: "cnnc.diagnostics/1", diagnostics: diagnostics.map(toJsonDiagnostic) };
}

function toJsonDiagnostic(diagnostic: Diagnostic): JsonDiagnostic {
  const { source } = diagnostic;
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    file: pathOf(diagnostic) ?? null,
    range: rangeOrNull(source, diagnostic.span),
    labels: diagnostic.labels.map((label) => {
      const home = label.source ?? source;
      return { message: label.message, file: home?.path ?? null, range: rangeOrNull(home, label.span) };
    }),
    notes: diagnostic.notes,
    help: diagnostic.help ?? null,
    fixes: diagnostic.fixes.map(({ title, safe = false, edits }) => ({
      title,
      safe,
      edits: edits.map(({ span, text }) => ({ range: rangeOrNull(source, span), text })),
    })),
  };
}

function rangeOrNull(source: Source | undefined, span: Span | undefined): JsonRange | null {
  return source === undefined || span === undefined ? null : rangeOf({ source, span });
}
