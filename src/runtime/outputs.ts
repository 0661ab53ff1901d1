/**
 * Outputs as they are shown to a person. Takes the outputs of one label (an image, or one place of it) and what the manifest says
 * they mean; returns probabilities where the model or its loss speaks of such, else the numbers as they are. Float64 and pure;
 * `Net.predict` gives the module's own numbers and never comes through here.
 */
import type { OutputMeaning } from "../wasm/abi.ts";

export interface ShownOutputs {
  /** `probability`: 0..1. The others are numbers of any size. */
  readonly kind: "probability" | "value" | "score";
  /** One for each output, in their order; the largest output has the largest of them. */
  readonly values: readonly number[];
}

/** `meaning`: `net.manifest.outputs`; without one (a module of an earlier version) outputs are scores. */
export function showOutputs(outputs: ArrayLike<number>, meaning: OutputMeaning = "scores"): ShownOutputs {
  const values = Array.from(outputs);
  if (meaning === "values") return { kind: "value", values };
  if (meaning === "scores") return { kind: "score", values };
  return { kind: "probability", values: probabilities(values, meaning) };
}

function probabilities(values: readonly number[], meaning: OutputMeaning): readonly number[] {
  if (meaning === "each-score") return values.map((score) => 1 / (1 + Math.exp(-score)));
  if (meaning === "log-probabilities") return values.map(Math.exp);
  if (meaning !== "scores-to-softmax") return values;
  const largest = Math.max(...values);
  const powers = values.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}
