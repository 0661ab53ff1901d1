/**
 * What training keeps in memory at a batch, before any sharing of buffers: weights, their gradients, the optimizer's
 * states, and every layer's output with its gradient. Takes a checked model; asks facts of operators, exact, saturating.
 * The module's real plan is smaller, as buffers share places. What the recipe freezes has no gradient and no state, nor has an
 * output that only frozen layers led to; heads that the recipe does not train are no part of it.
 */
import { add, multiply, product } from "../ops/size-arithmetic.ts";
import type { CheckedLayer, CheckedModel, MemoryEstimate } from "./model.ts";

const bytesPerElement = 4;

/** Bytes. Without a recipe there is no optimizer, nothing is counted for it, and heads are counted as if they were trained. */
export function estimateMemory(model: CheckedModel, batch: number): MemoryEstimate {
  const { layers, recipe } = model;
  const idle = new Set(recipe ? model.heads.filter(({ weight }) => weight === undefined).map(({ name }) => name) : []);
  const run = layers.filter(({ head }) => head === undefined || !idle.has(head));
  const weights = bytesOf(run);
  const gradients = bytesOf(run.filter(({ frozen }) => !frozen));
  const states = recipe?.optimizer.operator.states(recipe.optimizer.values).length ?? 0;
  const optimizer = multiply(gradients, states);
  const reached = reachedByLearning(run);
  // A layer that only renumbers its input has no buffer of its own; the input has no gradient.
  const outputs = run
    .filter(({ operator }) => !operator.facts.reshapes)
    .reduce((sum, layer) => add(sum, multiply(layer.bytes, reached.has(layer.name) ? 2 : 1)), 0);
  const image = add(multiply(product(model.input), bytesPerElement), outputs);
  const activations = multiply(image, batch);
  const total = [weights, gradients, optimizer, activations].reduce(add, 0);
  return { batch, weights, gradients, optimizer, activations, total };
}

function bytesOf(layers: readonly CheckedLayer[]): number {
  return multiply(
    layers.reduce((sum, { params }) => add(sum, params), 0),
    bytesPerElement,
  );
}

/** Layers whose output has a gradient: something that is learned led to it. Where nothing is frozen, all are counted. */
function reachedByLearning(layers: readonly CheckedLayer[]): ReadonlySet<string> {
  const frozen = layers.some((layer) => layer.frozen);
  const reached = new Set<string>();
  for (const layer of layers)
    if (!frozen || (layer.params > 0 && !layer.frozen) || layer.inputs.some((input) => reached.has(input)))
      reached.add(layer.name);
  return reached;
}
