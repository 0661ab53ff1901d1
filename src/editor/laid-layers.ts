/**
 * The layers that places of a text stand for: of a stage, of the use of a block, of a block. Takes a snapshot, gives the layers of every
 * model that was laid out, those of models with mistakes too, as far as they were understood. Sorted once for each snapshot.
 */
import type { CheckedLayer, CheckedModel, Step } from "../check/model.ts";
import type { Declared, LaidOut } from "../check/scope/trace.ts";
import type { Source, Span } from "../source/source.ts";
import type { Snapshot } from "./snapshot.ts";

export interface LaidLayer {
  readonly layer: CheckedLayer;
  readonly laidOut: LaidOut;
  /** Absent where the model has mistakes. */
  readonly model: CheckedModel | undefined;
}

/** What one or several uses of a block brought. */
export interface LaidUses {
  readonly layers: readonly LaidLayer[];
  /** How often the block was laid out and brought layers, in all models and in one of them. */
  readonly count: number;
  countIn(model: LaidOut): number;
}

interface Index {
  readonly byStage: ReadonlyMap<string, readonly LaidLayer[]>;
  readonly byCall: ReadonlyMap<string, OpenUses>;
  readonly byBlock: ReadonlyMap<Source, ReadonlyMap<number, OpenUses>>;
}

interface OpenUses {
  readonly layers: LaidLayer[];
  /** With the model of each. */
  readonly steps: Map<Step, LaidOut>;
}

const known = new WeakMap<Snapshot, Index>();

/** Of a layer or a branch of the snapshot's own text. */
export function layersAt(snapshot: Snapshot, span: Span): readonly LaidLayer[] {
  return indexOf(snapshot).byStage.get(keyOf(span)) ?? [];
}

/** Of a use in the snapshot's own text, by the span of the whole use. */
export function layersOfCall(snapshot: Snapshot, span: Span): LaidUses {
  return usesOf(indexOf(snapshot).byCall.get(keyOf(span)));
}

/** Of a block, wherever it is declared. */
export function layersOfBlock(snapshot: Snapshot, { source, span }: Pick<Declared, "source" | "span">): LaidUses {
  return usesOf(indexOf(snapshot).byBlock.get(source)?.get(span.start));
}

export function groupByModel(layers: readonly LaidLayer[]): ReadonlyMap<LaidOut, readonly LaidLayer[]> {
  const models = new Map<LaidOut, LaidLayer[]>();
  for (const each of layers) listIn(models, each.laidOut).push(each);
  return models;
}

function usesOf(open: OpenUses | undefined): LaidUses {
  const { layers, steps }: OpenUses = open ?? { layers: [], steps: new Map() };
  const countIn = (model: LaidOut): number => [...steps.values()].filter((each) => each === model).length;
  return { layers, count: steps.size, countIn };
}

const keyOf = ({ start, end }: Span): string => `${start} ${end}`;

function indexOf(snapshot: Snapshot): Index {
  const found = known.get(snapshot) ?? readIndex(snapshot);
  known.set(snapshot, found);
  return found;
}

function readIndex({ source, trace, checked }: Snapshot): Index {
  const byStage = new Map<string, LaidLayer[]>();
  const byCall = new Map<string, OpenUses>();
  const byBlock = new Map<Source, Map<number, OpenUses>>();
  for (const laidOut of trace.models) {
    const model = checked.models.find(({ layers }) => layers === laidOut.layers);
    for (const layer of laidOut.layers) {
      const laid: LaidLayer = { layer, laidOut, model };
      if (layer.source === source) listIn(byStage, keyOf(layer.span)).push(laid);
      for (const step of layer.trail) {
        if (!step.use) continue;
        const { block, home } = step.use;
        if (step.source === source) note(openIn(byCall, keyOf(step.span)), step, laid);
        const blocks = byBlock.get(home) ?? new Map<number, OpenUses>();
        byBlock.set(home, blocks);
        note(openIn(blocks, block.name.span.start), step, laid);
      }
    }
  }
  return { byStage, byCall, byBlock };
}

function note({ layers, steps }: OpenUses, step: Step, laid: LaidLayer): void {
  // A block may stand on the way twice, where it was handed to another use of itself.
  if (layers[layers.length - 1] !== laid) layers.push(laid);
  steps.set(step, laid.laidOut);
}

function listIn<Key>(table: Map<Key, LaidLayer[]>, key: Key): LaidLayer[] {
  const list = table.get(key) ?? [];
  table.set(key, list);
  return list;
}

function openIn<Key>(table: Map<Key, OpenUses>, key: Key): OpenUses {
  const open = table.get(key) ?? { layers: [], steps: new Map<Step, LaidOut>() };
  table.set(key, open);
  return open;
}
