/**
 * What is certain about the value of an index expression over a loop nest: the smallest and largest value over the box
 * of the axes, tightened by the nest's `within`. Sound, not complete: what it cannot show may still hold.
 */
import { type Affine, add, coefficient, scale } from "./affine.ts";
import type { Axis, Within } from "./nest.ts";

export type Extents = ReadonlyMap<string, number | "batch">;

export type Interval = readonly [least: number, most: number];

export function extentsOf(axes: readonly Axis[]): Extents {
  return new Map(axes.map(({ name, extent }) => [name, extent]));
}

/** Over the box alone. An axis of the batch has no upper end; an unknown axis none at all. */
export function intervalOf(value: Affine, extents: Extents): Interval {
  let least = value.constant;
  let most = value.constant;
  for (const [axis, c] of value.terms) {
    const extent = extents.get(axis);
    const last = extent === undefined || extent === "batch" ? Number.POSITIVE_INFINITY : extent - 1;
    const first = extent === undefined ? Number.NEGATIVE_INFINITY : 0;
    least += c * (c > 0 ? first : last);
    most += c * (c > 0 ? last : first);
  }
  return [least, most];
}

/** Over the points of the box where all of `within` hold: each is tried once as part of the expression. Empty when none can. */
export function intervalWithin(value: Affine, extents: Extents, within: readonly Within[]): Interval {
  let [least, most] = intervalOf(value, extents);
  for (const { value: known, extent } of within) {
    if (neverInside(intervalOf(known, extents), extent)) return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const [axis, c] of known.terms) {
      const own = coefficient(value, axis);
      if (own === 0) continue;
      // |c|·value = ±own·known + rest, all whole.
      const times = c > 0 ? own : -own;
      const divisor = Math.abs(c);
      const [restLeast, restMost] = intervalOf(add(scale(value, divisor), scale(known, -times)), extents);
      least = Math.max(least, Math.ceil((restLeast + Math.min(0, times * (extent - 1))) / divisor));
      most = Math.min(most, Math.floor((restMost + Math.max(0, times * (extent - 1))) / divisor));
    }
  }
  return [least, most];
}

export function alwaysInside([least, most]: Interval, extent: number): boolean {
  return least >= 0 && most < extent;
}

export function neverInside([least, most]: Interval, extent: number): boolean {
  return most < 0 || least >= extent;
}
