/**
 * A bias right before a normalization that subtracts the mean of each channel: the mean takes the bias with it, so it is
 * learned for nothing. Silent where something else reads the value between.
 */
import { printCount, product } from "../../ops/size-arithmetic.ts";
import type { Source } from "../../source/source.ts";
import { biasBeforeBn } from "../diagnostics/lints.ts";
import type { CheckedLayer } from "../model.ts";
import { soleProducerOf } from "./flow.ts";
import { labelAt, type LintedModel } from "./linted-model.ts";
import { standTogether } from "./same-text.ts";

export function biasShouldHaveAnEffect({ model, flow, warn }: LintedModel): void {
  for (const norm of model.layers) {
    if (!norm.operator.facts.removesChannelMean) continue;
    const layer = soleProducerOf(norm, flow, () => false);
    const bias = layer?.parameters.find(({ kind }) => kind === "bias");
    // One bias for each channel, and the channels the normalization sees.
    if (!layer || !bias || product(bias.shape) !== layer.output[layer.output.length - 1]) continue;
    const flag = flagWithoutBias(layer);
    const removable =
      flag !== undefined &&
      (layer.trail.length === 0 || standTogether(layer, norm)) &&
      !isCounted(layer.source) &&
      !isCounted(model.source);
    const at = { start: layer.span.end, end: layer.span.end };
    warn(biasBeforeBn, layer, {
      message: `the bias of \`${layer.name}\` has no effect: \`${norm.name}\` subtracts the mean of each channel`,
      labels: [labelAt(norm, "the bias goes with the mean here")],
      notes: [
        `${printCount(product(bias.shape))} parameters are learned for nothing; \`${norm.name}\` has a shift of its own`,
      ],
      help: flag === undefined ? "leave the bias out" : `write \`${flag}\` behind \`${layer.operator.name}\``,
      fixes: removable ? [{ title: `add \`${flag}\``, edits: [{ span: at, text: ` ${flag}` }] }] : [],
    });
  }
}

/** A file that expects a number of parameters means it: a fix that changes the number would make an error of a warning. */
function isCounted({ text }: Source): boolean {
  return /\bexpect\s+(?:params|memory)\b/.test(text);
}

/** The flag that leaves the bias out, found by asking: what would be learned with it. */
function flagWithoutBias({ operator, input, values }: CheckedLayer): string | undefined {
  if (operator.kind !== "layer") return undefined;
  return Object.keys(operator.schema).find(
    (name) =>
      operator.schema[name]!.kind === "flag" &&
      values[name] === false &&
      !operator.parameters(input, { ...values, [name]: true }).some(({ kind }) => kind === "bias"),
  );
}
