import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { affine, axisIndex, evaluate } from "../../src/ir/affine.ts";
import { extentsOf, intervalOf, intervalWithin } from "../../src/ir/interval.ts";
import type { Nest } from "../../src/ir/nest.ts";
import { constant, load, position, result } from "../../src/ir/scalar.ts";
import { checkOrder, verifyNest } from "../../src/ir/verify.ts";
import { conv, pool, tensor } from "./nests.ts";

const input = tensor("input", "input", [2, 6, 6]);
const weight = tensor("conv1.weight", "parameter", [3, 2, 3, 3]);
const bias = tensor("conv1.bias", "parameter", [3]);
const good = conv("conv1", input, weight, bias, { kernel: 3, padding: 1 }).nests[0]!;
const pooled = pool("max", "pool1", input, { kernel: 2 }).nests[0]!;
const write = good.writes[0]!;
const sum = good.reduction as Extract<Nest["reduction"], { kind: "sum" }>;

test("whole nests have no problems", () => {
  expect([good, pooled].flatMap(verifyNest)).toEqual([]);
});

describe("planted faults", () => {
  const faults: [string, Nest, RegExp][] = [
    ["padding without within", { ...good, within: [] }, /index i \+ y - 1 of input is -1\.\.6, outside 0\.\.5/],
    ["an axis that is not there", { ...good, axes: good.axes.filter(({ name }) => name !== "c") }, /axis c/],
    ["an axis twice", { ...good, axes: [...good.axes, { name: "c", extent: 2 }] }, /an axis stands twice/],
    ["an empty axis", { ...good, axes: good.axes.map((a) => (a.name === "c" ? { ...a, extent: 0 } : a)) }, /extent 0/],
    ["a loop too long", { ...good, axes: good.axes.map((a) => (a.name === "f" ? { ...a, extent: 4 } : a)) }, /0\.\.3, outside 0\.\.2/],
    ["a missing dimension", { ...good, writes: [{ ...write, index: write.index.slice(1) }] }, /has 4 dimensions, not 3/],
    ["a reduced axis in a write", { ...good, writes: [{ ...write, index: write.index.with(1, axisIndex("c")) }] }, /axis c/],
    ["a reduced axis in the initial value", { ...good, reduction: { ...sum, initial: load(weight, weight.shape.map(() => axisIndex("c"))) } }, /initial uses the axis c/],
    ["position in a sum", { ...good, writes: [{ ...write, value: position }] }, /uses position/],
    ["result in a body", { ...good, body: result }, /body uses result/],
    ["images by another axis", { ...good, writes: [{ ...write, index: write.index.with(0, affine(0)) }] }, /not by the batch/],
    ["writing the input", { ...pooled, writes: [{ ...pooled.writes[0]!, tensor: input }] }, /writes input/],
    ["writing nothing", { ...good, writes: [] }, /writes nothing/],
    ["a number that is none", { ...good, body: constant(Number.NaN) }, /NaN/],
    ["a scatter of something else", { ...good, reduction: { kind: "scatter" }, writes: [{ ...write, value: constant(1) }] }, /one write, of its result/],
  ]; // prettier-ignore
  for (const [name, nest, message] of faults) test(name, () => expect(verifyNest(nest).join("\n")).toMatch(message));

  test("reading before writing", () => {
    const next = pool("max", "pool2", write.tensor, { kernel: 2 }).nests[0]!;
    const given = new Set([input, weight, bias]);
    expect(checkOrder([good, next], given)).toEqual([]);
    expect(checkOrder([next, good], given)).toEqual(["pool2.forward: reads conv1.output, written by none before"]);
    const adding = { ...good, writes: [{ ...write, accumulate: true }] };
    expect(checkOrder([adding], given)).toEqual(["conv1.forward: adds to conv1.output, written by none before"]);
  });
});

test("intervals hold every value that comes", () => {
  const number = fc.integer({ min: -4, max: 4 });
  const expression = fc.tuple(number, number, number).map(([c, a, b]) => affine(c, [["a", a], ["b", b]])); // prettier-ignore
  const extent = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(
      expression,
      expression,
      expression,
      extent,
      extent,
      fc.integer({ min: 1, max: 6 }),
      (value, v, w, a, b, size) => {
        const axes = [
          { name: "a", extent: a },
          { name: "b", extent: b },
        ];
        const within = [v, w].map((each) => ({ value: each, extent: size }));
        const [least, most] = intervalWithin(value, extentsOf(axes), within);
        const [boxLeast, boxMost] = intervalOf(value, extentsOf(axes));
        const seen: number[] = [];
        for (let i = 0; i < a; i++)
          for (let j = 0; j < b; j++) {
            const at = (e: typeof value): number => evaluate(e, (axis) => (axis === "a" ? i : j));
            seen.push(at(value));
            if (!within.every((each) => at(each.value) >= 0 && at(each.value) < size)) continue;
            expect(at(value)).toBeGreaterThanOrEqual(least);
            expect(at(value)).toBeLessThanOrEqual(most);
          }
        expect([boxLeast, boxMost].map((x) => x + 0)).toEqual([Math.min(...seen), Math.max(...seen)].map((x) => x + 0));
      },
    ),
  );
});
