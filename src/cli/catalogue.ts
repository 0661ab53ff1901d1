/**
 * Every diagnostic the command can show: those of the compiler's rooms and those of the leaves. Takes the definitions where
 * they stand; a map by code.
 */
import type { DiagnosticDefinition } from "../diagnostics/diagnostic.ts";
import * as weightCodes from "../export/diagnostics.ts";
import * as compilerCatalogue from "../report/catalogue.ts";
import * as commandCodes from "./diagnostics.ts";

export const definitions: ReadonlyMap<string, DiagnosticDefinition> = new Map(
  [
    ...compilerCatalogue.definitions,
    ...[commandCodes, commandCodes.runtimeProblem, weightCodes].flatMap((room) =>
      Object.values(room as object).filter(isDefinition),
    ),
  ].map((definition) => [definition.code, definition]),
);

function isDefinition(value: unknown): value is DiagnosticDefinition {
  return typeof value === "function" && "code" in value && "explanation" in value;
}
