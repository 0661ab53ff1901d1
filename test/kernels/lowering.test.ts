/** A kernel as text, once, so that a change of its shape is seen; and that merged loops are loops over the same memory. */
import { describe, expect, test } from "vitest";
import { axisIndex } from "../../src/ir/affine.ts";
import { load, result, times, constant } from "../../src/ir/scalar.ts";
import type { Nest } from "../../src/ir/nest.ts";
import { createKernelBuilder } from "../../src/kernels/build-kernel.ts";
import { lowerDense } from "../../src/kernels/lower-dense.ts";
import { lowerPerImage } from "../../src/kernels/lower-per-image.ts";
import { mergeLoops } from "../../src/kernels/merge-loops.ts";
import type { Statement } from "../../src/kernels/kernel.ts";
import { printKernel } from "../../src/kernels/print-kernel.ts";
import { simplify } from "../../src/kernels/simplify.ts";
import { mergeAxes } from "../../src/kernels/work.ts";
import { conv, tensor } from "../ir/nests.ts";

test("a convolution of two filters over a padded row of four pixels", () => {
  const input = tensor("input", "input", [1, 1, 4]);
  const weight = tensor("weight", "parameter", [2, 1, 1, 3]);
  const { nests } = conv("conv", input, weight, undefined, { kernel: 3, padding: 1 });
  const nest = simplify(createKernelBuilder(4), { ...nests[0]!, within: nests[0]!.within.slice(-1) });
  const text = printKernel(lowerPerImage({ nest }, 4));
  // One table of taps, one tile of both filters, no condition inside, each pixel loaded once for both.
  expect(text).toMatch(/table t0 = 1\+2 0\+3 0\+3 0\+2/);
  expect(text).not.toContain("if ");
  expect(text.match(/= add\(sum/g)).toHaveLength(2);
  expect(text.match(/= \[p\d/g)).toHaveLength(1);
  expect(text.match(/splat \[/g)).toHaveLength(2);
  expect(printKernel(lowerPerImage({ nest }, 4))).toBe(text);
});

test("an elementwise nest writes only where its conditions hold, with images and without", () => {
  for (const batched of [true, false]) {
    const from = tensor("from", "activation", [5], batched);
    const to = tensor("to", "activation", [4], batched);
    const axes = [...(batched ? [{ name: "n", extent: "batch" as const }] : []), { name: "d", extent: 5 }];
    const index = axes.map(({ name }) => axisIndex(name));
    const nest: Nest = {
      name: "cut",
      axes,
      within: [{ value: axisIndex("d"), extent: 4 }],
      reduction: { kind: "none" },
      body: load(from, index),
      writes: [{ tensor: to, index, value: result }],
    };
    const text = printKernel(batched ? lowerPerImage({ nest }, 4) : lowerDense({ nest }, 4));
    expect(text).toMatch(/for d in 0\.\.5\n\s+if 0 <= d < 4\n\s+from/);
  }
});

describe("merging", () => {
  const scale = (shape: readonly number[], batched: boolean): Nest => {
    const from = tensor("from", "activation", shape, batched);
    const to = tensor("to", "activation", shape, batched);
    const own = shape.map((extent, i) => ({ name: `d${i}`, extent }));
    const axes = batched ? [{ name: "n", extent: "batch" as const }, ...own] : own;
    const index = axes.map(({ name }) => axisIndex(name));
    return {
      name: "scale",
      axes,
      within: [],
      reduction: { kind: "none" },
      body: times(load(from, index), constant(3)),
      writes: [{ tensor: to, index, value: result }],
    };
  };
  const order = ["d0", "d1", "d2"];

  test("axes of a dense tensor are one loop over its memory", () => {
    const merged = mergeAxes(createKernelBuilder(16), scale([3, 4, 5], false), order);
    expect(merged.axes).toEqual([{ name: "d2", extent: 60 }]);
  });

  test("channels with a gap between their planes stay a loop; rows and columns become one", () => {
    const builder = createKernelBuilder(16);
    // 4 x 5 pixels of a line each: an even number of lines, so a gap of one.
    const merged = mergeAxes(builder, scale([3, 4, 5], true), order);
    expect(merged.axes.map((a) => a.extent)).toEqual(["batch", 3, 20]);
    // 5 x 5 pixels: odd already, no gap.
    expect(mergeAxes(builder, scale([3, 5, 5], true), order).axes.map((a) => a.extent)).toEqual(["batch", 75]);
  });

  test("a loop over lanes inside a loop over pixels becomes one run", () => {
    const store = (outer: number): Statement => ({
      kind: "loop",
      loop: { name: "x", trip: { kind: "fixed", start: 1, count: 3 }, times: 1 },
      body: [
        {
          kind: "loop",
          loop: { name: "lane", trip: { kind: "fixed", start: 0, count: 4 }, times: 1 },
          body: [
            {
              kind: "store",
              address: {
                buffer: 0,
                bytes: {
                  constant: 0,
                  terms: [
                    ["lane", 16],
                    ["x", outer],
                  ],
                },
              },
              value: { kind: "constant", value: 0, width: "vector" },
            },
          ],
        },
      ],
    });
    const [merged] = mergeLoops([store(64)]);
    expect(merged).toMatchObject({ kind: "loop", loop: { times: 4, trip: { start: 1, count: 3 } } });
    expect(merged?.kind === "loop" && merged.body[0]?.kind).toBe("store");
    // A stride that does not fit leaves both loops.
    expect(mergeLoops([store(80)])).toEqual([store(80)]);
  });
});
