/**
 * What training keeps in memory at a batch, before any sharing of buffers: weights, their gradients, the optimizer's
 * states, and every layer's output with its gradient. Takes a checked model; asks facts of operators, exact, saturating.
 * The module's real plan is smaller, as buffers share places.
 */
import { add, multiply, product } from "../ops/size-arithmetic.ts";
import type { CheckedModel, MemoryEstimate } from "./model.ts";

const bytesPerElement = 4;

/** Bytes. Without a recipe there is no optimizer, and nothing is counted for it. */
export function estimateMemory(model: CheckedModel, batch: number): MemoryEstimate {
  const weights = multiply(model.totals.params, bytesPerElement);
  const states = model.recipe?.optimizer.operator.states(model.recipe.optimizer.values).length ?? 0;
  const optimizer = multiply(weights, states);
  // A layer that only renumbers its input has no buffer of its own; the input has no gradient.
  const outputs = model.layers
    .filter(({ operator }) => !operator.facts.reshapes)
    .reduce((sum, { bytes }) => add(sum, bytes), 0);
  const image = add(multiply(product(model.input), bytesPerElement), multiply(outputs, 2));
  const activations = multiply(image, batch);
  const total = [weights, weights, optimizer, activations].reduce(add, 0);
  return { batch, weights, gradients: weights, optimizer, activations, total };
}
