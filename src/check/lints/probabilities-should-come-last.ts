/**
 * Probabilities are an output. Made of probabilities they are nearly equal (all lie between 0 and 1), and a hidden layer
 * that learns from them gets a vanishing gradient. Seen through layers that learn nothing; joins end the look, since
 * probabilities that weigh other values (attention) are no mistake.
 */
import { probabilitiesBeforeHidden, probabilitiesTwice } from "../diagnostics/lints.ts";
import type { CheckedLayer } from "../model.ts";
import { producerOf } from "./flow.ts";
import { labelAt, type LintedModel } from "./linted-model.ts";

export function probabilitiesShouldComeLast({ model, flow, warn, removalOf }: LintedModel): void {
  for (const layer of model.layers) {
    const again = layer.operator.facts.probabilities === true;
    if (!again && layer.params === 0) continue;
    const first = producerOf(layer, flow, again ? onlyRenumbers : learnsNothing);
    if (!first?.operator.facts.probabilities) continue;
    if (again)
      warn(probabilitiesTwice, layer, {
        message: `\`${layer.name}\` makes probabilities of the probabilities of \`${first.name}\``,
        labels: [labelAt(first, "these are probabilities already")],
        notes: ["the exponentials of numbers between 0 and 1 differ by a factor of e = 2.72 at most"],
        help: `leave one \`${layer.operator.name}\` out`,
        fixes: removalOf(layer, first),
      });
    else
      warn(probabilitiesBeforeHidden, first, {
        message: `\`${first.name}\` makes probabilities for \`${layer.name}\`, a layer that learns`,
        labels: [labelAt(layer, "this learns from them")],
        help: "use an activation such as `relu` in hidden layers, and probabilities as the output only",
      });
  }
}

function onlyRenumbers({ operator: { facts } }: CheckedLayer): boolean {
  return facts.reshapes === true || facts.trainingOnly === true;
}

function learnsNothing({ operator, params }: CheckedLayer): boolean {
  return operator.kind === "layer" && params === 0 && !operator.facts.probabilities;
}
