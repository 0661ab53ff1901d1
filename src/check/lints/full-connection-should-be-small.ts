/**
 * A full connection of more than a billion weights is hardly meant: most often a convolution or a pooling is missing.
 */
import { printShape } from "../../ops/shape.ts";
import { printCount, product } from "../../ops/size-arithmetic.ts";
import { hugeFullConnection } from "../diagnostics/lints.ts";
import type { CheckedLayer } from "../model.ts";
import type { LintedModel } from "./linted-model.ts";

const threshold = 1_000_000_000;

export function isHugeFullConnection({ operator, weights }: CheckedLayer): boolean {
  return operator.facts.flattens === true && weights > threshold;
}

export function fullConnectionShouldBeSmall({ model, warn }: LintedModel): void {
  for (const layer of model.layers) {
    if (!isHugeFullConnection(layer)) continue;
    const { name, input, output, weights } = layer;
    warn(hugeFullConnection, layer, {
      message: `\`${name}\` has ${printCount(weights)} weights`,
      notes: [
        `${printShape(input)} is ${printCount(product(input))} values, each connected to ${printCount(product(output))} outputs`,
      ],
      help: "make the map smaller before it: convolutions with strides, or pooling",
    });
  }
}
