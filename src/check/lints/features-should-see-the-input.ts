/**
 * Features that are averaged over the whole map while each has seen less than half of the image along some axis: what the
 * parts of an object are is seen, how they stand to each other never is.
 *
 * Rarely wrong by being narrow. A full connection reads every place, so what is behind one sees all. A map with many places
 * as output (segmentation) answers for each place from its neighborhood, as it should. A maximum over the map asks whether
 * a feature is anywhere, which needs no large field. Sequences and graphs are commonly averaged over short windows. That
 * leaves images and volumes that end in a mean.
 */
import { printShape, spatialOf } from "../../ops/shape.ts";
import { product } from "../../ops/size-arithmetic.ts";
import { smallReceptiveField } from "../diagnostics/lints.ts";
import type { CheckedLayer, CheckedModel } from "../model.ts";
import type { Flow } from "./flow.ts";
import { labelAt, type LintedModel } from "./linted-model.ts";

const smallestShare = 1 / 2;

export function featuresShouldSeeTheInput({ model, flow, warn }: LintedModel): void {
  const places = spatialOf(model.input);
  const mean = places.length >= 2 ? meanBeforeOutput(model, flow) : undefined;
  const features = mean && flow.layers.get(mean.inputs[0]!);
  if (!mean || !features) return;
  const { receptiveField } = features;
  // Behind a reshape the places are others than the input's, and the field says nothing of them.
  if (receptiveField.length !== places.length || spatialOf(features.output).length !== places.length) return;
  if (receptiveField.every((seen, i) => seen >= smallestShare * places[i]!)) return;
  const [seen, all] = [printShape(receptiveField), printShape(places)];
  warn(smallReceptiveField, mean, {
    message: `\`${mean.name}\` averages features that see ${seen} of the ${all} places of the input`,
    labels: [labelAt(features, `receptive field ${seen}`)],
    help: "let the layers before it see more: strides or pooling early on, more layers, larger or dilated kernels",
  });
}

/** The layer on the way to the output that makes one place of many without learning or choosing; nothing behind a join. */
function meanBeforeOutput({ last }: CheckedModel, { layers }: Flow): CheckedLayer | undefined {
  let layer = layers.get(last);
  while (layer?.inputs.length === 1) {
    if (product(spatialOf(layer.input)) > 1) return isMeanOfAll(layer) ? layer : undefined;
    layer = layers.get(layer.inputs[0]!);
  }
  return undefined;
}

function isMeanOfAll({ operator, input, values, params }: CheckedLayer): boolean {
  if (operator.kind !== "layer" || params > 0 || operator.facts.selects || operator.facts.flattens) return false;
  const window = operator.window(input, values);
  return window === "all" || window?.every(({ extent }, i) => extent >= input[i]!) === true;
}
