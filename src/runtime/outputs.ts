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
export function showOutputs(outputs: ArrayLike<number>, meaning?: OutputMeaning): ShownOutputs {
  const values = Array.from(outputs);
  switch (meaning) {
    case "probabilities":
    case "each-probability":
      return { kind: "probability", values };
    case "scores-to-softmax":
      return { kind: "probability", values: softmax(values) };
    case "each-score":
      return { kind: "probability", values: values.map((score) => 1 / (1 + Math.exp(-score))) };
    case "log-probabilities":
      return { kind: "probability", values: values.map(Math.exp) };
    case "values":
      return { kind: "value", values };
    default:
      return { kind: "score", values };
  }
}

function softmax(scores: readonly number[]): readonly number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}
