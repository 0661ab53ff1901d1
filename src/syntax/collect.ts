/**
 * A bounded list of diagnostics for one step of the front end, so that a megabyte of mistakes costs no more than the first
 * hundred. Takes a limit; what is added beyond it is counted as `full` and dropped.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export interface Findings {
  readonly list: readonly Diagnostic[];
  /** Whether there was more than the limit. */
  readonly full: boolean;
  add(diagnostic: Diagnostic): void;
}

export function createFindings(limit: number): Findings {
  const list: Diagnostic[] = [];
  let full = false;
  return {
    list,
    get full() {
      return full;
    },
    add(diagnostic) {
      if (list.length < limit) list.push(diagnostic);
      else full = true;
    },
  };
}
