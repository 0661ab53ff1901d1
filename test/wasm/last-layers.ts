/**
 * Networks that end in each layer of the registry, as text. Takes nothing but the registry: the words of a layer are those of the
 * example in its own documentation, so a new layer is among them at once. Gives a body for each way of putting the layer behind
 * something that the checker accepts. For tests of what a loss makes of a network's outputs.
 */
import type { Layer } from "../../src/ops/operator.ts";
import { layers } from "../../src/ops/registry.ts";
import { checkText } from "../check/check-text.ts";

/** What stands before the last layer: by kind, the lines of a model. */
export const CONTEXTS: ReadonlyMap<string, string> = new Map([
  ["list", "input 3x2x2\n  fc 4"],
  ["map", "input 5x6x2\n  conv 3x3x8 p1"],
  ["pooled map", "input 5x6x2\n  conv 3x3x4 p1 -> bn -> maxpool 2"],
  ["one place", "input 3x3x2\n  conv 3x3x4 p1 -> gavgpool"],
  ["behind a function", "input 3x2x2\n  fc 4 -> tanh"],
  ["joined", "input 5x6x2\n  add { conv 3x3x8 p1 | conv 1x1x8 }"],
  ["large map", "input 7x7x1\n  conv 3x3x8 p1"],
  ["long list", "input 4x4x1\n  fc 784"],
  ["graph", 'input 6x3 graph="edges.csv"\n  gconv 4'],
]);

export interface Ending {
  readonly layer: Layer;
  readonly context: string;
  /** `input …` and all stages. */
  readonly body: string;
}

/** Those of a layer, in the order of the contexts. Rare contexts only where no earlier one will do. */
export function endingsIn(layer: Layer): readonly Ending[] {
  const words = new RegExp(`(?:^ *|-> )(${layer.name}(?: [^>\\n]*?)?)(?= ->|\\n)`, "m").exec(
    layer.documentation.example,
  );
  if (words === null) throw new Error(`the example of ${layer.name} does not use it in a chain`);
  const found: Ending[] = [];
  for (const [context, before] of CONTEXTS) {
    const rare = ["large map", "long list", "graph"].includes(context);
    if (rare && found.length > 0) continue;
    const body = `${before} -> ${words[1]!}`;
    const { models, diagnostics } = checkText(`model M {\n  ${body}\n}\n`);
    const wrong = diagnostics.some(({ severity }) => severity === "error");
    // A loss compares classes.
    if (!wrong && models[0] !== undefined && models[0].output.at(-1)! >= 2) found.push({ layer, context, body });
  }
  if (found.length === 0) throw new Error(`no network here can end in ${words[1]!}`);
  return found;
}

/** Layers that the compiler can run. */
export const runnable: readonly Layer[] = [...layers.values()].filter(({ forward }) => forward !== undefined);
