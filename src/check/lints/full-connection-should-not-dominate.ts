/**
 * One full connection with nearly all parameters of a large convolutional network: the features are few, their map is too
 * large. The rule keeps to models of more than a million parameters that have a layer of shared weights: in small networks
 * the first full connection always leads (LeNet-5's has 78%), and a network of full connections has nothing else. AlexNet's
 * holds 62%, VGG's 74 to 77%.
 */
import { printShape } from "../../ops/shape.ts";
import { printCount, product } from "../../ops/size-arithmetic.ts";
import { dominantFullConnection } from "../diagnostics/lints.ts";
import type { CheckedLayer } from "../model.ts";
import { isHugeFullConnection } from "./full-connection-should-be-small.ts";
import type { LintedModel } from "./linted-model.ts";

const smallestTotal = 1_000_000;
const largestShare = 0.9;

export function fullConnectionShouldNotDominate({ model, warn }: LintedModel): void {
  const { params: total } = model.totals;
  if (total <= smallestTotal || !model.layers.some(sharesWeights)) return;
  for (const layer of model.layers) {
    const { operator, name, params, input, output } = layer;
    // That it is huge is said already.
    if (!operator.facts.flattens || params <= largestShare * total || isHugeFullConnection(layer)) continue;
    const percent = ((100 * params) / total).toFixed(1);
    warn(dominantFullConnection, layer, {
      message: `\`${name}\` holds ${percent}% of the parameters of the model`,
      notes: [
        `${printShape(input)} is ${printCount(product(input))} values, each connected to ${printCount(product(output))} outputs: ` +
          `${printCount(params)} of ${printCount(total)}`,
      ],
      help: "make the map smaller before it: pooling, strides, or the mean of each channel (`gavgpool`)",
    });
  }
}

/** The same weights at many places. */
function sharesWeights({ operator, input, values, weights }: CheckedLayer): boolean {
  if (operator.kind !== "layer" || weights === 0) return false;
  const window = operator.window(input, values);
  return window !== undefined && window !== "all" && window.some(({ extent }) => extent > 1);
}
