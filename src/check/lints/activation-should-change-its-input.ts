/**
 * A layer that gives the same when applied twice, applied twice. An elementwise one is also recognized behind layers that
 * only choose or renumber elements: a pooling by maximum, `flatten`.
 */
import { activationTwice } from "../diagnostics/lints.ts";
import type { CheckedLayer } from "../model.ts";
import { producerOf } from "./flow.ts";
import { labelAt, type LintedModel } from "./linted-model.ts";

export function activationShouldChangeItsInput({ model, flow, warn, removalOf }: LintedModel): void {
  for (const layer of model.layers) {
    const { facts } = layer.operator;
    if (!facts.idempotent) continue;
    const first = producerOf(
      layer,
      flow,
      ({ operator }) => facts.elementwise === true && keepsElements(operator.facts),
    );
    if (!first || first.operator !== layer.operator || !haveSameValues(first, layer)) continue;
    warn(activationTwice, layer, {
      message: `\`${layer.name}\` changes nothing: \`${first.name}\` before it did the same`,
      labels: [labelAt(first, "done here already")],
      help: `leave one \`${layer.operator.name}\` out`,
      fixes: removalOf(layer, first),
    });
  }
}

function keepsElements({ reshapes, selects }: CheckedLayer["operator"]["facts"]): boolean {
  return reshapes === true || selects === true;
}

function haveSameValues(a: CheckedLayer, b: CheckedLayer): boolean {
  return a.values === b.values || JSON.stringify(a.values) === JSON.stringify(b.values);
}
