/**
 * The checker run on an example of the reference: takes a program, returns what is said of it. For pages; the file is called
 * `example.cnn` in messages.
 */
import { check } from "../check/check.ts";
import type { CheckedFile } from "../check/model.ts";
import { createReport, type Diagnostic } from "../diagnostics/diagnostic.ts";
import * as operators from "../ops/registry.ts";
import { createSource } from "../source/source.ts";
import { factsOfNamedSet } from "../std/data-sets.ts";
import { parse } from "../syntax/parse.ts";

export interface CheckedExample extends CheckedFile {
  readonly diagnostics: readonly Diagnostic[];
}

export function checkExample(program: string): CheckedExample {
  const report = createReport();
  const file = check(parse(createSource("example.cnn", program), report, operators.vocabulary), operators, report, {
    dataFacts: factsOfNamedSet,
  });
  return { ...file, diagnostics: report.diagnostics };
}
