/**
 * Whether labels are classes. Takes labels and the number of classes, finds the first label outside them. Pure.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { fail, labelOutOfRange } from "./diagnostics.ts";

/** `data/label-out-of-range` for the first label that is not from 0 to `classes - 1`. */
export function labelProblem(labels: Uint8Array | Int32Array, classes: number, path?: string): Diagnostic | undefined {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label >= 0 && label < classes) continue;
    return labelOutOfRange({
      message: `label ${label} is outside the ${classes} classes`,
      ...(path === undefined ? {} : { file: path }),
      notes: [`label ${i} (counted from 0) is ${label}`, `${classes} classes are labeled 0 to ${classes - 1}`],
    });
  }
  return undefined;
}

/** Throws it, with exit 1. */
export function checkLabels(labels: Uint8Array | Int32Array, classes: number, path?: string): void {
  const problem = labelProblem(labels, classes, path);
  if (problem !== undefined) fail(problem, 1);
}
