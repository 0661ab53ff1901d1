/**
 * A layer that acts in training only, behind the last layer that learns: it disturbs the very numbers that the loss
 * compares, and regularizes nothing that follows. Looks at the output of the model and of each head, back through layers
 * that only renumber or make probabilities.
 */
import { dropoutAtEnd } from "../diagnostics/lints.ts";
import type { LintedModel } from "./linted-model.ts";

export function outputShouldBeSteady({ flow, warn, removalOf }: LintedModel): void {
  for (const output of flow.outputs) {
    let layer = flow.layers.get(output);
    for (; layer?.inputs.length === 1; layer = flow.layers.get(layer.inputs[0]!)) {
      const { facts } = layer.operator;
      if (facts.trainingOnly)
        warn(dropoutAtEnd, layer, {
          message: `\`${layer.name}\` stands behind the last layer that learns`,
          notes: ["in training it changes the outputs that the loss is computed from"],
          help: "put it before the last layer that learns, or leave it out",
          fixes: removalOf(layer),
        });
      else if (!facts.reshapes && !facts.probabilities) break;
    }
  }
}
