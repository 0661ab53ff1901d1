/**
 * From a finished draft to the checked model: names, counts, totals. Takes a complete draft and where it ends; pure and exact,
 * counts saturate.
 */
import { add, multiply, product } from "../ops/size-arithmetic.ts";
import type { Source } from "../source/source.ts";
import type { Cursor } from "./scope/cursor.ts";
import type { Draft, DraftHead, DraftLayer } from "./expand/draft.ts";
import type { CheckedHead, CheckedLayer, CheckedModel, CheckedParameter, Recipe, Totals } from "./model.ts";
import { largestExtent } from "./receptive-field.ts";

/** The name under which layers read the model's input. */
export const inputName = "input";
/** Of a value that only its written shape is known of, in a model with mistakes. */
const unknownName = "?";

const bytesPerElement = 4;

export function buildModel(
  name: string,
  source: Source,
  { input, graph, layers, heads }: Draft,
  end: Cursor,
  recipe: Recipe | undefined,
): CheckedModel {
  const checked = buildLayers(layers);
  const nameOf = (number: number): string => checked[number]?.name ?? inputName;
  return {
    name,
    source,
    input: input!,
    ...(graph ? { graph } : {}),
    output: end.shape!,
    layers: checked,
    last: nameOf(end.layer),
    heads: heads.map((head) => buildHead(head, nameOf, checked)),
    totals: { ...totalsOf(checked, undefined), rf: largestExtent(end.field.extent) },
    ...(recipe ? { recipe } : {}),
  };
}

/** Also of a draft that is not complete. */
export function buildLayers(layers: readonly DraftLayer[]): readonly CheckedLayer[] {
  const names = nameLayers(layers);
  const nameOf = (number: number): string => names[number] ?? (number === -1 ? inputName : unknownName);
  return layers.map((layer, i) => buildLayer(layer, names[i]!, layer.from.map(nameOf)));
}

function buildHead(
  { name, start, end, source, span }: DraftHead,
  nameOf: (number: number) => string,
  layers: readonly CheckedLayer[],
): CheckedHead {
  const own = layers.filter((layer) => layer.head === name);
  return {
    name,
    from: nameOf(start.layer),
    last: nameOf(end.layer),
    output: end.shape!,
    totals: { ...totalsOf(own, name), rf: largestExtent(end.field.extent) },
    source,
    span,
  };
}

/**
 * `conv1`, `relu1`, `conv2`: numbered per operator in the block they stand in, labeled layers counted too; numbers that a label
 * took are left out.
 */
function nameLayers(layers: readonly DraftLayer[]): readonly string[] {
  const labels = layers.flatMap(({ prefix, label }) => (label === undefined ? [] : [prefix + label]));
  const taken = new Set([...labels, inputName]);
  const numbers = new Map<string, number>();
  const given = new Set<string>();
  return layers.map(({ operator, label, prefix }) => {
    const kind = prefix + operator.name;
    let number = numbers.get(kind) ?? 0;
    do number++;
    while (label === undefined && taken.has(`${kind}${number}`));
    numbers.set(kind, number);
    let name = label === undefined ? `${kind}${number}` : prefix + label;
    // Two bodies side by side may give one label each.
    for (let again = 2; given.has(name); again++) name = `${prefix}${label ?? operator.name}.${again}`;
    given.add(name);
    return name;
  });
}

function buildLayer(layer: DraftLayer, name: string, from: readonly string[]): CheckedLayer {
  const { operator, values, answer, init, inputs, output, field, head, source, span, trail } = layer;
  const parameters = answer?.parameters.map((spec): CheckedParameter => {
    const fullName = `${name}.${spec.name}`;
    return init ? { ...spec, fullName, init } : { ...spec, fullName };
  });
  const state = answer?.state.map((spec) => ({ ...spec, fullName: `${name}.${spec.name}` }));
  return {
    name,
    operator,
    values,
    inputs: from,
    inputShapes: inputs,
    input: inputs[0]!,
    output,
    parameters: parameters ?? [],
    state: state ?? [],
    params: answer?.params ?? 0,
    weights: answer?.weights ?? 0,
    macs: answer?.macs ?? 0,
    receptiveField: field.extent,
    jump: field.jump,
    bytes: multiply(product(output), bytesPerElement),
    head,
    source,
    span,
    trail,
  };
}

/** Parameters of all layers, multiply-adds of those that belong to `head`, or to no head. */
export function totalsOf(layers: readonly CheckedLayer[], head: string | undefined): Omit<Totals, "rf"> {
  const sum = (of: (layer: CheckedLayer) => number): number =>
    layers.reduce((total, layer) => add(total, of(layer)), 0);
  return {
    params: sum(({ params }) => params),
    weights: sum(({ weights }) => weights),
    macs: sum((layer) => (layer.head === head ? layer.macs : 0)),
  };
}
