/**
 * The series-parallel form of a checked model, out of the order of its layers, the steps that led to each and what each reads.
 * Takes a model; gives its chain, which begins with the value `input`. Every layer is in it once, but for those that are
 * folded into one that is the same (`fold.ts`). Reads spans only to see what is written inside what.
 */
import { inputName } from "../../check/build-model.ts";
import type { CheckedLayer, CheckedModel, Step } from "../../check/model.ts";
import { foldRuns, repeatTurns } from "./fold.ts";
import type { Branch, Chain, Form, Item, SideChain, Station } from "./form.ts";
import { gather, isLone } from "./gather.ts";
import { groupItems, unwrapGroups } from "./group.ts";
import { labelOf, layerLabel } from "./label.ts";
import { type Part, partsOf } from "./parts.ts";
import { type Readers, readersOf } from "./read-values.ts";

interface Builder {
  readonly model: CheckedModel;
  readonly layers: readonly CheckedLayer[];
  readonly readers: Readers;
}

/** Where a run of layers stands. */
interface Place {
  /** Steps that all of them share. */
  readonly depth: number;
  readonly head: string | undefined;
  /** Of the names of its layers: that of the use of a block, or the head, around it. */
  readonly prefix: string;
  /** The value that reaches the run. */
  readonly cursor: string;
  /** One turn of a repetition: its groups wait for those of the other turns. */
  readonly isTurn?: boolean;
}

export function buildForm(model: CheckedModel): Form {
  const builder: Builder = { model, layers: model.layers, readers: readersOf(model) };
  const place: Place = { depth: 0, head: undefined, prefix: "", cursor: inputName };
  let chain: Chain = { ...chainOf(builder, 0, model.layers.length, place), exit: model.last };
  const uses: Step[] = [];
  for (
    let [only] = chain.items;
    only?.kind === "frame" && only.use?.use?.prefix === "" && isLone(chain);
    [only] = chain.items
  ) {
    uses.push(only.use);
    chain = only.chain;
  }
  return { chain, uses };
}

function chainOf(builder: Builder, first: number, end: number, place: Place): Chain {
  return chainOfParts(builder, partsOf(builder.layers, first, end, place.depth, place.head), end, place);
}

function chainOfParts(builder: Builder, parts: readonly Part[], end: number, place: Place): Chain {
  const items: Item[] = [];
  let { cursor } = place;
  for (let at = 0; at < parts.length;) {
    const turns = turnsFrom(parts, at);
    const made = turns === 0 ? [itemOf(builder, parts[at]!, { ...place, cursor })] : repeatTurns(turnsOf(builder, parts.slice(at, at + turns), { ...place, cursor }), builder.readers); // prettier-ignore
    for (const item of made) {
      items.push(item);
      if (item.kind !== "side") cursor = item.exit;
    }
    at += Math.max(1, turns);
  }
  const begin = parts[0]?.first ?? end;
  const { readers } = builder;
  const tidy = (inside: readonly Item[]): readonly Item[] => foldRuns(gather(inside, readers), readers);
  const finish = (inside: readonly Item[]): readonly Item[] => tidy(unwrapGroups(inside));
  const exit = (first: number, end: number): string => exitOf(builder, first, end, place.head)!;
  const grouped = groupItems(items, place.prefix, exit, finish);
  const whole = place.isTurn ? tidy(grouped) : finish(grouped);
  return { entry: place.cursor, items: whole, exit: exitOf(builder, begin, end, place.head) ?? place.cursor };
}

/** How many parts from `at` on are turns of one repetition. */
function turnsFrom(parts: readonly Part[], at: number): number {
  const [first] = [parts[at]!];
  if (first.kind !== "step" || first.step.use) return 0;
  let turns = 1;
  for (let part = parts[at + 1]; part?.kind === "step" && isNextTurn(part.step, first.step, turns);) {
    turns++;
    part = parts[at + turns];
  }
  return turns;
}

function isNextTurn(step: Step, first: Step, turns: number): boolean {
  return !step.use && step.source === first.source && step.span === first.span && step.iteration === first.iteration + turns; // prettier-ignore
}

function turnsOf(builder: Builder, parts: readonly Part[], place: Place): readonly Chain[] {
  let { cursor } = place;
  return parts.map(({ first, end }) => {
    const chain = chainOf(builder, first, end, { ...place, depth: place.depth + 1, cursor, isTurn: true });
    cursor = chain.exit;
    return chain;
  });
}

