/**
 * The arithmetic of what is written at an offset: of a stage its sizes and counts, of the use of a block those of its layers with
 * their sums, elsewhere in a model all of it. Takes a snapshot and where; gives a title and text.
 */
import type { CheckedLayer, CheckedModel } from "../check/model.ts";
import { explainLayers } from "../report/explain.ts";
import { explainSums, explainTotals } from "../report/explain-totals.ts";
import { printCount } from "../report/numbers.ts";
import { renderExplanation } from "../report/render-explanation.ts";
import type { Span } from "../source/source.ts";
import { modelAt, type WantedModel } from "./model-at.ts";
import { holds } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";

export interface ExplainedHere {
  readonly title: string;
  readonly text: string;
}

export function explainHere(snapshot: Snapshot, wanted: WantedModel): ExplainedHere | undefined {
  const model = modelAt(snapshot, wanted);
  if (model === undefined) return undefined;
  const found = wanted.offset === undefined ? undefined : layersAt(snapshot, model, wanted.offset);
  if (found === undefined)
    return { title: model.name, text: renderExplanation(explainLayers(model), explainTotals(model)) };
  const { layers, name, times } = found;
  const sums = layers.length > 1 ? explainSums(name, layers) : undefined;
  const more =
    times > 1 ? `\nThe same is laid out ${printCount(times)} times in ${model.name}; this is the first.\n` : "";
  return { title: name, text: renderExplanation(explainLayers(model, layers), sums) + more };
}

interface FoundHere {
  readonly layers: readonly CheckedLayer[];
  readonly name: string;
  /** A block's stage is laid out by each of its uses. */
  readonly times: number;
}

/** The layers of the narrowest stage that holds the offset, the first time it is laid out. */
function layersAt({ source }: Snapshot, model: CheckedModel, offset: number): FoundHere | undefined {
  let narrowest: Span | undefined;
  for (const layer of model.layers)
    for (const each of [layer, ...layer.trail])
      if (each.source === source && holds(each.span, offset) && (!narrowest || widthOf(each.span) < widthOf(narrowest)))
        narrowest = each.span;
  if (narrowest === undefined) return undefined;
  const wanted = narrowest;
  const same = (span: Span): boolean => span.start === wanted.start && span.end === wanted.end;
  const own = model.layers.filter((layer) => layer.source === source && same(layer.span));
  if (own.length > 0) return { layers: own.slice(0, 1), name: own[0]!.name, times: own.length };
  /** By the step that leads there: each is one time that the stage is laid out. */
  const groups = new Map<object, { readonly name: string; readonly layers: CheckedLayer[] }>();
  for (const layer of model.layers) {
    const step = layer.trail.find((each) => each.source === source && same(each.span));
    if (step === undefined) continue;
    const group = groups.get(step) ?? { name: step.use?.prefix || model.name, layers: [] };
    group.layers.push(layer);
    groups.set(step, group);
  }
  const first = [...groups.values()][0];
  return first && { ...first, times: groups.size };
}

const widthOf = ({ start, end }: Span): number => end - start;
