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
      ...helpFromOne(labels, classes),
    });
  }
  return undefined;
}

/** Labels that count from 1, as those of EMNIST's letters do. */
function helpFromOne(labels: Uint8Array | Int32Array, classes: number): { readonly help?: string } {
  if (!countFromOne(labels, classes)) return {};
  return {
    help: `the labels count from 1 to ${classes}: subtract 1 from each (\`y - 1\`), or make it ${classes + 1} classes`,
  };
}

/** No label is 0, and the largest is the number of classes. */
export function countFromOne(labels: Uint8Array | Int32Array, classes: number): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const label of labels) {
    if (label < least) least = label;
    if (label > most) most = label;
  }
  return least === 1 && most === classes;
}

/** Throws it, with exit 1. */
export function checkLabels(labels: Uint8Array | Int32Array, classes: number, path?: string): void {
  const problem = labelProblem(labels, classes, path);
  if (problem !== undefined) fail(problem, 1);
}
