/**
 * Every lint on the text of a file: names that nothing uses and comments that silence nothing. Takes the syntax tree, a
 * report, and the models that the file means, which tell what a label names. Where there are errors, names are left alone:
 * what seems unused is mostly what was misspelled elsewhere.
 */
import { applyEdits } from "../../diagnostics/apply-fixes.ts";
import type { Report } from "../../diagnostics/diagnostic.ts";
import type { File } from "../../syntax/ast.ts";
import type { CheckedModel } from "../model.ts";
import { nothingDeclared } from "../diagnostics/lints.ts";
import { ignoredCodesShouldExist } from "./ignored-codes-should-exist.ts";
import { labelsShouldBeUsed } from "./labels-should-be-used.ts";
import { namesShouldBeUsed } from "./names-should-be-used.ts";

export function lintFile(file: File, report: Report, models: readonly CheckedModel[] = []): void {
  ignoredCodesShouldExist(file, report);
  // What is not a comment could not be read, which was reported.
  const rest = applyEdits(
    file.source.text,
    file.comments.map(({ span }) => ({ span, text: "" })),
  );
  if (file.declarations.length === 0 && rest.trim() === "") {
    const empty = file.comments.length === 0;
    const message = empty ? "the file is empty" : "the file declares nothing";
    const help = "begin with a model: `model NAME {`, a line `input 28x28x1`, its layers, and `}`";
    report.add(nothingDeclared({ message, source: file.source, span: { start: 0, end: 0 }, help }));
  }
  if (report.hasErrors || file.declarations.some(({ damaged }) => damaged)) return;
  namesShouldBeUsed(file, report);
  labelsShouldBeUsed(file, models, report);
}
