/**
 * Every diagnostic of every room in one list: for `cnnc explain CODE` and the reference page. Takes the definitions where
 * they stand; the command, which is to the right of this room, hands in its own. A test holds that none is missing.
 */
import * as argumentCodes from "../check/diagnostics/arguments.ts";
import * as dataFitCodes from "../check/diagnostics/data.ts";
import * as expressionCodes from "../check/diagnostics/expressions.ts";
import * as importCodes from "../check/diagnostics/imports.ts";
import * as lintCodes from "../check/diagnostics/lints.ts";
import * as modelCodes from "../check/diagnostics/models.ts";
import { problemDiagnostics } from "../check/diagnostics/problems.ts";
import * as trainingCodes from "../check/diagnostics/training.ts";
import * as unusedCodes from "../check/diagnostics/unused.ts";
import * as dataCodes from "../data/diagnostics.ts";
import type { DefinedDiagnostic, DiagnosticDefinition } from "../diagnostics/diagnostic.ts";
import * as graphCodes from "../graph/diagnostics.ts";
import * as exportCodes from "../export/diagnostics.ts";
import * as syntaxCodes from "../syntax/diagnostics.ts";

const rooms: readonly object[] = [
  syntaxCodes,
  expressionCodes,
  importCodes,
  argumentCodes,
  modelCodes,
  trainingCodes,
  dataFitCodes,
  problemDiagnostics,
  lintCodes,
  unusedCodes,
  dataCodes,
  graphCodes,
  exportCodes,
];

/**
 * By code, in the order of the alphabet. `further` are modules of definitions, or tables of them, of rooms that this one may
 * not import.
 */
export function gatherDefinitions(...further: readonly object[]): readonly DiagnosticDefinition[] {
  return [...rooms, ...further].flatMap(definitionsIn).sort((a, b) => (a.code < b.code ? -1 : 1));
}

function definitionsIn(holder: object): readonly DiagnosticDefinition[] {
  return Object.values(holder).flatMap((value: unknown) => {
    if (isDefinition(value)) return [value];
    return typeof value === "object" && value !== null ? Object.values(value).filter(isDefinition) : [];
  });
}

function isDefinition(value: unknown): value is DefinedDiagnostic {
  return typeof value === "function" && "code" in value && "explanation" in value;
}

/** Those of the rooms this one may import. */
export const definitions: readonly DiagnosticDefinition[] = gatherDefinitions();

export function findDefinition(code: string, among: readonly DiagnosticDefinition[]): DiagnosticDefinition | undefined {
  return among.find((definition) => definition.code === code);
}
