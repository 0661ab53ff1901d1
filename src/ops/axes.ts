/**
 * The axes of a loop nest over a tensor, with the names the whole project uses: `n` images, `c` channels (`f` where they
 * are made), `z y x` places, `h i j` places inside a window. Takes extents channels first; gives axes and the index that
 * addresses the tensor with them.
 */
import { type Affine, axisIndex } from "../ir/affine.ts";
import type { Axis } from "../ir/nest.ts";
import type { Tensor } from "../ir/tensor.ts";

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
}

/** Every element of a batched tensor `[C, …places]`. */
export function walk({ shape }: Tensor, channel = "c"): Walk {
  const names = [channel, ...placeNames(shape.length - 1)];
  const axes = [batchAxis, ...names.map((name, i): Axis => ({ name, extent: shape[i]! }))];
  return { axes, index: axes.map(({ name }) => axisIndex(name)) };
}
