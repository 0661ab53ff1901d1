/**
 * A run of layers cut into what stands side by side at one depth of their trails: single layers, branches, uses of blocks,
 * turns of repetitions, heads. Takes the model's layers and a run of them; gives the parts in order. Relies on the order of
 * expansion: what is inside a branch, a block or a turn is one run, and the join follows its arms.
 */
import type { CheckedLayer, Step } from "../../check/model.ts";
import type { Source, Span } from "../../source/source.ts";

export type Part =
  | { readonly kind: "layer"; readonly first: number; readonly end: number }
  /** The last layer is the join. */
  | { readonly kind: "branch"; readonly first: number; readonly end: number }
  | { readonly kind: "step"; readonly first: number; readonly end: number; readonly step: Step }
  | { readonly kind: "head"; readonly first: number; readonly end: number; readonly head: string };

/** Of the layers from `first` to `end`, which share `depth` steps; `head` is the one around them. */
export function partsOf(
  layers: readonly CheckedLayer[],
  first: number,
  end: number,
  depth: number,
  head: string | undefined,
): readonly Part[] {
  const parts: Part[] = [];
  // From the end, where a join comes before its arms.
  for (let at = end; at > first;) {
    const part = partBefore(layers, first, at, depth, head);
    parts.push(part);
    at = part.first;
  }
  return parts.reverse();
}

function partBefore(
  layers: readonly CheckedLayer[],
  first: number,
  end: number,
  depth: number,
  head: string | undefined,
): Part {
  const last = layers[end - 1]!;
  const back = (belongs: (layer: CheckedLayer) => boolean): number => {
    let at = end - 1;
    while (at > first && belongs(layers[at - 1]!)) at--;
    return at;
  };
  const step = last.trail[depth];
  const inStep = step === undefined ? end - 1 : back(({ trail }) => trail[depth] === step);
  if (last.head !== undefined && last.head !== head && isOfHead(layers, inStep, end, last.head))
    return { kind: "head", first: back((layer) => layer.head === last.head), end, head: last.head };
  if (step !== undefined) return { kind: "step", first: inStep, end, step };
  if (last.operator.kind === "join")
    return { kind: "branch", first: back((layer) => isWithin(layer, depth, last)), end };
  return { kind: "layer", first: end - 1, end };
}

/** Otherwise it is a block that holds a head. */
function isOfHead(layers: readonly CheckedLayer[], first: number, end: number, head: string): boolean {
  for (let at = first; at < end; at++) if (layers[at]!.head !== head) return false;
  return true;
}

/** The layer, or the use or repetition that led to it, is written inside the branch. */
function isWithin(layer: CheckedLayer, depth: number, join: CheckedLayer): boolean {
  const { source, span }: { readonly source: Source; readonly span: Span } = layer.trail[depth] ?? layer;
  return source === join.source && span.start >= join.span.start && span.end <= join.span.end;
}
