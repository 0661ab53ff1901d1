/**
 * The diagnostics of operators' problems: `ops/problem-codes.ts` states the facts, this makes them emittable. Takes and gives
 * nothing else.
 */
import { type DefinedDiagnostic, defineDiagnostic } from "../../diagnostics/diagnostic.ts";
import { problemCodes, type ProblemCode } from "../../ops/problem-codes.ts";

const table = new Map<ProblemCode, DefinedDiagnostic>(
  problemCodes.map((entry) => [entry.code, defineDiagnostic(entry)]),
);

export const problemDiagnostics: readonly DefinedDiagnostic[] = [...table.values()];

export function diagnosticOf(code: ProblemCode): DefinedDiagnostic {
  return table.get(code)!;
}
