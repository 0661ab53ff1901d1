/**
 * The layer table of a model as a value: `cnnc.summary/1` of the interfaces, which every shell shows. Takes the checked model,
 * which holds every number already; counts nothing but sums of states. `render-summary.ts` makes text of it.
 */
import { estimateMemory } from "../check/estimate-memory.ts";
import type { CheckedLayer, CheckedModel, MemoryEstimate, Totals } from "../check/model.ts";
import { largestExtent } from "../check/receptive-field.ts";
import { add, product } from "../ops/size-arithmetic.ts";
import { positionAt } from "../source/source.ts";
import { writeLayer } from "./write-layer.ts";

export interface SummaryLayer {
  /** `conv1`, its label, or either behind its block: `conv2.bottleneck1.bn3`. */
  readonly name: string;
  /** The operator: `conv`. */
  readonly layer: string;
  /** With its arguments: `conv 5x5x6 p2`. */
  readonly written: string;
  /** Names of the layers it reads; the model's input is `input`. */
  readonly inputs: readonly string[];
  /** Without batch, channels last. */
  readonly output: readonly number[];
  readonly params: number;
  readonly weights: number;
  readonly macs: number;
  /** Numbers kept but not learned: running statistics. Not among `params`. */
  readonly state: number;
  /** The largest over the axes. */
  readonly rf: number;
  /** Of the output for one image. */
  readonly bytes: number;
  /** In the file that writes it, from 1. */
  readonly line: number;
  /** The head it belongs to; absent: the model's own chain. */
  readonly head?: string;
}

/** One use of a block. Its layers are those whose names begin with its name and a dot. */
export interface SummaryBlock {
  readonly name: string;
  /** `bottleneck(512, s=2)` */
  readonly use: string;
}

export interface SummaryHead {
  readonly name: string;
  readonly output: readonly number[];
  /** Names of its layers, which stand among the model's. */
  readonly layers: readonly string[];
  readonly params: number;
  readonly weights: number;
  readonly macs: number;
  /** What the recipe multiplies its loss by; absent: no recipe trains it. */
  readonly weight?: number;
}

export interface Summary {
  readonly schema: "cnnc.summary/1";
  readonly model: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** In an order in which they can run; those of heads among them. */
  readonly layers: readonly SummaryLayer[];
  /** Outer ones before those inside. */
  readonly blocks: readonly SummaryBlock[];
  /** Side outputs, left out of predictions, and of the training but for those with a weight. */
  readonly heads: readonly SummaryHead[];
  /** `params` and `weights` with those of the heads, `macs` without. */
  readonly totals: Totals;
  /** Of all layers. */
  readonly state: number;
  readonly memory: MemoryEstimate;
}

/** The memory is at `batch`, or else at the recipe's, or else at 1. */
export function summarize(model: CheckedModel, batch: number = model.recipe?.batch ?? 1): Summary {
  return {
    schema: "cnnc.summary/1",
    model: model.name,
    input: model.input,
    output: model.output,
    layers: model.layers.map(summarizeLayer),
    blocks: blocksOf(model),
    heads: model.heads.map(({ name, output, weight, totals: { params, weights, macs } }) => ({
      ...{ name, output, params, weights, macs },
      ...(weight === undefined ? {} : { weight }),
      layers: model.layers.filter(({ head }) => head === name).map((layer) => layer.name),
    })),
    totals: model.totals,
    state: model.layers.map(countState).reduce(add, 0),
    memory: estimateMemory(model, batch),
  };
}

function summarizeLayer(layer: CheckedLayer): SummaryLayer {
  return {
    name: layer.name,
    layer: layer.operator.name,
    written: writeLayer(layer),
    inputs: layer.inputs,
    output: layer.output,
    params: layer.params,
    weights: layer.weights,
    macs: layer.macs,
    state: countState(layer),
    rf: largestExtent(layer.receptiveField),
    bytes: layer.bytes,
    line: positionAt(layer.source, layer.span.start).line,
    ...(layer.head === undefined ? {} : { head: layer.head }),
  };
}

export function countState({ state }: CheckedLayer): number {
  return state.map(({ shape }) => product(shape)).reduce(add, 0);
}

/** A use without a prefix is the model itself. */
function blocksOf({ layers }: CheckedModel): readonly SummaryBlock[] {
  const blocks = new Map<string, SummaryBlock>();
  for (const { use } of layers.flatMap(({ trail }) => trail))
    if (use !== undefined && use.prefix !== "" && !blocks.has(use.prefix))
      blocks.set(use.prefix, { name: use.prefix, use: use.text });
  return [...blocks.values()];
}