function itemOf(builder: Builder, part: Part, place: Place): Item {
  const { first, end } = part;
  switch (part.kind) {
    case "layer": {
      const layer = builder.layers[first]!;
      const label = layerLabel(layer);
      return { kind: "station", first, end, entry: layer.inputs[0]!, exit: layer.name, layers: [layer], uses: [], ...(label === undefined ? {} : { label }), count: 1 }; // prettier-ignore
    }
    case "branch":
      return branchOf(builder, part, place);
    case "head":
      return sideChainOf(builder, part.head, first, end, place);
    case "step":
      return frameOf(builder, part.step, first, end, place);
    default:
      return part satisfies never;
  }
}

function frameOf(builder: Builder, step: Step, first: number, end: number, place: Place): Item {
  const prefix = step.use?.prefix ?? place.prefix;
  const chain = chainOf(builder, first, end, {
    depth: place.depth + 1,
    head: place.head,
    prefix,
    cursor: place.cursor,
  });
  const [only] = chain.items;
  const label = step.use && labelOf(step.use.prefix, step.use.block.name.text);
  const entry = only?.entry ?? place.cursor;
  if (isLone(chain) && only?.kind === "station") {
    const named = only.label ?? label;
    const lone: Station = { ...only, uses: [step, ...only.uses], ...(named === undefined ? {} : { label: named }) };
    return lone;
  }
  return { kind: "frame", first, end, entry, exit: chain.exit, use: step, ...(label === undefined ? {} : { label }), chain, count: 1 }; // prettier-ignore
}

function sideChainOf(builder: Builder, name: string, first: number, end: number, place: Place): SideChain {
  const head = builder.model.heads.find((each) => each.name === name)!;
  const chain = {
    ...chainOf(builder, first, end, { ...place, head: name, prefix: name, cursor: head.from }),
    exit: head.last,
  };
  return { kind: "side", first, end, entry: chain.items[0]?.entry ?? head.from, exit: head.last, head, chain };
}

function branchOf(builder: Builder, { first, end }: Part, place: Place): Branch {
  const join = builder.layers[end - 1]!;
  const parts = partsOf(builder.layers, first, end - 1, place.depth, place.head);
  const cut = cutIntoArms(builder, parts, join.inputs, place.head);
  // Where the arms agree on another value than the one before, the chain goes on from there.
  const begins = join.inputs.map((value, i) => entryOf(builder, cut[i]!, place.head) ?? value);
  const cursor =
    begins.includes(place.cursor) || begins.some((value) => value !== begins[0]) ? place.cursor : begins[0]!;
  const arms = join.inputs.map((value, i): Chain => {
    const own = cut[i]!;
    const chain = chainOfParts(builder, own, own[own.length - 1]?.end ?? first, { ...place, cursor, isTurn: false });
    return { ...chain, exit: value };
  });
  return { kind: "branch", first, end, entry: cursor, exit: join.name, arms, join, companions: [] };
}

/** An arm ends with the part that gives what the join reads of it; one without such a part is a line from elsewhere. */
function cutIntoArms(
  builder: Builder,
  parts: readonly Part[],
  ends: readonly string[],
  head: string | undefined,
): readonly (readonly Part[])[] {
  const exits = parts.map((part) => (part.kind === "head" ? undefined : exitOf(builder, part.first, part.end, head)));
  let at = 0;
  const arms = ends.map((value) => {
    const found = exits.indexOf(value, at);
    if (found < 0) return [];
    const arm = parts.slice(at, found + 1);
    at = found + 1;
    return arm;
  });
  // What nobody reads, and arms that end with a reference to a value inside themselves.
  if (at < parts.length) arms[arms.length - 1] = [...arms[arms.length - 1]!, ...parts.slice(at)];
  return arms;
}

/** What the first layer of the parts reads. */
function entryOf({ layers }: Builder, parts: readonly Part[], head: string | undefined): string | undefined {
  const part = parts.find(({ kind }) => kind !== "head");
  if (part === undefined) return undefined;
  for (let at = part.first; at < part.end; at++) if (layers[at]!.head === head) return layers[at]!.inputs[0];
  return undefined;
}

/** The last of its values that is read behind it; of what nobody reads the last one. */
function exitOf(
  { layers, readers }: Builder,
  first: number,
  end: number,
  head: string | undefined,
): string | undefined {
  let last: string | undefined;
  for (let at = end - 1; at >= first; at--) {
    const layer = layers[at]!;
    if (layer.head !== head) continue;
    if (readers.isReadFrom(layer.name, end)) return layer.name;
    last ??= layer.name;
  }
  return last;
}
