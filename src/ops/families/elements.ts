/**
 * Layers that hand elements on without computing: each output is one input at another place, or zero. Takes the axes, where
 * to read and where to write; emits the nest. Gradients follow: they go back to where the elements came from.
 */
import type { Affine } from "../../ir/affine.ts";
import type { Axis, Within } from "../../ir/nest.ts";
import { load, result } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import type { Lowering } from "../operator.ts";

export interface Copy {
  readonly stage?: string;
  readonly axes: readonly Axis[];
  readonly from: Tensor;
  readonly read: readonly Affine[];
  readonly to: Tensor;
  readonly write: readonly Affine[];
  /** Where one of these fails, a zero is written. */
  readonly within?: readonly Within[];
}

export function copyElements(lowering: Lowering, { stage, axes, from, read, to, write, within = [] }: Copy): void {
  lowering.emit({
    name: `${lowering.name}.${stage ?? "forward"}`,
    axes,
    within,
    // A sum over no axes is the element, or 0 where `within` fails.
    reduction: within.length > 0 ? { kind: "sum", over: [] } : { kind: "none" },
    body: load(from, read),
    writes: [{ tensor: to, index: write, value: result }],
  });
}
