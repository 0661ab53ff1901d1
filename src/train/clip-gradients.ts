/**
 * What is done to gradients before the optimizer sees them. Takes the recipe's clip and the gradients; returns nests to run
 * before the updates, and what an update takes for an element of a gradient. A clip that looks at each element alone needs no
 * nest, so the update can still end the sum that makes its gradient. One that looks at the norm of all makes every update
 * wait: a sum of squares for each gradient, in rows first (so that no number is added to one far larger), then one factor.
 */
import type { Configured } from "../check/model.ts";
import { axisIndex } from "../ir/affine.ts";
import type { Axis, Nest } from "../ir/nest.ts";
import { type Scalar, constant, load, plus, result, times, unary } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Clip } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";

export interface Clipping {
  readonly nests: readonly Nest[];
  /** Of an element. */
  clip(gradient: Scalar): Scalar;
}

export function clipGradients(clip: Configured<Clip> | undefined, gradients: readonly Tensor[]): Clipping {
  if (!clip) return { nests: [], clip: (gradient) => gradient };
  const { operator } = clip;
  const values = clip.values as ArgumentValues<Schema>;
  const element = (gradient: Scalar): Scalar => operator.element?.(gradient, values) ?? gradient;
  if (!operator.factor) return { nests: [], clip: element };
  const squares = gradients.map(sumOfSquares);
  const total = squares.reduce<Scalar>((sum, { square }) => plus(sum, load(square)), constant(0));
  const factor = number("clip.factor");
  const whole: Nest = {
    name: factor.name,
    axes: [],
    within: [],
    reduction: { kind: "none" },
    body: operator.factor(unary("sqrt", total), values),
    writes: [{ tensor: factor, index: [], value: result }],
  };
  return {
    nests: [...squares.flatMap(({ nests }) => nests), whole],
    clip: (gradient) => element(times(gradient, load(factor))),
  };
}

function sumOfSquares(gradient: Tensor): { readonly nests: readonly Nest[]; readonly square: Tensor } {
  const axes = gradient.shape.map((extent, i): Axis => ({ name: `d${i}`, extent }));
  const element = load(
    gradient,
    axes.map(({ name }) => axisIndex(name)),
  );
  const square = number(`${gradient.name}.square`);
  const inner = axes.slice(1);
  const [row] = axes;
  if (!row || inner.length === 0) return { nests: [sum(square, axes, axes, times(element, element))], square };
  const rows: Tensor = { ...number(`${gradient.name}.squares`), shape: gradient.shape.slice(0, 1) };
  return {
    nests: [
      sum(rows, axes, inner, times(element, element)),
      sum(square, [row], [row], load(rows, [axisIndex(row.name)])),
    ],
    square,
  };
}

/** `body` over `reduced`; the other axes number the result. */
function sum(tensor: Tensor, axes: readonly Axis[], reduced: readonly Axis[], body: Scalar): Nest {
  const kept = axes.filter((axis) => !reduced.includes(axis));
  return {
    name: tensor.name,
    axes,
    within: [],
    reduction: { kind: "sum", over: reduced.map(({ name }) => name) },
    body,
    writes: [{ tensor, index: kept.map(({ name }) => axisIndex(name)), value: result }],
  };
}

const number = (name: string): Tensor => ({ name, role: "activation", batched: false, shape: [] });
