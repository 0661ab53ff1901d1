/**
 * Layers that compute each output from the one input at the same place: activations. Takes the formula as a scalar
 * expression; gives the whole record. The gradient follows from the formula. Nothing is learned.
 */
import { type Scalar, load, result } from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import type { Documentation, LayerFacts, Layer, Range, Shape } from "../operator.ts";
import type { ArgumentValues, Schema } from "../schema.ts";
import { keepsShape, learnsNothing } from "./shared-parts.ts";
import type { TorchForm } from "../pytorch.ts";

export interface Elementwise<S extends Schema> {
  readonly name: string;
  readonly documentation: Documentation;
  readonly schema: S;
  readonly facts?: LayerFacts;
  /** As a layer's. */
  range?(values: ArgumentValues<S>): Range;
  value(x: Scalar, values: ArgumentValues<S>): Scalar;
  pytorch?(input: Shape, output: Shape, values: ArgumentValues<S>): TorchForm;
}

export function defineElementwise<const S extends Schema>({ value, facts, ...layer }: Elementwise<S>): Layer<S> {
  return defineLayer({
    ...layer,
    facts: { elementwise: true, ...facts },
    ...keepsShape,
    ...learnsNothing,
    forward(lowering, input, _, values) {
      const output = lowering.activation(input.shape);
      const { axes, index } = walk(input);
      lowering.emit({
        name: `${lowering.name}.forward`,
        axes,
        within: [],
        reduction: { kind: "none" },
        body: value(load(input, index), values),
        writes: [{ tensor: output, index, value: result }],
      });
      return output;
    },
  });
}
