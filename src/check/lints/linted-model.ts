/**
 * What every lint on a model receives: the model, its flow, where to warn, and the fix that removes a layer.
 */
import type { DefinedDiagnostic, DiagnosticDetails, Label } from "../../diagnostics/diagnostic.ts";
import type { CheckedLayer, CheckedModel } from "../model.ts";
import type { Flow } from "./flow.ts";
import type { Insertion, Removal } from "./remove-stage.ts";

export interface LintedModel {
  readonly model: CheckedModel;
  readonly flow: Flow;
  readonly removalOf: Removal;
  /** The fix that puts a layer of that name behind another. */
  readonly insertBehind: Insertion;
  /** The activation that the model uses most. */
  usualActivation(model: CheckedModel): string;
  /** At the layer; the way that led there is added. */
  warn(definition: DefinedDiagnostic, layer: CheckedLayer, details: Omit<DiagnosticDetails, "source" | "span">): void;
}

/** Shows another layer beside the one at fault. */
export function labelAt({ source, span }: CheckedLayer, message: string): Label {
  return { source, span, message };
}
