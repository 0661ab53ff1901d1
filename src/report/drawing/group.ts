/**
 * Groups that the program gives a name to (`[ … ] as encoder`), out of the names of what is in them: `encoder.conv1`. Takes the
 * items of a chain; gives them with those of a group in a frame. The turns of a repetition bring the frame of the label behind
 * it each; those become one.
 */
import type { Chain, Frame, Item } from "./form.ts";
import { isLone } from "./gather.ts";

/** The value that a run of layers gives on. */
type ExitOf = (first: number, end: number) => string;

/** `finish`: what is done to the items of every chain. */
export function groupItems(
  items: readonly Item[],
  prefix: string,
  exitOf: ExitOf,
  finish: (items: readonly Item[]) => readonly Item[],
): readonly Item[] {
  const merged = mergeTurns(items, exitOf);
  return wrap(merged, prefix, exitOf, finish);
}

function wrap(
  items: readonly Item[],
  prefix: string,
  exitOf: ExitOf,
  finish: (items: readonly Item[]) => readonly Item[],
): readonly Item[] {
  const wrapped: Item[] = [];
  for (let at = 0; at < items.length;) {
    const group = groupOf(items[at]!, prefix);
    let end = at + 1;
    while (group !== undefined && end < items.length && groupOf(items[end]!, prefix) === group) end++;
    if (group === undefined) wrapped.push(items[at]!);
    else wrapped.push(frameOf(items.slice(at, end), group, exitOf, (inside) => finish(wrap(inside, group, exitOf, finish)))); // prettier-ignore
    at = end;
  }
  return wrapped;
}

function frameOf(
  items: readonly Item[],
  group: string,
  exitOf: ExitOf,
  inside: (items: readonly Item[]) => readonly Item[],
): Frame {
  const [first] = items as readonly [Item, ...Item[]];
  const { end } = items[items.length - 1]!;
  const exit = exitOf(first.first, end);
  const chain: Chain = { entry: first.entry, items: inside(items), exit };
  return {
    kind: "frame",
    first: first.first,
    end,
    entry: first.entry,
    exit,
    group,
    label: nameOf(group),
    chain,
    count: 1,
  };
}

/** The outermost group around the item, inside of `prefix`. */
function groupOf(item: Item, prefix: string): string | undefined {
  const path = pathOf(item);
  if (path === undefined) return undefined;
  const start = prefix === "" ? 0 : prefix.length + 1;
  const parts = path.slice(start).split(".");
  while (parts.length > 1 && isNumber(parts[parts.length - 1]!)) parts.pop();
  if (parts.length < 2) return undefined;
  // The number of a turn belongs to the name before it.
  let length = 1;
  while (length < parts.length - 1 && isNumber(parts[length]!)) length++;
  return path.slice(0, start) + parts.slice(0, length).join(".");
}

/** The name of what it is; nothing for what is in a frame of its own already. */
function pathOf(item: Item): string | undefined {
  switch (item.kind) {
    case "station":
      return item.uses[0]?.use?.prefix ?? item.layers[0].name;
    case "branch":
      return item.join.name;
    case "frame":
      return item.group === undefined ? item.use?.use?.prefix : undefined;
    case "side":
      return item.head.name;
    default:
      return item satisfies never;
  }
}

/** Of the label behind a repetition, which has no number of a turn. */
function mergeTurns(items: readonly Item[], exitOf: ExitOf): readonly Item[] {
  const merged: Item[] = [];
  for (const item of items) {
    const before = merged[merged.length - 1];
    const both = before?.kind === "frame" && item.kind === "frame" && item.group !== undefined && item.group === before.group; // prettier-ignore
    if (!both) merged.push(item);
    else {
      const inside = [...insideOf(before), ...insideOf(item)];
      const exit = exitOf(before.first, item.end);
      merged[merged.length - 1] = {
        ...before,
        end: item.end,
        exit,
        count: 1,
        chain: { entry: before.entry, items: inside, exit },
      };
    }
  }
  return merged;
}

function insideOf({ group: _, label: __, ...frame }: Frame): readonly Item[] {
  return frame.count === 1 ? frame.chain.items : [frame];
}

/** A group of one thing is that thing, with its name. */
export function unwrapGroups(items: readonly Item[]): readonly Item[] {
  return items.map((item) => {
    if (item.kind !== "frame" || item.group === undefined || !isLone(item.chain)) return item;
    const [only] = item.chain.items as readonly [Item];
    const { label, count } = item;
    if (only.kind === "station" && only.label === undefined)
      return { ...only, first: item.first, end: item.end, exit: item.exit, count: only.count * count, ...(label === undefined ? {} : { label }) }; // prettier-ignore
    if (only.kind === "frame" && only.label === undefined)
      return { ...only, first: item.first, end: item.end, exit: item.exit, count: only.count * count, ...(label === undefined ? {} : { label }) }; // prettier-ignore
    return item;
  });
}

const isNumber = (part: string): boolean => /^\d+$/.test(part);

function nameOf(group: string): string {
  const parts = group.split(".");
  return parts.findLast((part) => !isNumber(part)) ?? group;
}
