/**
 * From a finished draft to the checked model: names, counts, totals. Takes a complete draft; pure and exact, counts saturate.
 */
import type { Shape } from "../ops/operator.ts";
import { add, multiply, product } from "../ops/size-arithmetic.ts";
import type { Source } from "../source/source.ts";
import type { DraftLayer } from "./draft.ts";
import type { CheckedLayer, CheckedModel, CheckedParameter, Recipe, Totals } from "./model.ts";
import { largestExtent } from "./receptive-field.ts";

/** The name under which layers read the model's input. */
export const inputName = "input";

const bytesPerElement = 4;

export function buildModel(
  name: string,
  source: Source,
  input: Shape,
  layers: readonly DraftLayer[],
  labels: Iterable<string>,
  recipe: Recipe | undefined,
): CheckedModel {
  const names = nameLayers(layers, labels);
  const checked = layers.map((layer, i) => buildLayer(layer, names[i]!, names[layer.from] ?? inputName));
  return {
    name,
    source,
    input,
    output: layers[layers.length - 1]?.output ?? input,
    layers: checked,
    totals: totalsOf(checked),
    ...(recipe ? { recipe } : {}),
  };
}

/** `conv1`, `relu1`, `conv2`: numbered per operator, labeled layers counted too; numbers that a label took are left out. */
function nameLayers(layers: readonly DraftLayer[], labels: Iterable<string>): readonly string[] {
  const taken = new Set([...labels, inputName]);
  const numbers = new Map<string, number>();
  return layers.map(({ operator, label }) => {
    let number = numbers.get(operator.name) ?? 0;
    do number++;
    while (label === undefined && taken.has(`${operator.name}${number}`));
    numbers.set(operator.name, number);
    return label ?? `${operator.name}${number}`;
  });
}

function buildLayer(layer: DraftLayer, name: string, from: string): CheckedLayer {
  const { operator, values, init, input, output, field, source, span } = layer;
  const parameters = operator
    .parameters(input, values)
    .map((spec): CheckedParameter => ({ ...spec, fullName: `${name}.${spec.name}`, ...(init ? { init } : {}) }));
  const count = (kinds: readonly string[]): number =>
    parameters.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { shape }) => add(sum, product(shape)), 0);
  return {
    name,
    operator,
    values,
    inputs: [from],
    input,
    output,
    parameters,
    params: count(["weight", "bias"]),
    weights: count(["weight"]),
    macs: operator.macs(input, output, values),
    receptiveField: field.extent,
    jump: field.jump,
    bytes: multiply(product(output), bytesPerElement),
    source,
    span,
  };
}

function totalsOf(layers: readonly CheckedLayer[]): Totals {
  const sum = (of: (layer: CheckedLayer) => number): number =>
    layers.reduce((total, layer) => add(total, of(layer)), 0);
  return {
    params: sum(({ params }) => params),
    weights: sum(({ weights }) => weights),
    macs: sum(({ macs }) => macs),
    rf: largestExtent(layers[layers.length - 1]?.receptiveField ?? []),
  };
}
