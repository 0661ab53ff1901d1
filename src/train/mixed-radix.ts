/**
 * Recognizes index expressions that number their axes one after the other, as `c*H*W + h*W + w` does: each value of a
 * range comes exactly once. Takes the index of one dimension and the nest's axes, gives the axes that may stay loops.
 */
import type { Affine } from "../ir/affine.ts";
import type { Axis } from "../ir/nest.ts";

export interface MixedRadix {
  readonly axes: readonly string[];
  /** Values that come, when not all of the dimension's. */
  readonly range?: readonly [first: number, last: number];
}

/** Undefined when values repeat, leave gaps, leave the dimension, or share an axis with a dimension already done. */
export function asMixedRadix(
  index: Affine,
  extent: number | "batch",
  axes: readonly Axis[],
  kept: ReadonlySet<string>,
): MixedRadix | undefined {
  const names = index.terms.map(([axis]) => axis);
  if (names.some((name) => kept.has(name))) return undefined;
  let step = 1;
  for (const [name, c] of [...index.terms].sort(([, a], [, b]) => a - b)) {
    const own = axes.find((axis) => axis.name === name)!.extent;
    if (c !== step) return undefined;
    if (own === "batch")
      return extent === "batch" && names.length === 1 && index.constant === 0 ? { axes: names } : undefined;
    step *= own;
  }
  if (extent === "batch") return undefined;
  const [first, last] = [index.constant, index.constant + step - 1];
  if (first < 0 || last >= extent) return undefined;
  return first === 0 && last === extent - 1 ? { axes: names } : { axes: names, range: [first, last] };
}
