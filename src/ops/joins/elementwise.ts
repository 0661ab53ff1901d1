/**
 * The nest of joins that work place by place. Takes the arms' values and how two numbers become one; an arm of one place per
 * channel stands for every place. Gives the value of the join.
 */
import { affine } from "../../ir/affine.ts";
import { load, result, type Scalar } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { walk } from "../axes.ts";
import type { Lowering } from "../operator.ts";
import { product } from "../size-arithmetic.ts";

export function joinPlaces(
  lowering: Lowering,
  inputs: readonly Tensor[],
  combine: (a: Scalar, b: Scalar) => Scalar,
): Tensor {
  const largest = inputs.reduce((a, b) => (product(b.shape) > product(a.shape) ? b : a));
  const output = lowering.activation(largest.shape);
  const { axes, index } = walk(output);
  const [first, ...others] = inputs.map((input): Scalar =>
    load(
      input,
      index.map((at, i) => (i > 1 && input.shape[i - 1] === 1 ? affine(0) : at)),
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
