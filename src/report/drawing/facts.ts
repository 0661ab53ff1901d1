/**
 * What is said of the parts of a drawing: the words in it, and all facts of a part in one text for who points at it. Takes
 * items of the form; every number comes from the checked model.
 */
import type { CheckedHead, CheckedLayer, CheckedModel } from "../../check/model.ts";
import { largestExtent } from "../../check/receptive-field.ts";
import { printShape } from "../../ops/shape.ts";
import { add } from "../../ops/size-arithmetic.ts";
import { printCount, printLarge } from "../numbers.ts";
import { writeLayer } from "../write-layer.ts";
import type { Branch, Frame, Item, SideChain, Station } from "./form.ts";
import type { Subject, Tone } from "./marks.ts";

export function toneOf({ operator, values, input, output, params }: CheckedLayer): Tone {
  if (operator.kind === "join") return "join";
  const window = operator.window(input, values);
  if (window !== undefined && params === 0) return "resize";
  if (output.length === 1 && params > 0) return "full";
  if (window !== undefined) return "learned";
  if (operator.facts.elementwise && !operator.facts.trainingOnly) return "act";
  return params > 0 ? "norm" : "plain";
}

export function describeLayer(layer: CheckedLayer): string {
  const { name, inputShapes, output, params, macs, receptiveField, frozen } = layer;
  return [
    `${name}: ${writeLayer(layer)}`,
    `${inputShapes.map(printShape).join(" and ")} → ${printShape(output)}`,
    `${printCount(params)} parameters, ${printLarge(macs)} multiply-adds`,
    `sees ${largestExtent(receptiveField)} of the input${frozen ? ", frozen" : ""}`,
  ].join("\n");
}

export function describeInput({ input }: CheckedModel): string {
  return `input\n${printShape(input)}`;
}

export function describeFrame(frame: Frame, { layers }: CheckedModel): string {
  const { params, macs } = sumOf(layers.slice(frame.first, frame.end));
  const last = layers[frame.end - 1]!;
  return [
    titleOfFrame(frame) || "repeated",
    `${printShape(layers[frame.first]!.input)} → ${printShape(last.output)}`,
    `${printCount(params)} parameters, ${printLarge(macs)} multiply-adds${frame.count > 1 ? ` in all ${frame.count}` : ""}`,
  ].join("\n");
}

export function describeHead({ name, output, totals, weight }: CheckedHead): string {
  return [
    `head ${name}${weight === undefined ? ", not trained" : `, its loss times ${weight}`}`,
    `gives ${printShape(output)}`,
    `${printCount(totals.params)} parameters, ${printLarge(totals.macs)} multiply-adds`,
  ].join("\n");
}

/** `conv2: stage(bottleneck, 64, 3)`; empty where only repeated. */
export function titleOfFrame({ use, label }: Frame): string {
  return [label, use?.use?.text].filter((word) => word !== undefined).join(": ");
}

export function titleOfHead({ head }: SideChain): string {
  return head.weight === undefined ? `head ${head.name}` : `head ${head.name}, loss × ${head.weight}`;
}

export const printTimes = (count: number): string => `× ${count}`;

export function printParams(layers: readonly CheckedLayer[]): string | undefined {
  const { params } = sumOf(layers);
  return params === 0 ? undefined : `${printCount(params)} params`;
}

export function printTotals({ input, output, totals }: CheckedModel): string {
  return `${printShape(input)} → ${printShape(output)}  ·  ${printCount(totals.params)} parameters  ·  ${printCount(totals.macs)} multiply-adds`;
}

function sumOf(layers: readonly CheckedLayer[]): { readonly params: number; readonly macs: number } {
  return {
    params: layers.map(({ params }) => params).reduce(add, 0),
    macs: layers.map(({ macs }) => macs).reduce(add, 0),
  };
}

/** What is behind an item in the program: where lines to it lead. */
export function subjectOf(item: Item, model: CheckedModel): Subject {
  switch (item.kind) {
    case "station":
      return ofLayer(item.layers[0]);
    case "branch":
      return ofLayer(item.join);
    case "frame":
      return subjectOfFrame(item, model);
    case "side":
      return { kind: "head", head: item.head.name };
    default:
      return item satisfies never;
  }
}

export const ofLayer = ({ name }: CheckedLayer): Subject => ({ kind: "layer", layer: name });

function subjectOfFrame({ first, use }: Frame, { layers }: CheckedModel): Subject {
  const { name, trail } = layers[first]!;
  if (use === undefined) return { kind: "layer", layer: name };
  return { kind: "step", layer: name, depth: trail.indexOf(use), name: use.use!.prefix };
}

/** Of a station or a branch: the layers whose parameters its caption sums up. */
export function ownLayers(item: Station | Branch): readonly CheckedLayer[] {
  return item.kind === "station" ? item.layers : [item.join, ...item.companions];
}
