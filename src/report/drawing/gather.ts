/**
 * Layers that belong to the one before them: what changes neither size nor place (normalization, activation, dropout) is drawn
 * as a part of the layer, or of the join, whose value it takes. Takes the items of a chain; gives them with such layers
 * gathered. Asks operators for facts.
 */
import type { CheckedLayer } from "../../check/model.ts";
import { printShape } from "../../ops/shape.ts";
import type { Chain, Item, Station } from "./form.ts";
import type { Readers } from "./read-values.ts";

export function gather(items: readonly Item[], readers: Readers): readonly Item[] {
  const gathered: Item[] = [];
  for (const item of items) {
    const before = gathered[gathered.length - 1];
    const joined = before && item.kind === "station" ? join(before, item, readers) : undefined;
    if (joined) gathered[gathered.length - 1] = joined;
    else gathered.push(item);
  }
  return gathered;
}

/** Nothing where the second stands for itself, or another layer reads the value between. */
function join(before: Item, { layers, uses, count, ...station }: Station, readers: Readers): Item | undefined {
  if (count > 1 || uses.length > 0 || !layers.every(isCompanion)) return undefined;
  if (station.entry !== before.exit || readers.times(before.exit) > 1) return undefined;
  const { exit, end } = station;
  if (before.kind === "station" && before.count === 1)
    return { ...before, layers: [...before.layers, ...layers], exit, end };
  if (before.kind === "branch") return { ...before, companions: [...before.companions, ...layers], exit, end };
  return undefined;
}

/** Every output sees one place of the input, and there are as many. */
export function isCompanion({ operator, values, input, output }: CheckedLayer): boolean {
  if (operator.kind === "join" || operator.window(input, values) !== undefined) return false;
  return printShape(input) === printShape(output);
}

/** A chain that is one item, and gives that item's value. */
export function isLone({ items, exit }: Chain): boolean {
  return items.length === 1 && items[0]!.exit === exit;
}
