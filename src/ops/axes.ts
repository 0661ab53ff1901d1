/**
 * The axes of a loop nest over a tensor, with the names the whole project uses: `n` images, `c` channels (`f` where they
 * are made), `z y x` places, `h i j` places inside a window. Takes extents channels first; gives axes and the index that
 * addresses the tensor with them.
 */
import { type Affine, affine, axisIndex } from "../ir/affine.ts";
import type { Axis } from "../ir/nest.ts";
import type { Tensor } from "../ir/tensor.ts";
import { product } from "./size-arithmetic.ts";

export const batchAxis: Axis = { name: "n", extent: "batch" };

/** Names of the last `count` of depth, height and width. */
export const placeNames = (count: number): readonly string[] => ["z", "y", "x"].slice(3 - count);

/** The same inside a window. */
export const windowNames = (count: number): readonly string[] => ["h", "i", "j"].slice(3 - count);

export interface Walk {
  /** Images first. */
  readonly axes: readonly Axis[];
  /** One per axis. */
  readonly index: readonly Affine[];
  /** Number of the element in its image, in C, H, W order. */
  readonly element: Affine;
}

/** Every element of a batched tensor `[C, …places]`. */
export function walk({ shape }: Tensor): Walk {
  const names = ["c", ...placeNames(shape.length - 1)];
  const axes = [batchAxis, ...names.map((name, i): Axis => ({ name, extent: shape[i]! }))];
  const element = affine(
    0,
    names.map((name, i) => [name, product(shape.slice(i + 1))] as const),
  );
  return { axes, index: axes.map(({ name }) => axisIndex(name)), element };
}
