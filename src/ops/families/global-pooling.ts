/**
 * Pooling over all places of a map: one number per channel, `1x1xC`. Takes how it is reduced; gives the whole record. Not
 * for windows, which `pooling.ts` slides.
 */
import { affine, axisIndex } from "../../ir/affine.ts";
import { type Scalar, load } from "../../ir/scalar.ts";
import type { Reduction } from "../../ir/nest.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import type { Documentation, Layer, LayerFacts, Shape } from "../operator.ts";
import { accept, channelsOf, printShape, reject, spatialOf } from "../shape.ts";
import { product } from "../size-arithmetic.ts";
import { poolingShouldHavePlaces } from "./pooling.ts";
import { learnsNothing } from "./shared-parts.ts";
import { placesMustExist } from "./windowed.ts";
import type { TorchForm } from "../pytorch.ts";

export interface GlobalPooling {
  readonly name: string;
  readonly documentation: Documentation;
  readonly facts: LayerFacts;
  readonly reduction: "sum" | "max";
  pytorch(input: Shape): TorchForm;
  /** The number written, from the result of the reduction over so many places. */
  value(places: number): Scalar;
}

export function defineGlobalPooling({ name, reduction, value, ...record }: GlobalPooling): Layer {
  return defineLayer({
    name,
    ...record,
    schema: {},
    shape(input) {
      const missing = placesMustExist(input, name);
      if (missing.length > 0) return reject(...missing);
      return accept([...spatialOf(input).map(() => 1), channelsOf(input)], poolingShouldHavePlaces(input, name));
    },
    ...learnsNothing,
    window: () => "all",
    explain: (input) => [
      {
        subject: "places of the one window",
        formula: ["D", "H", "W"].slice(4 - input.length).join("·"),
        numbers: spatialOf(input).join("·"),
        value: printShape([product(spatialOf(input))]),
      },
    ],
    forward(lowering, input) {
      const [channels, ...places] = input.shape as readonly [number, ...number[]];
      const { axes, index } = walk(input);
      const over = axes.slice(2).map((axis) => axis.name);
      const position = affine(
        0,
        over.map((axis, i) => [axis, product(places.slice(i + 1))] as const),
      );
      const how: Reduction = reduction === "sum" ? { kind: "sum", over } : { kind: "max", over, position };
      const output = lowering.activation([channels, ...places.map(() => 1)]);
      lowering.emit({
        name: `${lowering.name}.forward`,
        axes,
        within: [],
        reduction: how,
        body: load(input, index),
        writes: [
          {
            tensor: output,
            index: [axisIndex("n"), axisIndex("c"), ...places.map(() => affine(0))],
            value: value(product(places)),
          },
        ],
      });
      return output;
    },
  });
}
