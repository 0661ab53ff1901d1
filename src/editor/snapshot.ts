/**
 * What an editor asks its questions of: one version of a file, parsed, checked and traced. Takes a source and where its imports
 * come from; never throws for what a text holds. Every request of the language service is a function of a snapshot; none of them
 * parses or checks again. Data that a recipe names by a path is not read: only what is known of named sets is held against models.
 */
import { check } from "../check/check.ts";
import type { Project } from "../check/files/project.ts";
import type { CheckedFile } from "../check/model.ts";
import { createTrace, type Trace } from "../check/scope/trace.ts";
import { createReport, type Diagnostic } from "../diagnostics/diagnostic.ts";
import * as operators from "../ops/registry.ts";
import type { Source } from "../source/source.ts";
import { factsOfNamedSet } from "../std/data-sets.ts";
import type { File } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";

export interface Snapshot {
  readonly source: Source;
  readonly file: File;
  readonly checked: CheckedFile;
  /** Of this file and of those it imports; each says in its `source` which. */
  readonly diagnostics: readonly Diagnostic[];
  /** Names and shapes, of imported files too. */
  readonly trace: Trace;
  /** No declaration is damaged by a syntax error. */
  readonly whole: boolean;
}

export function takeSnapshot(source: Source, project: Project): Snapshot {
  const report = createReport();
  const trace = createTrace();
  const file = parse(source, report, operators.vocabulary);
  const whole = !report.hasErrors;
  const checked = check(file, operators, report, { project, dataFacts: factsOfNamedSet, trace });
  return { source, file, checked, diagnostics: report.diagnostics, trace, whole };
}
