/**
 * The layer table of a model as a value: `cnnc.summary/1` of the interfaces, which every shell shows. Takes the checked model,
 * which holds every number already; counts nothing. `render-summary.ts` makes text of it.
 */
import { estimateMemory } from "../check/estimate-memory.ts";
import type { CheckedModel, MemoryEstimate, Totals } from "../check/model.ts";
import { largestExtent } from "../check/receptive-field.ts";
import { positionAt } from "../source/source.ts";

export interface SummaryLayer {
  /** `conv1`, or its label. */
  readonly name: string;
  /** The operator: `conv`. */
  readonly layer: string;
  /** Without batch, channels last. */
  readonly output: readonly number[];
  readonly params: number;
  readonly weights: number;
  readonly macs: number;
  /** The largest over the axes. */
  readonly rf: number;
  /** Of the output for one image. */
  readonly bytes: number;
  /** From 1. */
  readonly line: number;
}

export interface Summary {
  readonly schema: "cnnc.summary/1";
  readonly model: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly layers: readonly SummaryLayer[];
  /** Side outputs; none in this version. */
  readonly heads: readonly never[];
  readonly totals: Totals;
  readonly memory: MemoryEstimate;
}

/** The memory is at `batch`, or else at the recipe's, or else at 1. */
export function summarize(model: CheckedModel, batch: number = model.recipe?.batch ?? 1): Summary {
  return {
    schema: "cnnc.summary/1",
    model: model.name,
    input: model.input,
    output: model.output,
    layers: model.layers.map((layer) => ({
      name: layer.name,
      layer: layer.operator.name,
      output: layer.output,
      params: layer.params,
      weights: layer.weights,
      macs: layer.macs,
      rf: largestExtent(layer.receptiveField),
      bytes: layer.bytes,
      line: positionAt(layer.source, layer.span.start).line,
    })),
    heads: [],
    totals: model.totals,
    memory: estimateMemory(model, batch),
  };
}
