/** Loops clipped to where their conditions hold visit just the points a loop with an `if` inside would, in the same order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Affine, affine, evaluate } from "../../src/ir/affine.ts";
import type { Within } from "../../src/ir/nest.ts";
import { createKernelBuilder } from "../../src/kernels/build-kernel.ts";
import type { Kernel, Statement } from "../../src/kernels/kernel.ts";
import { openLoops, type Range, type Scope } from "../../src/kernels/open-loops.ts";

const BASE = 1000;

/** Opens the loops around one store whose address spells the point, and runs them. */
function visited(axes: readonly Range[], within: readonly Within[]): { points: number[]; kernel: Kernel } {
  const builder = createKernelBuilder(4);
  const scratch = builder.scratch(4);
  const scope: Scope = { axes: new Map(), ranges: new Map(), within };
  const body = openLoops(builder, axes, scope, (inside) => {
    expect(inside.within).toEqual([]);
    const terms = axes.map((a, i) => ({ e: inside.axes.get(a.name)!, factor: BASE ** i }));
    const bytes: Affine = affine(
      terms.reduce((sum, { e, factor }) => sum + e.constant * factor, 0),
      terms.flatMap(({ e, factor }) => e.terms.map(([name, c]) => [name, c * factor] as const)),
    );
    return [
      { kind: "store", address: { buffer: scratch, bytes }, value: { kind: "constant", value: 0, width: "scalar" } },
    ];
  });
  const kernel = builder.finish("test", "once", body, 0);
  const points: number[] = [];
  run(kernel.body, kernel, new Map(), points);
  return { points, kernel };
}

function run(body: readonly Statement[], kernel: Kernel, at: ReadonlyMap<string, number>, points: number[]): void {
  const value = (e: Affine): number => evaluate(e, (name) => at.get(name)!);
  for (const s of body) {
    switch (s.kind) {
      case "store":
        points.push(value(s.address.bytes));
        break;
      case "guard": {
        const v = value(s.value);
        if (v >= 0 && v < s.extent) run(s.body, kernel, at, points);
        break;
      }
      case "loop": {
        const { trip, name, times } = s.loop;
        if (trip.kind === "blocks") throw new Error("no blocks here");
        const entry = trip.kind === "table" ? kernel.tables[trip.table]![value(trip.entry)] : undefined;
        if (trip.kind === "table") expect(entry, "an entry of the table").toBeDefined();
        const [start, count] = trip.kind === "fixed" ? [trip.start, trip.count] : entry!;
        for (let i = start * times; i < (start + count) * times; i++)
          run(s.body, kernel, new Map([...at, [name, i]]), points);
        break;
      }
      default:
        throw new Error(`no ${s.kind} here`);
    }
  }
}

/** Loops with an `if`. */
function expected(axes: readonly Range[], within: readonly Within[]): number[] {
  const points: number[] = [];
  const walk = (depth: number, at: ReadonlyMap<string, number>): void => {
    const axis = axes[depth];
    if (axis) {
      for (let i = 0; i < axis.extent; i++) walk(depth + 1, new Map([...at, [axis.name, i]]));
      return;
    }
    const inside = within.every(({ value, extent }) => {
      const v = evaluate(value, (name) => at.get(name)!);
      return v >= 0 && v < extent;
    });
    if (inside) points.push(axes.reduce((sum, a, i) => sum + at.get(a.name)! * BASE ** i, 0));
  };
  walk(0, new Map());
  return points;
}

const axes = (...list: (readonly [string, number])[]): Range[] => list.map(([name, extent]) => ({ name, extent }));

/** Output x, tap k: stride·x + dilation·k - padding inside an image of `size`. */
function windowOf(size: number, stride: number, dilation: number, padding: number): Within {
  const value = affine(-padding, [
    ["x", stride],
    ["k", dilation],
  ]);
  return { value, extent: size };
}

describe("a window over one axis", () => {
  test("without padding it is two plain loops", () => {
    const { points, kernel } = visited(axes(["x", 4], ["k", 3]), [windowOf(6, 1, 1, 0)]);
    expect(kernel.tables).toEqual([]);
    expect(points).toHaveLength(12);
  });

  test("with padding the loop over taps reads a table, and there is no condition inside", () => {
    const within = [windowOf(5, 1, 1, 1)];
    const { points, kernel } = visited(axes(["x", 5], ["k", 3]), within);
    expect(kernel.tables).toEqual([
      [
        [1, 2],
        [0, 3],
        [0, 3],
        [0, 3],
        [0, 2],
      ],
    ]);
    expect(JSON.stringify(kernel.body)).not.toContain("guard");
    expect(points).toEqual(expected(axes(["x", 5], ["k", 3]), within));
  });

  test("over padding alone nothing is visited", () => {
    expect(visited(axes(["x", 2], ["k", 2]), [windowOf(1, 3, 1, 5)]).points).toEqual([]);
    expect(visited(axes(["k", 3]), [{ value: affine(7, [["k", 1]]), extent: 5 }]).points).toEqual([]);
  });
});

const small = fc.integer({ min: 1, max: 4 });

test("any window: stride, dilation, padding, size; loops in either order", () => {
  const arbitrary = fc.record({
    size: fc.integer({ min: 1, max: 7 }),
    stride: small,
    dilation: small,
    padding: fc.integer({ min: 0, max: 6 }),
    outputs: fc.integer({ min: 1, max: 6 }),
    taps: small,
    swapped: fc.boolean(),
  });
  fc.assert(
    fc.property(arbitrary, ({ size, stride, dilation, padding, outputs, taps, swapped }) => {
      const order = axes(["x", outputs], ["k", taps]);
      if (swapped) order.reverse();
      const within = [windowOf(size, stride, dilation, padding)];
      expect(visited(order, within).points).toEqual(expected(order, within));
    }),
    { numRuns: 500 },
  );
});

test("any two conditions over three axes", () => {
  const coefficient = fc.integer({ min: -3, max: 3 });
  const condition = fc.record({
    constant: fc.integer({ min: -6, max: 6 }),
    x: coefficient,
    y: coefficient,
    k: coefficient,
    extent: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(small, small, small, fc.array(condition, { maxLength: 2 }), (x, y, k, conditions) => {
      const order = axes(["x", x], ["y", y], ["k", k]);
      const within = conditions.map((c): Within => ({
        value: affine(c.constant, [
          ["x", c.x],
          ["y", c.y],
          ["k", c.k],
        ]),
        extent: c.extent,
      }));
      expect(visited(order, within).points).toEqual(expected(order, within));
    }),
    { numRuns: 1000 },
  );
});
