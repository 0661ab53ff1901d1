/**
 * A full connection of more than a billion weights is hardly meant: most often a convolution or a pooling is missing. Takes a
 * checked model; asks operators whether they flatten their input, never for their names.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import { printCount, product } from "../../ops/size-arithmetic.ts";
import { printShape } from "../../ops/shape.ts";
import { hugeFullConnection } from "../diagnostics/lints.ts";
import type { CheckedModel } from "../model.ts";

const threshold = 1_000_000_000;

export function fullConnectionShouldBeSmall(model: CheckedModel, report: Report): void {
  for (const { operator, weights, input, output, source, span, name } of model.layers) {
    if (!operator.facts.flattens || weights <= threshold) continue;
    report.add(
      hugeFullConnection({
        message: `\`${name}\` has ${printCount(weights)} weights`,
        source,
        span,
        notes: [
          `${printShape(input)} is ${printCount(product(input))} values, each connected to ${printCount(product(output))} outputs`,
        ],
        help: "make the map smaller before it: convolutions with strides, or pooling",
      }),
    );
  }
}
