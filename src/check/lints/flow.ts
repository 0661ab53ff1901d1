/**
 * Who reads whom in a checked model, for lints that look at neighbors. Takes a model, returns its layers by name, the
 * readers of each, and the names that leave the model. Not for shapes or counts, which each layer carries.
 */
import type { CheckedLayer, CheckedModel } from "../model.ts";

export interface Flow {
  readonly layers: ReadonlyMap<string, CheckedLayer>;
  readonly readers: ReadonlyMap<string, readonly CheckedLayer[]>;
  /** Layers that give the output of the model or of a head. */
  readonly outputs: ReadonlySet<string>;
}

export function traceFlow({ layers, last, heads }: CheckedModel): Flow {
  const readers = new Map<string, CheckedLayer[]>();
  for (const layer of layers)
    for (const input of layer.inputs) {
      const known = readers.get(input);
      if (known) known.push(layer);
      else readers.set(input, [layer]);
    }
  return {
    layers: new Map(layers.map((layer) => [layer.name, layer])),
    readers,
    outputs: new Set([last, ...heads.map((head) => head.last)]),
  };
}

type Passes = (layer: CheckedLayer) => boolean;

/** The layer that gives what `layer` reads, seen through layers that `passes` lets by; nothing at the input and at joins. */
export function producerOf(layer: CheckedLayer, { layers }: Flow, passes: Passes): CheckedLayer | undefined {
  let at: CheckedLayer | undefined = layer;
  do at = at.inputs.length === 1 ? layers.get(at.inputs[0]!) : undefined;
  while (at && passes(at));
  return at;
}

/** The same where nothing but `layer` reads the value, or any on the way: only then could the two be changed as one. */
export function soleProducerOf(layer: CheckedLayer, flow: Flow, passes: Passes): CheckedLayer | undefined {
  const shared = ({ name }: CheckedLayer): boolean => flow.readers.get(name)?.length !== 1 || flow.outputs.has(name);
  const found = producerOf(layer, flow, (at) => !shared(at) && passes(at));
  return found && !shared(found) ? found : undefined;
}
