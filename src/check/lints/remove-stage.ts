/**
 * The fixes that take a stage out of its chain and put one in. The fix that takes a layer's stage out of its chain, with one arrow. Takes a layer and, where the layer is superfluous
 * because of another, that one; returns one fix, or none where the text stands for more than this layer (a block or a
 * repetition, unless both stand together in it), or holds more than the layer (a label, a written shape, a comment). The
 * checked model keeps no syntax, so a text is parsed anew, once, when the first fix is asked for.
 */
import { createReport, type Fix } from "../../diagnostics/diagnostic.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Chain, Comment } from "../../syntax/ast.ts";
import { parse } from "../../syntax/parse.ts";
import type { CheckedLayer } from "../model.ts";
import { chainsOf } from "./chains-of.ts";
import { standTogether } from "./same-text.ts";

export type Removal = (layer: CheckedLayer, because?: CheckedLayer) => readonly Fix[];

/** A stage of this one word behind a layer's; none where the text stands for more than this layer. */
export type Insertion = (layer: CheckedLayer, word: string) => readonly Fix[];

export function createStageFixes(): { readonly removalOf: Removal; readonly insertBehind: Insertion } {
  const texts = new Map<Source, Text>();
  const textOf = (source: Source): Text => {
    const text = texts.get(source) ?? readText(source);
    texts.set(source, text);
    return text;
  };
  const insertBehind: Insertion = (layer, word) => {
    if (layer.trail.length > 0) return [];
    const place = textOf(layer.source).places.get(layer.span.start);
    const stage = place?.chain.stages[place.at];
    if (stage?.primary.kind !== "layer" || stage.repeat) return [];
    const at = { start: stage.span.end, end: stage.span.end };
    return [{ title: `put \`${word}\` behind \`${layer.operator.name}\``, edits: [{ span: at, text: ` -> ${word}` }] }];
  };
  const removalOf: Removal = (layer, because) => {
    if (layer.trail.length > 0 && !(because && standTogether(because, layer))) return [];
    const text = textOf(layer.source);
    const span = removedSpan(text, layer.span);
    return span ? [{ title: `remove \`${layer.operator.name}\``, edits: [{ span, text: "" }] }] : [];
  };
  return { removalOf, insertBehind };
}

interface Text {
  /** By the start of a stage: the chain it stands in, and its number there. */
  readonly places: ReadonlyMap<number, { readonly chain: Chain; readonly at: number }>;
  readonly comments: readonly Comment[];
}

function readText(source: Source): Text {
  const { declarations, comments } = parse(source, createReport());
  const places = new Map<number, { readonly chain: Chain; readonly at: number }>();
  for (const chain of declarations.flatMap(chainsOf))
    for (const [at, { span }] of chain.stages.entries()) places.set(span.start, { chain, at });
  return { places, comments };
}

function removedSpan({ places, comments }: Text, { start, end }: Span): Span | undefined {
  const place = places.get(start);
  const stage = place?.chain.stages[place.at];
  // Only what the layer itself is written with.
  if (!place || stage?.primary.kind !== "layer" || stage.span.end !== end) return undefined;
  const { stages } = place.chain;
  const [before, after] = [stages[place.at - 1], stages[place.at + 1]];
  const candidates: readonly Span[] = [
    ...(before ? [{ start: before.span.end, end }] : []),
    ...(after ? [{ start, end: after.span.start }] : []),
  ];
  return candidates.find(
    (span) => !comments.some((other) => other.span.start < span.end && other.span.end > span.start),
  );
}
