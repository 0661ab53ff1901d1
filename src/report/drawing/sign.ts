/**
 * A text for an item of a form: two items look the same exactly where their texts are equal. Takes an item; gives all that is
 * drawn of it (operators with arguments, sizes, blocks, labels, arms) and how its values are read, without names that only
 * count and without places in the program.
 */
import type { CheckedLayer } from "../../check/model.ts";
import { printShape } from "../../ops/shape.ts";
import { writeLayer } from "../write-layer.ts";
import { layerLabel } from "./label.ts";
import type { Chain, Item } from "./form.ts";
import type { Readers } from "./read-values.ts";

export function signItem(item: Item, readers: Readers): string {
  return signAt(item, item.entry, item, readers);
}

/** `cursor` is the value that reaches it; `around` is the item whose inside is looked at. */
function signAt(item: Item, cursor: string, around: Item, readers: Readers): string {
  const reads = readSign(item.entry, cursor, around, readers);
  switch (item.kind) {
    case "station": {
      const uses = item.uses.map(({ use }) => use?.text ?? "").join(",");
      return `${reads}${item.label ?? ""}:${item.layers.map((layer) => signLayer(layer, item.exit, around, readers)).join("+")}[${uses}]*${item.count}`;
    }
    case "branch": {
      const arms = item.arms.map((arm) => signChain(arm, around, readers)).join("|");
      const behind = [item.join, ...item.companions].map((layer) => signLayer(layer, item.exit, around, readers));
      return `${reads}{${arms}}${behind.join("+")}`;
    }
    case "frame":
      return `${reads}${item.label ?? ""}:${item.use?.use?.text ?? ""}(${signChain(item.chain, around, readers)})*${item.count}`;
    case "side":
      return `${reads}head ${item.head.name}(${signChain(item.chain, around, readers)})`;
    default:
      return item satisfies never;
  }
}

function signChain(chain: Chain, around: Item, readers: Readers): string {
  const signs: string[] = [];
  let cursor = chain.entry;
  for (const item of chain.items) {
    signs.push(signAt(item, cursor, around, readers));
    if (item.kind !== "side") cursor = item.exit;
  }
  return `${signs.join(" ")}${readSign(chain.exit, cursor, around, readers)}`;
}

/** A value from elsewhere: by its place where it is made inside, else by its name, so that what reads it is like nothing else. */
function readSign(value: string, cursor: string, { first, end }: Item, readers: Readers): string {
  if (value === cursor) return "";
  const number = readers.numberOf(value);
  return number >= first && number < end ? `@${number - first} ` : `@${value} `;
}

function signLayer(layer: CheckedLayer, exit: string, around: Item, readers: Readers): string {
  const { name, inputShapes, output, frozen } = layer;
  const readElsewhere = name !== exit && readers.isReadFrom(name, around.end) ? `!${name}` : "";
  const shapes = `${inputShapes.map(printShape).join(",")}>${printShape(output)}`;
  return `${layerLabel(layer) ?? ""}:${writeLayer(layer)} ${shapes}${frozen ? " frozen" : ""}${readElsewhere}`;
}
