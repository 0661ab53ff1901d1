/** What a form says: the layers it holds, and the values it shows each of them to read. */
import type { CheckedModel } from "../../../src/check/model.ts";
import type { Chain, Item } from "../../../src/report/drawing/form.ts";

/** Numbers of layers that the form holds, those that are folded away included. */
export function layersIn(chain: Chain, model: CheckedModel): readonly number[] {
  const number = new Map(model.layers.map(({ name }, i) => [name, i]));
  return chain.items.flatMap((item): readonly number[] => {
    switch (item.kind) {
      case "station":
        return repeatedFrom(item.layers.map(({ name }) => number.get(name)!), item.count); // prettier-ignore
      case "branch": {
        const own = [item.join, ...item.companions].map(({ name }) => number.get(name)!);
        return [...item.arms.flatMap((arm) => layersIn(arm, model)), ...own];
      }
      case "frame":
        return repeatedFrom(layersIn(item.chain, model), item.count);
      case "side":
        return layersIn(item.chain, model);
      default:
        return item satisfies never;
    }
  });
}

function repeatedFrom(numbers: readonly number[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, turn) => numbers.map((each) => each + turn * numbers.length)).flat();
}

export interface Edges {
  /** `from > to`, as often as it is read. */
  readonly edges: readonly string[];
  /** Layers that are not folded away. */
  readonly shown: ReadonlySet<string>;
}

/** As a reader of the drawing sees it: lines from neighbor to neighbor, forks, joins, and lines from elsewhere. */
export function edgesOf(chain: Chain): Edges {
  const edges: string[] = [];
  const shown = new Set<string>();
  // What comes out of something folded is the value of the last of those that it stands for.
  const add = (from: string, to: string): void => void edges.push(`${from} > ${to}`);
  const layers = (from: string, names: readonly string[]): void => {
    let before = from;
    for (const name of names) {
      add(before, name);
      shown.add(name);
      before = name;
    }
  };
  const walk = (items: readonly Item[], reaches: string): void => {
    let cursor = reaches;
    for (const item of items) {
      const from = item.entry === cursor ? cursor : item.entry;
      switch (item.kind) {
        case "station":
          layers(from, item.layers.map(({ name }) => name)); // prettier-ignore
          break;
        case "branch": {
          for (const arm of item.arms) walk(arm.items, from);
          for (const arm of item.arms) add(arm.exit, item.join.name);
          shown.add(item.join.name);
          layers(item.join.name, item.companions.map(({ name }) => name)); // prettier-ignore
          break;
        }
        default:
          // The line into a frame is that to the first thing in it.
          walk(item.chain.items, from);
      }
      if (item.kind !== "side") cursor = item.exit;
    }
  };
  walk(chain.items, chain.entry);
  return { edges, shown };
}
