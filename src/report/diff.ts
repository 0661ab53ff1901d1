/**
 * Two models layer by layer. Takes checked models, returns `cnnc.diff/1`: layers that stayed, changed, came and went, in the
 * order of the models, and the totals with their differences. Pure; `render-diff.ts` makes text of it.
 */
import type { CheckedLayer, CheckedModel, Recipe } from "../check/model.ts";
import type { Shape } from "../ops/operator.ts";
import { type Aligned, alignLayers } from "./align-layers.ts";
import { type Summary, type SummaryBlock, type SummaryLayer, summarize } from "./summary.ts";

/**
 * What may differ in a layer that is in both models. Neither its name alone makes a difference, nor what lies before it, nor
 * another way to write the same: `s1` where that is the stride anyhow.
 */
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

/** What a layer computes of inputs of these shapes, as a text: equal for layers that mean the same. Absent: it cannot be told. */
export type MeaningOf = (
  layer: CheckedLayer,
  recipe: Recipe | undefined,
  inputs?: readonly Shape[],
) => string | undefined;

/** `meaningOf`: `layerMeaning`, or where no arithmetic is at hand something weaker. */
export function diffModels(a: CheckedModel, b: CheckedModel, meaningOf: MeaningOf): ModelDiff {
  const batch = a.recipe?.batch ?? b.recipe?.batch ?? 1;
  const [left, right] = [summarize(a, batch), summarize(b, batch)];
  return {
    schema: "cnnc.diff/1",
    a: sideOf(a, left),
    b: sideOf(b, right),
    layers: diffLayers({ model: a, summary: left, meaningOf }, { model: b, summary: right, meaningOf }),
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

interface Side {
  readonly model: CheckedModel;
  readonly summary: Summary;
  readonly meaningOf: MeaningOf;
}

function diffLayers(a: Side, b: Side): readonly LayerDiff[] {
  return alignLayers(identify(a), identify(b)).map((pair): LayerDiff => {
    const left = pair.a === undefined ? null : pick(a.summary.layers[pair.a]!);
    const right = pair.b === undefined ? null : pick(b.summary.layers[pair.b]!);
    if (left === null || right === null)
      return { change: left === null ? "added" : "removed", a: left, b: right, differs: [] };
    const differs = compared.filter((key) => JSON.stringify(left[key]) !== JSON.stringify(right[key]));
    const told = differs.filter((key) => key !== "written" || !meanTheSame(a, pair.a!, b, pair.b!));
    return { change: told.length === 0 ? "same" : "changed", a: left, b: right, differs: told };
  });
}

const compared: readonly Difference[] = ["written", "output", "params", "macs", "head"];

/** Both at what the one in `a` reads: what lies before a layer is no difference of its own. */
function meanTheSame(a: Side, i: number, b: Side, j: number): boolean {
  const [left, right] = [a.model.layers[i]!, b.model.layers[j]!];
  if (left.operator !== right.operator) return false;
  const meaning = a.meaningOf(left, a.model.recipe);
  return meaning !== undefined && meaning === a.meaningOf(right, b.model.recipe, left.inputShapes);
}

function identify({ model, summary, meaningOf }: Side): readonly Aligned[] {
  return summary.layers.map(({ name, layer, written }, i) => ({
    ...{ name, operator: layer, written },
    meaning: () => meaningOf(model.layers[i]!, model.recipe),
  }));
}

function pick({ name, layer, written, output, params, macs, rf, head, line }: SummaryLayer): DiffLayer {
  return { name, layer, written, output, params, macs, rf, ...(head === undefined ? {} : { head }), line };
}

function diffTotals(a: number, b: number): TotalDiff {
  return { a, b, difference: b - a, percent: a === 0 ? null : (100 * (b - a)) / a };
}
