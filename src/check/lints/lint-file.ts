/**
 * Every lint on the text of a file: names that nothing uses and comments that silence nothing. Takes the syntax tree, a
 * report, and the models that the file means, which tell what a label names. Where there are errors, names are left alone:
 * what seems unused is mostly what was misspelled elsewhere.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import type { File } from "../../syntax/ast.ts";
import type { CheckedModel } from "../model.ts";
import { ignoredCodesShouldExist } from "./ignored-codes-should-exist.ts";
import { labelsShouldBeUsed } from "./labels-should-be-used.ts";
import { namesShouldBeUsed } from "./names-should-be-used.ts";

export function lintFile(file: File, report: Report, models: readonly CheckedModel[] = []): void {
  ignoredCodesShouldExist(file, report);
  if (report.hasErrors || file.declarations.some(({ damaged }) => damaged)) return;
  namesShouldBeUsed(file, report);
  labelsShouldBeUsed(file, models, report);
}
