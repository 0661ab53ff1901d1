/**
 * Two models layer by layer. Takes checked models, returns `cnnc.diff/1`: layers that stayed, changed, came and went, in the
 * order of the models, and the totals with their differences. Pure; `render-diff.ts` makes text of it.
 */
import type { CheckedModel } from "../check/model.ts";
import { type Aligned, alignLayers } from "./align-layers.ts";
import { type Summary, type SummaryBlock, type SummaryLayer, summarize } from "./summary.ts";

/** What may differ in a layer that is in both models. Neither its name alone makes a difference, nor what lies before it. */
export type Difference = "written" | "output" | "params" | "macs" | "head";

/**
 * `same`: equal but perhaps for the name. `changed`: `differs` says in what. `removed`: only in a, and `b` is null. `added`:
 * only in b, and `a` is null.
 */
export interface LayerDiff {
  readonly change: "same" | "changed" | "removed" | "added";
  readonly a: DiffLayer | null;
  readonly b: DiffLayer | null;
  readonly differs: readonly Difference[];
}

/** A layer with what is compared; see `SummaryLayer`. */
export interface DiffLayer {
  readonly name: string;
  readonly layer: string;
  readonly written: string;
  readonly output: readonly number[];
  readonly params: number;
  readonly macs: number;
  readonly rf: number;
  readonly head?: string;
  readonly line: number;
}

export interface TotalDiff {
  readonly a: number;
  readonly b: number;
  /** b - a */
  readonly difference: number;
  /** Of a; null where a has none. */
  readonly percent: number | null;
}

export interface ModelDiff {
  readonly schema: "cnnc.diff/1";
  readonly a: DiffSide;
  readonly b: DiffSide;
  readonly layers: readonly LayerDiff[];
  /** `state`: running statistics. `memory`: bytes of training, both at the batch of `a`'s recipe, else of `b`'s, else at 1. */
  readonly totals: Readonly<Record<"params" | "weights" | "macs" | "rf" | "state" | "memory", TotalDiff>>;
  readonly batch: number;
}

export interface DiffSide {
  readonly model: string;
  readonly file: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** Uses of blocks, outer ones first; see `SummaryBlock`. */
  readonly blocks: readonly SummaryBlock[];
}

export function diffModels(a: CheckedModel, b: CheckedModel): ModelDiff {
  const batch = a.recipe?.batch ?? b.recipe?.batch ?? 1;
  const [left, right] = [summarize(a, batch), summarize(b, batch)];
  return {
    schema: "cnnc.diff/1",
    a: sideOf(a, left),
    b: sideOf(b, right),
    layers: diffLayers(left, right),
    totals: {
      params: diffTotals(left.totals.params, right.totals.params),
      weights: diffTotals(left.totals.weights, right.totals.weights),
      macs: diffTotals(left.totals.macs, right.totals.macs),
      rf: diffTotals(left.totals.rf, right.totals.rf),
      state: diffTotals(left.state, right.state),
      memory: diffTotals(left.memory.total, right.memory.total),
    },
    batch,
  };
}

function sideOf({ name, source, input, output }: CheckedModel, { blocks }: Summary): DiffSide {
  return { model: name, file: source.path, input, output, blocks };
}

function diffLayers(a: Summary, b: Summary): readonly LayerDiff[] {
  return alignLayers(a.layers.map(identify), b.layers.map(identify)).map((pair): LayerDiff => {
    const left = pair.a === undefined ? null : pick(a.layers[pair.a]!);
    const right = pair.b === undefined ? null : pick(b.layers[pair.b]!);
    if (left === null || right === null)
      return { change: left === null ? "added" : "removed", a: left, b: right, differs: [] };
    const differs = compared.filter((key) => JSON.stringify(left[key]) !== JSON.stringify(right[key]));
    return { change: differs.length === 0 ? "same" : "changed", a: left, b: right, differs };
  });
}

const compared: readonly Difference[] = ["written", "output", "params", "macs", "head"];

function identify({ name, layer, written }: SummaryLayer): Aligned {
  return { name, operator: layer, written };
}

function pick({ name, layer, written, output, params, macs, rf, head, line }: SummaryLayer): DiffLayer {
  return { name, layer, written, output, params, macs, rf, ...(head === undefined ? {} : { head }), line };
}

function diffTotals(a: number, b: number): TotalDiff {
  return { a, b, difference: b - a, percent: a === 0 ? null : (100 * (b - a)) / a };
}
