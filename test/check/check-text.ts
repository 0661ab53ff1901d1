/** Checks a program given as text, as every shell does: parse, then check. For tests. */
import { check } from "../../src/check/check.ts";
import type { CheckedModel } from "../../src/check/model.ts";
import { createReport, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import * as operators from "../../src/ops/registry.ts";
import { createSource } from "../../src/source/source.ts";
import type { DataFactsReader } from "../../src/std/data-sets.ts";
import { parse } from "../../src/syntax/parse.ts";

export interface Checked {
  readonly models: readonly CheckedModel[];
  readonly diagnostics: readonly Diagnostic[];
  /** Of every diagnostic, in order. */
  readonly codes: readonly string[];
}

/** `dataFacts`: what is known of the data that recipes name; nothing where it is absent. */
export function checkText(text: string, path = "test.cnn", dataFacts?: DataFactsReader): Checked {
  const report = createReport();
  const { models } = check(parse(createSource(path, text), report, operators.vocabulary), operators, report, {
    dataFacts,
  });
  return { models, diagnostics: report.diagnostics, codes: report.diagnostics.map(({ code }) => code) };
}

/** The one model of a program that must be without errors. */
export function modelOf(text: string): CheckedModel {
  const { models, diagnostics } = checkText(text);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0 || models.length !== 1)
    throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join("\n") || `${models.length} models`);
  return models[0]!;
}

/** A model of these lines. */
export function network(...lines: readonly string[]): string {
  return `model Net {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** The text after a diagnostic's fix. */
export function applyFix(text: string, { fixes }: Diagnostic, number = 0): string {
  const edits = [...fixes[number]!.edits].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce((done, { span, text: put }) => done.slice(0, span.start) + put + done.slice(span.end), text);
}
