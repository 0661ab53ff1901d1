/**
 * The nest of joins that work place by place. Takes the arms' values and how two numbers become one; an arm of one place stands for
 * every place, and one of one channel for every channel. Gives the value of the join.
 */
import { affine } from "../../ir/affine.ts";
import { load, result, type Scalar } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { walk } from "../axes.ts";
import type { Lowering } from "../operator.ts";

export function joinPlaces(
  lowering: Lowering,
  inputs: readonly Tensor[],
  combine: (a: Scalar, b: Scalar) => Scalar,
): Tensor {
  const output = lowering.activation(
    inputs[0]!.shape.map((_, axis) => Math.max(...inputs.map((input) => input.shape[axis]!))),
  );
  const { axes, index } = walk(output);
  const [first, ...others] = inputs.map((input): Scalar =>
    load(
      input,
      index.map((at, i) => (i > 0 && input.shape[i - 1] === 1 ? affine(0) : at)),
    ),
  );
  lowering.emit({
    name: `${lowering.name}.forward`,
    axes,
    within: [],
    reduction: { kind: "none" },
    body: others.reduce(combine, first!),
    writes: [{ tensor: output, index, value: result }],
  });
  return output;
}
