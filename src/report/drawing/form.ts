/**
 * The series-parallel form of a model: chains of stations, branches with arms, frames of blocks, side chains of heads. Only
 * types; `build-form.ts` makes it of a checked model, the layouts and the writers read it. Values are named as in the model:
 * by the layer that gives them, or `input`.
 */
import type { CheckedHead, CheckedLayer, Step } from "../../check/model.ts";

export type Use = NonNullable<Step["use"]>;

/** What stands in a chain, one after the other. */
export type Item = Station | Branch | Frame | SideChain;

interface Placed {
  /** Numbers of its layers in the model: from `first` up to, but without, `end`. */
  readonly first: number;
  readonly end: number;
  /** The value it begins with. */
  readonly entry: string;
  /** The value it ends in. */
  readonly exit: string;
}

/** A layer, with those behind it that change neither size nor place: normalization, activation, dropout. */
export interface Station extends Placed {
  readonly kind: "station";
  readonly layers: readonly [CheckedLayer, ...CheckedLayer[]];
  /** Uses of blocks that hold nothing else, the outermost first. */
  readonly uses: readonly Step[];
  /** Given by the program, to it or to what holds nothing else. */
  readonly label?: string;
  /** How often it is there in a row, each like this one. */
  readonly count: number;
}

export interface Branch extends Placed {
  readonly kind: "branch";
  readonly arms: readonly Chain[];
  readonly join: CheckedLayer;
  /** Behind the join, as those of a station. */
  readonly companions: readonly CheckedLayer[];
}

/** The use of a block, a group with a name, or several stages that are there more than once. */
export interface Frame extends Placed {
  readonly kind: "frame";
  readonly use?: Step;
  /** The name of the group in the model: `encoder`. */
  readonly group?: string;
  /** Given by the program: `conv2`. */
  readonly label?: string;
  readonly chain: Chain;
  /** How often it is there in a row, each like this one. */
  readonly count: number;
}

export interface SideChain extends Placed {
  readonly kind: "side";
  readonly head: CheckedHead;
  readonly chain: Chain;
}

export interface Chain {
  /** The value that reaches it. */
  readonly entry: string;
  readonly items: readonly Item[];
  /** The value it gives on; not that of its last item where it ends with a reference. */
  readonly exit: string;
}

/** A whole model. */
export interface Form {
  /** From the value `input` on. */
  readonly chain: Chain;
  /** Uses of blocks that hold all of it, the outermost first. */
  readonly uses: readonly Step[];
}

/** The value that reaches each item, which is not its own entry where the chain goes on from elsewhere (`@name`). */
export function* cursorsOf({ entry, items }: Chain): Iterable<readonly [Item, string]> {
  let cursor = entry;
  for (const item of items) {
    yield [item, cursor];
    if (item.kind !== "side") cursor = item.exit;
  }
}

/** The value behind the last item. */
export function endOf({ entry, items }: Chain): string {
  return items.findLast(({ kind }) => kind !== "side")?.exit ?? entry;
}
