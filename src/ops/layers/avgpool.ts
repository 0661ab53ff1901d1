/** Average pooling: the mean of each window, over its whole area or, with `nopad`, over the input places in it. */
import { axisIndex } from "../../ir/affine.ts";
import { type Scalar, constant, load, result, times } from "../../ir/scalar.ts";
import { type Pooled, definePooling, poolingSchema } from "../families/pooling.ts";
import type { WindowAxis } from "../families/window-geometry.ts";
import type { Lowering } from "../operator.ts";
import type { Schema } from "../schema.ts";
import { product } from "../size-arithmetic.ts";

const schema = {
  ...poolingSchema,
  nopad: { kind: "flag", doc: "padding is not counted: the mean is over the input places of the window" },
} as const satisfies Schema;

export const avgpool = definePooling({
  name: "avgpool",
  documentation: {
    summary: "the mean of each window",
    details: [
      "`avgpool 2` halves height and width. Padding counts as zeros, and in the number divided by, unless `nopad` is given. With " +
        "`ceil` the part of the last window beyond the padding counts in neither.",
      "",
      "PyTorch: `AvgPool1d`, `AvgPool2d`, `AvgPool3d`; `nopad` is `count_include_pad=False`.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> tanh -> avgpool 2\n  avgpool 3 s2 p1 nopad\n}\n",
  },
  schema,
  facts: {},
  pool(lowering, pooled, { nopad }) {
    const { input, output, walk, axes } = pooled;
    const outer = ["n", "c", ...walk.positions.map(({ name }) => name)].map(axisIndex);
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within: walk.within,
      reduction: { kind: "sum", over: walk.places.map(({ name }) => name) },
      body: load(input, [axisIndex("n"), axisIndex("c"), ...walk.input]),
      writes: [{ tensor: output, index: outer, value: times(result, reciprocalArea(lowering, pooled, nopad)) }],
    });
  },
});

/** One over the places counted: a number where all windows have the same, else a table over the positions. */
function reciprocalArea(lowering: Lowering, { windows, walk }: Pooled, nopad: boolean): Scalar {
  const counts = windows.map((axis) => countedPlaces(axis, nopad));
  if (counts.every((list) => list.every((count) => count === list[0])))
    return constant(1 / product(counts.map((list) => list[0]!)));
  const areas = counts.reduce<readonly number[]>((rows, list) => rows.flatMap((row) => list.map((c) => row * c)), [1]);
  const table = lowering.constant(
    counts.map((list) => list.length),
    areas.map((area) => 1 / area),
    "reciprocal",
  );
  return load(
    table,
    walk.positions.map(({ name }) => axisIndex(name)),
  );
}

/** For each position along an axis, how many places of its window count (PyTorch's `pool_size`). */
function countedPlaces({ output, stride, before, after, kernel, input }: WindowAxis, nopad: boolean): number[] {
  return Array.from({ length: output }, (_, position) => {
    const start = position * stride - before;
    const end = Math.min(start + kernel, input + after);
    return nopad ? Math.min(end, input) - Math.max(start, 0) : end - start;
  });
}
