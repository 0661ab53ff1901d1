/**
 * Every diagnostic of every room in one list: for `cnnc explain CODE` and the reference page. Takes the definitions where
 * they stand; a test holds that none is missing.
 */
import * as argumentCodes from "../check/diagnostics/arguments.ts";
import * as expressionCodes from "../check/diagnostics/expressions.ts";
import * as lintCodes from "../check/diagnostics/lints.ts";
import * as modelCodes from "../check/diagnostics/models.ts";
import { problemDiagnostics } from "../check/diagnostics/problems.ts";
import * as trainingCodes from "../check/diagnostics/training.ts";
import * as dataCodes from "../data/diagnostics.ts";
import type { DefinedDiagnostic, DiagnosticDefinition } from "../diagnostics/diagnostic.ts";
import * as syntaxCodes from "../syntax/diagnostics.ts";

type Definition = DefinedDiagnostic | DiagnosticDefinition;

const rooms: readonly object[] = [
  syntaxCodes,
  expressionCodes,
  argumentCodes,
  modelCodes,
  trainingCodes,
  problemDiagnostics,
  lintCodes,
  dataCodes,
];

function isDefinition(value: unknown): value is Definition {
  return typeof value === "function" && "code" in value && "explanation" in value;
}

/** By code, in the order of the alphabet. */
export const definitions: readonly Definition[] = rooms
  .flatMap((room) => Object.values(room).filter(isDefinition))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

const byCode: ReadonlyMap<string, Definition> = new Map(definitions.map((definition) => [definition.code, definition]));

export function findDefinition(code: string): DiagnosticDefinition | undefined {
  return byCode.get(code);
}

export const codes: readonly string[] = definitions.map(({ code }) => code);
