/**
 * What a program is understood as, in short lines that a table can hold. Takes texts, returns layers as `conv1 8x8x4`, errors as
 * `code "the text they point at"`. For the tests of this folder.
 */
import { check } from "../../../src/check/check.ts";
import type { CheckedModel } from "../../../src/check/model.ts";
import type { Project } from "../../../src/check/files/project.ts";
import { createTextProject } from "../../../src/check/files/text-project.ts";
import { createReport, type Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import * as operators from "../../../src/ops/registry.ts";
import { createSource } from "../../../src/source/source.ts";
import { parse } from "../../../src/syntax/parse.ts";

export interface Understood {
  readonly models: readonly CheckedModel[];
  readonly unbound: readonly { readonly name: string; readonly parameters: readonly string[] }[];
  readonly diagnostics: readonly Diagnostic[];
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** The program is `net.cnn`; other files by their path. */
export function understand(text: string, files: Readonly<Record<string, string>> = {}, project?: Project): Understood {
  const report = createReport();
  const entry = "net.cnn";
  const texts = project ?? createTextProject(entry, new Map(Object.entries(files)));
  const { models, unbound } = check(parse(createSource(entry, text), report), operators, report, { project: texts });
  const { diagnostics } = report;
  const only = (severity: string): readonly Diagnostic[] => diagnostics.filter((each) => each.severity === severity);
  return { models, unbound, diagnostics, errors: only("error"), warnings: only("warning") };
}

/** The lines behind `model Net {`. */
export function net(...lines: readonly string[]): string {
  return `model Net {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** The last model of a program without errors. */
export function modelIn(text: string, files: Readonly<Record<string, string>> = {}): CheckedModel {
  const { models, errors } = understand(text, files);
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  return models.at(-1)!;
}

/** `conv1 8x8x4` */
export function layersIn(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  return modelIn(text, files).layers.map(({ name, output }) => `${name} ${output.join("x")}`);
}

export function namesIn(text: string): readonly string[] {
  return modelIn(text).layers.map(({ name }) => name);
}

/** `lib.cnn «conw»`: the file, where it is not the program, and the text. */
export function placeOf({ source, span }: Pick<Diagnostic, "source" | "span">): string {
  const text = source!.text.slice(span!.start, span!.end);
  return source!.path === "net.cnn" ? `«${text}»` : `${source!.path} «${text}»`;
}

/** `check/unknown-layer «conw»`, in the order they are told. */
export function errorsIn(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  return understand(text, files).errors.map((error) => `${error.code} ${placeOf(error)}`);
}

/** The labels of a diagnostic: `in \`unit(3)\` «unit(3)»`. */
export function labelsOf({ labels, source }: Diagnostic): readonly string[] {
  return labels.map((label) => `${label.message} ${placeOf({ source: label.source ?? source!, span: label.span })}`);
}
