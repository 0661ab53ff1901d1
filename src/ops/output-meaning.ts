/**
 * What a model's outputs mean, from the loss it is trained with and its last layer. Takes both, either may be absent; returns one
 * word of a closed list, which the manifest carries to whoever shows the outputs. Nobody looks at the numbers themselves.
 */
import type { FusedFact, LayerFacts, Loss, OutputMeaning } from "./operator.ts";

const fusedMeaning: Readonly<Record<FusedFact, OutputMeaning>> = {
  probabilities: "probabilities",
  logistic: "each-probability",
};

/** A loss that computes a function of the outputs by itself says what they are; else the last layer does, where it knows. */
export function outputMeaning(loss: Pick<Loss, "fusedWith" | "outputs"> | undefined, last: LayerFacts): OutputMeaning {
  const { fusedWith, outputs = "scores" } = loss ?? {};
  if (fusedWith !== undefined) return last[fusedWith] ? fusedMeaning[fusedWith] : outputs;
  if (last.probabilities) return fusedMeaning.probabilities;
  if (last.logistic) return fusedMeaning.logistic;
  return last.logProbabilities ? "log-probabilities" : outputs;
}
