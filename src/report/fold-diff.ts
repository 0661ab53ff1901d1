/**
 * Whole blocks that came or went as one entry each, with their sums. Takes the layers of a `ModelDiff` and the blocks of both
 * models; returns entries like layers, for tables. Not for JSON, which has every layer.
 */
import { add } from "../ops/size-arithmetic.ts";
import type { DiffLayer, LayerDiff, ModelDiff } from "./diff.ts";
import { blocksAround } from "./summary-rows.ts";
import type { SummaryBlock } from "./summary.ts";

export function foldDiff({ layers, a, b }: ModelDiff): readonly LayerDiff[] {
  const removed = wholeBlocks(a.blocks, layers, "removed", ({ a }) => a);
  const added = wholeBlocks(b.blocks, layers, "added", ({ b }) => b);
  const entries: LayerDiff[] = [];
  let open: SummaryBlock | undefined;
  for (const layer of layers) {
    const { change } = layer;
    const side = change === "removed" ? layer.a : change === "added" ? layer.b : null;
    const block = side && blocksAround(side.name, change === "removed" ? removed : added)[0];
    const last = entries[entries.length - 1];
    if (!side || !block) entries.push(layer);
    else if (block === open && last?.change === change) entries[entries.length - 1] = put(last, join(last, side));
    else entries.push(put(layer, { ...side, name: block.name, written: block.use }));
    open = block ?? undefined;
  }
  return entries;
}

/** The blocks of one model all of whose layers have that change. */
function wholeBlocks(
  blocks: readonly SummaryBlock[],
  layers: readonly LayerDiff[],
  change: LayerDiff["change"],
  side: (layer: LayerDiff) => DiffLayer | null,
): ReadonlyMap<string, SummaryBlock> {
  const whole = new Map(blocks.map((block) => [block.name, block]));
  for (const layer of layers) {
    const own = side(layer);
    if (own && layer.change !== change) for (const { name } of blocksAround(own.name, whole)) whole.delete(name);
  }
  return whole;
}

function join(entry: LayerDiff, { output, rf, params, macs }: DiffLayer): DiffLayer {
  const sums = (entry.a ?? entry.b)!;
  return { ...sums, output, rf, params: add(sums.params, params), macs: add(sums.macs, macs) };
}

function put(entry: LayerDiff, layer: DiffLayer): LayerDiff {
  return entry.change === "removed" ? { ...entry, a: layer } : { ...entry, b: layer };
}
