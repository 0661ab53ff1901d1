/**
 * What a layer computes, as a text: two layers mean the same where their texts are equal, however they are written
 * (`conv 3x3x8 s1` and `conv 3x3x8`). Takes an operator with its arguments and the shapes it reads; returns its nests in
 * training, what it learns and how that starts. Absent where the operator refuses those shapes or has no kernel. For
 * comparing, not for readers.
 */
import type { CheckedLayer, Recipe } from "../check/model.ts";
import { channelsFirst } from "../graph/graph.ts";
import type { Nest } from "../ir/nest.ts";
import { printNest, printTensor } from "../ir/print.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Join, Layer, Lowering, ParameterSpec, Shape, StateSpec } from "../ops/operator.ts";
import { defaults } from "../ops/registry.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import { createControls } from "../train/controls.ts";
import { createLowering } from "../train/lower-graph.ts";
import { writeConfigured } from "./write-layer.ts";

/** `inputs`: the shapes it reads; absent, its own. */
export function layerMeaning(
  layer: CheckedLayer,
  recipe: Recipe | undefined,
  inputs: readonly Shape[] = layer.inputShapes,
): string | undefined {
  const { operator, parameters } = layer;
  if (!operator.forward || inputs.length !== layer.inputShapes.length) return undefined;
  const emitted: Nest[] = [];
  const updates: Nest[] = [];
  const tensors = new Map<string, Tensor>();
  const lowering = createLowering({
    name: "layer",
    stream: 0,
    training: true,
    controls: createControls(),
    names: { tensors, nests: new Map() },
    adjacency: { name: "adjacency", role: "constant", batched: false, shape: graphShape(inputs) },
    emitted,
    updates,
  });
  const sources = inputs.map((shape, i): Tensor => {
    return { name: `input${i}`, role: "activation", batched: true, shape: channelsFirst(shape) };
  });
  const lowered = lower({ operator, values: layer.values }, lowering, sources, inputs);
  if (!lowered) return undefined;
  const init = parameters.find((parameter) => parameter.init !== undefined)?.init;
  const start = writeConfigured(init ?? recipe?.init ?? { operator: defaults.init, values: {} });
  const data = [...tensors.values()].filter(({ data }) => data !== undefined);
  return [
    `${operator.name} gives ${lowered.output.name}`,
    ...[...emitted, ...updates].map(printNest),
    ...data.map((tensor) => `${printTensor(tensor)} = ${tensor.data!.join(" ")}`),
    ...lowered.parameters.map((spec) => `${spec.name} ${spec.shape} starts ${spec.initial ?? start}`),
    ...lowered.state.map((spec) => `${spec.name} ${spec.shape} starts ${spec.initial}`),
  ].join("\n");
}

interface LoweredLayer {
  readonly output: Tensor;
  readonly parameters: readonly ParameterSpec[];
  readonly state: readonly StateSpec[];
}

function lower(
  { operator, values }: { readonly operator: Layer | Join; readonly values: CheckedLayer["values"] },
  lowering: Lowering,
  sources: readonly Tensor[],
  inputs: readonly Shape[],
): LoweredLayer | undefined {
  if (operator.kind === "join") {
    if (!operator.shape(inputs).output) return undefined;
    return { output: operator.forward!(lowering, sources), parameters: [], state: [] };
  }
  const input = inputs[0]!;
  // The checker has read these values by this operator's schema.
  const own = values as ArgumentValues<Schema>;
  if (!operator.shape(input, own).output) return undefined;
  const parameters = operator.parameters(input, own);
  const state = operator.state?.(input, own) ?? [];
  const held = new Map<string, Tensor>();
  for (const [role, specs] of [
    ["parameter", parameters],
    ["state", state],
  ] as const)
    for (const { name, shape } of specs) held.set(name, { name: `layer.${name}`, role, batched: false, shape });
  return { output: operator.forward!(lowering, sources[0]!, held, own), parameters, state };
}

/** Of a graph whose nodes are the places of the input; no number of it is looked at. */
function graphShape([input]: readonly Shape[]): number[] {
  const nodes = input?.[0] ?? 0;
  return [nodes, nodes];
}
