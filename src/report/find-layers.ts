/**
 * From a word of the user to layers of a model: a full name, a block or a head (all its layers), or the end of one of these
 * where only one fits: `bn3` for `conv2.bottleneck1.bn3`. Takes the checked model; returns the layers, or the names among
 * which the word does not decide, or the nearest name.
 */
import type { CheckedLayer, CheckedModel } from "../check/model.ts";
import { nearest } from "../diagnostics/nearest.ts";

export type FoundLayers =
  | { readonly kind: "found"; readonly name: string; readonly layers: readonly CheckedLayer[] }
  | { readonly kind: "ambiguous"; readonly names: readonly string[] }
  | { readonly kind: "unknown"; readonly nearest?: string };

export function findLayers({ layers, heads }: CheckedModel, word: string): FoundLayers {
  const layer = layers.find(({ name }) => name === word);
  if (layer !== undefined) return { kind: "found", name: word, layers: [layer] };
  const groups = groupsOf(layers);
  for (const { name } of heads)
    if (!groups.has(name))
      groups.set(
        name,
        layers.filter(({ head }) => head === name),
      );
  const group = groups.get(word);
  if (group !== undefined) return { kind: "found", name: word, layers: group };

  const byEnd = new Map<string, readonly CheckedLayer[]>(groups);
  for (const each of layers) byEnd.set(each.name, [each]);
  const fitting = [...byEnd].filter(([name]) => name.endsWith(`.${word}`));
  const [only, ...others] = fitting;
  if (only === undefined) {
    const near = nearest(word, byEnd.keys()) ?? nearest(word, new Set([...byEnd.keys()].map(lastPart)));
    return { kind: "unknown", ...(near === undefined ? {} : { nearest: near }) };
  }
  if (others.length === 0) return { kind: "found", name: only[0], layers: only[1] };
  return { kind: "ambiguous", names: fitting.map(([name]) => name) };
}

/** The layers of every block, by its name. */
function groupsOf(layers: readonly CheckedLayer[]): Map<string, readonly CheckedLayer[]> {
  const groups = new Map<string, CheckedLayer[]>();
  for (const layer of layers)
    for (let dot = layer.name.indexOf("."); dot >= 0; dot = layer.name.indexOf(".", dot + 1)) {
      const block = layer.name.slice(0, dot);
      const known = groups.get(block);
      if (known) known.push(layer);
      else groups.set(block, [layer]);
    }
  return new Map(groups);
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
