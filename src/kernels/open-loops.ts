/**
 * Loops clipped to the points where a nest's conditions hold: the taps of a convolution that fall inside the image. Takes
 * axes and what surrounds them, gives statements.
 */
import { type Affine, add, affine, axisIndex, coefficient, printAffine, substitute } from "../ir/affine.ts";
import type { Within } from "../ir/nest.ts";
import type { KernelBuilder } from "./build-kernel.ts";
import type { Statement, Trip } from "./kernel.ts";

/** A loop axis with its constant range. */
export interface Range {
  readonly name: string;
  readonly extent: number;
}

/** What surrounds a place: where the axes stand, the constant ranges of those open, and the conditions not yet met. */
export interface Scope {
  readonly axes: ReadonlyMap<string, Affine>;
  readonly ranges: ReadonlyMap<string, readonly [low: number, high: number]>;
  readonly within: readonly Within[];
}

/**
 * Opens loops for `axes` in order around what `body` gives, each clipped to where the conditions can hold: at compile time
 * where the axis stands alone, by a table of (start, count) where the bounds move with outer axes (padding at the border,
 * stride classes), and by a guard inside where neither serves. Conditions on axes still to be opened are left in the scope
 * that `body` is given.
 */
export function openLoops(
  builder: KernelBuilder,
  axes: readonly Range[],
  scope: Scope,
  body: (scope: Scope) => readonly Statement[],
): readonly Statement[] {
  const [axis, ...rest] = axes;
  if (!axis) return guarded(scope, body);
  let low = 0;
  let high = axis.extent;
  const later: Within[] = [];
  const moving: { e: Affine; factor: number; offset: number; tap: number; extent: number }[] = [];
  for (const condition of scope.within) {
    const tap = coefficient(condition.value, axis.name);
    const others = condition.value.terms.filter(([name]) => name !== axis.name);
    if (tap === 0 || others.some(([name]) => !scope.ranges.has(name))) later.push(condition);
    else if (others.length === 0) {
      while (low < high && !holds(condition.value.constant + tap * low, condition.extent)) low++;
      while (high > low && !holds(condition.value.constant + tap * (high - 1), condition.extent)) high--;
    } else {
      const factor = others.reduce((g, [, c]) => gcd(g, Math.abs(c)), 0);
      const e = affine(
        0,
        others.map(([name, c]) => [name, c / factor]),
      );
      const same = moving[0];
      if (same && printAffine(same.e) !== printAffine(e)) later.push(condition);
      else moving.push({ e, factor, offset: condition.value.constant, tap, extent: condition.extent });
    }
  }
  let trip: Trip = { kind: "fixed", start: low, count: high - low };
  if (moving.length > 0) {
    const { e } = moving[0]!;
    const [first, last] = boundsOf(e, scope.ranges);
    const table: (readonly [number, number])[] = [];
    for (let v = first; v <= last; v++) {
      const inside = (k: number): boolean => moving.every((m) => holds(m.factor * v + m.offset + m.tap * k, m.extent));
      let start = low;
      while (start < high && !inside(start)) start++;
      let end = start;
      while (end < high && inside(end)) end++;
      table.push([start, end - start]);
    }
    const whole = table.every(([start, count]) => start === low && count === high - low);
    if (!whole) {
      const entry = add(substitute(e, scope.axes), affine(-first));
      trip = { kind: "table", table: builder.table(table), entry };
    }
  }
  if (trip.kind === "fixed" && trip.count === 0) return [];
  const single = trip.kind === "fixed" && trip.count === 1;
  const name = builder.fresh(axis.name);
  const position = single ? affine(low) : axisIndex(name);
  const inner = openLoops(
    builder,
    rest,
    {
      axes: new Map([...scope.axes, [axis.name, position]]),
      ranges: new Map([...scope.ranges, [axis.name, [low, high - 1]]]),
      within: later,
    },
    body,
  );
  if (single || inner.length === 0) return inner;
  return [{ kind: "loop", loop: { name, trip, times: 1 }, body: inner }];
}

/** Leaves out conditions that always hold, puts guards around the rest, and hands on those whose axes are yet to open. */
function guarded(scope: Scope, body: (scope: Scope) => readonly Statement[]): readonly Statement[] {
  const open = ({ value }: Within): boolean => value.terms.every(([axis]) => scope.ranges.has(axis));
  const left = scope.within.filter(open).filter(({ value, extent }) => {
    const [low, high] = boundsOf(value, scope.ranges);
    return low < 0 || high >= extent;
  });
  let statements = body({ ...scope, within: scope.within.filter((w) => !open(w)) });
  for (const { value, extent } of left) {
    statements = [{ kind: "guard", value: substitute(value, scope.axes), extent, body: statements }];
  }
  return statements;
}

const holds = (value: number, extent: number): boolean => value >= 0 && value < extent;

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Least and greatest value of an affine expression over constant ranges of its axes. */
export function boundsOf(e: Affine, ranges: Scope["ranges"]): readonly [number, number] {
  let low = e.constant;
  let high = e.constant;
  for (const [axis, c] of e.terms) {
    const [first, last] = ranges.get(axis)!;
    low += c * (c > 0 ? first : last);
    high += c * (c > 0 ? last : first);
  }
  return [low, high];
}
