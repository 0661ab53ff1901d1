/**
 * A layer whose output nothing reads, and which is not the output: the chain was left by `@label` before its end.
 */
import { unusedValue } from "../diagnostics/lints.ts";
import type { LintedModel } from "./linted-model.ts";

export function valueShouldBeRead({ model, flow, warn }: LintedModel): void {
  for (const layer of model.layers) {
    if (flow.readers.has(layer.name) || flow.outputs.has(layer.name)) continue;
    warn(unusedValue, layer, {
      message: `nothing reads the output of \`${layer.name}\``,
      notes: [`the output of the model is that of \`${model.last}\``],
      help: "read it from a label, for instance in a branch, or leave the layer out",
    });
  }
}
