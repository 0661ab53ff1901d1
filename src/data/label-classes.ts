/**
 * How many classes labels have. Takes one part of a set and what is known of its classes; returns the part as a data set, or
 * throws `data/label-out-of-range` with the file. Pure.
 */
import type { Dataset } from "./dataset.ts";
import type { LabeledPixels } from "./labeled-pixels.ts";
import { checkLabels } from "./labels.ts";
import type { NamedSet } from "./named-sets.ts";

export interface KnownClasses {
  /** A set with a name has its own classes. */
  readonly set: NamedSet | undefined;
  /** As many as were declared. */
  readonly classes: number | undefined;
}

/** The classes that were declared, which every label must be below; else one more than the largest label. */
export function withClasses(part: LabeledPixels, path: string, { set, classes }: KnownClasses): Dataset {
  const declared = set?.classNames.length ?? classes;
  const found = declared ?? largest(part.labels) + 1;
  checkLabels(part.labels, found, path);
  return { ...part, classes: found };
}

function largest(labels: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < labels.length; i++) most = Math.max(most, labels[i]!);
  return most;
}
