/**
 * What a model comes to, in one line and in a few: for a status bar. Takes a snapshot and which model is meant; gives plain text, or
 * nothing where there is no such model.
 */
import { estimateMemory } from "../check/estimate-memory.ts";
import { printShape } from "../ops/shape.ts";
import { printBytes, printCount, printShort } from "../report/numbers.ts";
import { modelAt, type WantedModel } from "./model-at.ts";
import type { Snapshot } from "./snapshot.ts";

export interface ModelTotals {
  readonly model: string;
  /** `61,706 params · 416,520 MACs`; from a million on `25.6 M params`. */
  readonly text: string;
  /** The exact numbers, in lines. */
  readonly detail: string;
}

export function totalsAt(snapshot: Snapshot, wanted: WantedModel): ModelTotals | undefined {
  const model = modelAt(snapshot, wanted);
  if (model === undefined) return undefined;
  const { name, input, output, totals, recipe } = model;
  const memory = estimateMemory(model, recipe?.batch ?? 1);
  return {
    model: name,
    text: `${printShort(totals.params)} params · ${printShort(totals.macs)} MACs`,
    detail: [
      `${printShape(input)} → ${printShape(output)}`,
      `${printCount(totals.params)} parameters, ${printCount(totals.weights)} of them weights`,
      `${printCount(totals.macs)} multiplications (MACs) for one prediction`,
      `${printBytes(memory.total)} to train at batch ${printCount(memory.batch)}, before buffers are shared`,
    ].join("\n"),
  };
}
