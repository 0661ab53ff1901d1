/**
 * What is there several times in a row, each like the other in form and sizes, becomes one with its count. Takes the items of
 * a chain, or the turns of a repetition; gives fewer items. Two that differ in anything a reader could see, or of which a value
 * is read from further away, stay two.
 */
import type { Chain, Frame, Item } from "./form.ts";
import { isLone } from "./gather.ts";
import type { Readers } from "./read-values.ts";
import { signItem } from "./sign.ts";

/** A single layer is drawn again until there are this many. */
const fewestStations = 4;
/** Items in a group that is looked for where the program has no repetition. */
const longestPeriod = 8;

/** Turns of a repetition: equal ones that follow one another are one frame, others stand as they are. */
export function repeatTurns(turns: readonly Chain[], readers: Readers): readonly Item[] {
  const signs = turns.map((chain) => signChain(chain, readers));
  const items: Item[] = [];
  for (let at = 0; at < turns.length;) {
    let count = 1;
    while (at + count < turns.length && signs[at + count] === signs[at] && goesOnOnly(turns[at + count - 1]!, turns[at + count]!, readers)) count++; // prettier-ignore
    const few = turns[at]!.items.every(({ kind }) => kind === "station") && turns[at]!.items.length * count < fewestStations; // prettier-ignore
    if (count === 1 || few) items.push(...turns.slice(at, at + count).flatMap((chain) => chain.items));
    else items.push(repeated(turns.slice(at, at + count)));
    at += count;
  }
  return items;
}

/** The same without a repetition in the program: uses of a block, or branches, written one after the other. */
export function foldRuns(items: readonly Item[], readers: Readers): readonly Item[] {
  if (items.length < 2) return items;
  const signs = items.map((item) => signItem(item, readers));
  const folded: Item[] = [];
  for (let at = 0; at < items.length;) {
    const { period, count } = longestRun(items, signs, at, readers);
    if (count === 1) folded.push(items[at]!);
    else {
      const turns = Array.from({ length: count }, (_, i) =>
        chainFrom(items.slice(at + i * period, at + (i + 1) * period)),
      );
      folded.push(repeated(turns));
    }
    at += period * count;
  }
  return folded;
}

/** The run from `at` on that takes in most items; a period of 1 and a count of 1 where there is none. */
function longestRun(items: readonly Item[], signs: readonly string[], at: number, readers: Readers) {
  let best = { period: 1, count: 1 };
  for (let period = 1; period <= longestPeriod && at + 2 * period <= items.length; period++) {
    let length = 1;
    while (at + length < items.length && items[at + length]!.entry === items[at + length - 1]!.exit && (length < period || signs[at + length] === signs[at + length - period])) length++; // prettier-ignore
    if (length < 2 * period) continue;
    let count = Math.floor(length / period);
    const turn = (number: number): Chain => chainFrom(items.slice(at + number * period, at + (number + 1) * period));
    for (let number = 1; number < count; number++)
      if (!goesOnOnly(turn(number - 1), turn(number), readers)) count = number;
    const first = items.slice(at, at + period);
    const plain = first.every(({ kind }) => kind === "station");
    if (first.some(({ kind }) => kind === "side")) continue;
    if (count < 2 || (plain && period * count < fewestStations) || (plain && count < 3)) continue;
    if (period * count > best.period * best.count) best = { period, count };
  }
  return best;
}

function repeated(turns: readonly Chain[]): Item {
  const [first] = turns as readonly [Chain, ...Chain[]];
  const last = turns[turns.length - 1]!;
  const { items } = first;
  const end = last.items[last.items.length - 1]!.end;
  const [only] = items;
  if (isLone(first) && only!.kind !== "branch" && only!.kind !== "side")
    return { ...only!, count: only!.count * turns.length, end, exit: last.exit };
  const frame: Frame = { kind: "frame", first: items[0]!.first, end, entry: items[0]!.entry, exit: last.exit, chain: first, count: turns.length }; // prettier-ignore
  return frame;
}

const chainFrom = (items: readonly Item[]): Chain => ({
  entry: items[0]!.entry,
  items,
  exit: items[items.length - 1]!.exit,
});

/** The second begins with the first one's value, which nothing behind it reads. */
function goesOnOnly(first: Chain, second: Chain, readers: Readers): boolean {
  const last = second.items[second.items.length - 1];
  return last !== undefined && second.items[0]!.entry === first.exit && !readers.isReadFrom(first.exit, last.end);
}

const signChain = ({ items }: Chain, readers: Readers): string =>
  items.map((item) => signItem(item, readers)).join(" ");
