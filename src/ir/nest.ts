/**
 * The loop nest: the meaning of a layer, forward and backward. A nest says what is computed, never how: no order of
 * loops, no vectors, no layout. `interpret.ts` is its definition.
 *
 *   for each point of the axes that are not reduced, in any order:
 *     r = initial, then combined with `body` over every point of the reduced axes where all of `within` hold
 *     each write: tensor[index] = value        (value may use `result`, and `position` after a max)
 *
 * Where `within` fails, a nest without reduction skips the point and leaves what is there; a sum or maximum leaves out the
 * body and still writes (a sum over no axes is a body or 0). A maximum starts at -Infinity and position 0; NaN is
 * greater than all (as in PyTorch), so that numbers gone bad are seen at the end and not lost.
 *
 * All loads of a point happen before its writes. A `scatter` nest runs over all its axes and adds: for each point where
 * all of `within` hold, tensor[index] += body; its output starts from zero (or from what is there when the write
 * accumulates). `train/gather.ts` turns scatters into sums.
 */
import type { Affine } from "./affine.ts";
import type { Scalar } from "./scalar.ts";
import type { Tensor } from "./tensor.ts";

/** `batch`: as many points as the batch has images. */
export interface Axis {
  readonly name: string;
  readonly extent: number | "batch";
}

/** The iteration point is skipped unless 0 <= value < extent. */
export interface Within {
  readonly value: Affine;
  readonly extent: number;
}

export interface Write {
  readonly tensor: Tensor;
  readonly index: readonly Affine[];
  readonly value: Scalar;
  /** Adds to what is there. */
  readonly accumulate?: boolean;
  /** Done only in steps where this control tensor is not 0 (the same for all points of a call). */
  readonly when?: { readonly control: Tensor; readonly nonzero: boolean };
}

export type Reduction =
  | { readonly kind: "none" }
  /** `initial` over the kept axes (a bias), default 0. */
  | { readonly kind: "sum"; readonly over: readonly string[]; readonly initial?: Scalar }
  /** The first maximum in the order of `over` wins; `position` numbers it. Starts from -Infinity. */
  | { readonly kind: "max"; readonly over: readonly string[]; readonly position: Affine }
  | { readonly kind: "scatter" };

export interface Nest {
  /** Layer and stage: `conv2.forward`, `conv2.weight.gradient`. Unique in a program. */
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly within: readonly Within[];
  readonly reduction: Reduction;
  readonly body: Scalar;
  readonly writes: readonly Write[];
  /** Multiply-adds that the definition of the layer counts for one image (0 for cheap nests); for reports. */
  readonly macs?: number;
  /** No gradient flows through this nest (the shift of a softmax, a metric). */
  readonly constant?: boolean;
}
