/**
 * The mean over windows, for the layers that average: one nest whose sum is scaled by the places counted. Takes what a
 * pooling computes from and the tensor to fill. Not for averages over whole axes or over windows that change in size.
 */
import { axisIndex } from "../../ir/affine.ts";
import { type Scalar, constant, load, result, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import type { Lowering } from "../operator.ts";
import { product } from "../size-arithmetic.ts";
import type { Pooled } from "./pooling.ts";
import type { WindowAxis } from "./window-geometry.ts";

/** `nopad`: only places of the input count, padding does not. */
export function averageWindows(
  lowering: Lowering,
  stage: string,
  pooled: Pooled,
  output: Tensor,
  nopad: boolean,
): void {
  const { input, walk, axes } = pooled;
  const outer = ["n", "c", ...walk.positions.map(({ name }) => name)].map(axisIndex);
  lowering.emit({
    name: `${lowering.name}.${stage}`,
    axes,
    within: walk.within,
    reduction: { kind: "sum", over: walk.places.map(({ name }) => name) },
    body: load(input, [axisIndex("n"), axisIndex("c"), ...walk.input]),
    writes: [{ tensor: output, index: outer, value: times(result, reciprocalArea(lowering, pooled, nopad)) }],
  });
}

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
