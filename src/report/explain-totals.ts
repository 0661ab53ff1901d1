/**
 * The totals of a model, or of some of its layers, as sums with their terms. Takes checked layers, returns rows as those of a
 * layer: few layers term by term, more by block, many by kind. Adds nothing up that the checked model has not.
 */
import { estimateMemory } from "../check/estimate-memory.ts";
import type { CheckedLayer, CheckedModel } from "../check/model.ts";
import type { Explanation } from "../ops/operator.ts";
import { add, multiply } from "../ops/size-arithmetic.ts";
import { countBiasAdditions } from "./explain.ts";
import { printBytes, printCount, printJump, printLarge } from "./numbers.ts";
import { countState } from "./summary.ts";

export interface TotalsExplanation {
  readonly name: string;
  readonly rows: readonly Explanation[];
  readonly notes: readonly string[];
}

/** Sums of more terms than this are hard to read. */
const mostTerms = 12;

/** Of the whole model; its memory is at `batch`, or else at the recipe's, or else at 1. */
export function explainTotals(model: CheckedModel, batch: number = model.recipe?.batch ?? 1): TotalsExplanation {
  const { layers, heads, totals } = model;
  const main = layers.filter(({ head }) => head === undefined);
  const last = layers.find(({ name }) => name === model.last);
  const memory = estimateMemory(model, batch);
  const parts = [memory.weights, memory.gradients, memory.optimizer, memory.activations];
  return {
    name: model.name,
    rows: [
      ...sumRows(layers, main),
      { subject: "FLOPs", formula: "2·MACs", ...numbersOf(`2·${printCount(totals.macs)}`, multiply(2, totals.macs)) },
      ...(last === undefined
        ? []
        : [
            {
              subject: "receptive field",
              formula: `that of ${last.name}, the output`,
              numbers: `max(${last.receptiveField.map(printJump).join(", ")})`,
              value: printCount(totals.rf),
            },
          ]),
      {
        subject: `bytes for training at batch ${batch}`,
        formula: "weights + gradients + optimizer + activations",
        numbers: parts.map(printCount).join(" + "),
        value: `${printCount(memory.total)}, ${printBytes(memory.total)}`,
      },
    ],
    notes: notesOn(layers, main, heads.length > 0),
  };
}

/** Of a block or a head. */
export function explainSums(name: string, layers: readonly CheckedLayer[]): TotalsExplanation {
  return { name, rows: sumRows(layers, layers, `${name}.`), notes: [] };
}

/** `prefix` of the names, which goes without saying. */
function sumRows(learned: readonly CheckedLayer[], run: readonly CheckedLayer[], prefix = ""): readonly Explanation[] {
  return [
    sum("parameters", learned, ({ params }) => params, prefix),
    sum("weights, without biases and normalization", learned, ({ weights }) => weights, prefix),
    sum("multiply-adds, MACs", run, ({ macs }) => macs, prefix),
  ];
}

function sum(
  subject: string,
  layers: readonly CheckedLayer[],
  of: (layer: CheckedLayer) => number,
  prefix: string,
): Explanation {
  const total = layers.map(of).reduce(add, 0);
  const counted = layers.filter((layer) => of(layer) !== 0);
  if (counted.length === 0) return { subject, formula: "none", numbers: "0", value: "0" };
  const groups = groupTerms(counted, prefix);
  const terms = groups.map(({ layers: together }) => printCount(together.map(of).reduce(add, 0)));
  return { subject, formula: groups.map(({ name }) => name).join(" + "), ...numbersOf(terms.join(" + "), total) };
}

function numbersOf(numbers: string, total: number): Pick<Explanation, "numbers" | "value"> {
  return { numbers, value: printLarge(total) };
}

interface Terms {
  readonly name: string;
  readonly layers: readonly CheckedLayer[];
}

function groupTerms(layers: readonly CheckedLayer[], prefix: string): readonly Terms[] {
  const local = ({ name }: CheckedLayer): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  if (layers.length <= mostTerms) return layers.map((layer) => ({ name: local(layer), layers: [layer] }));
  const byBlock = groupBy(layers, (layer) => local(layer).replace(/\..*$/, ""));
  if (byBlock.length <= mostTerms) return byBlock;
  return groupBy(layers, ({ operator }) => operator.name).map(({ name, layers: together }) => ({
    name: `${together.length} ${name}`,
    layers: together,
  }));
}

function groupBy(layers: readonly CheckedLayer[], nameOf: (layer: CheckedLayer) => string): readonly Terms[] {
  const groups = new Map<string, CheckedLayer[]>();
  for (const layer of layers) {
    const name = nameOf(layer);
    const known = groups.get(name);
    if (known) known.push(layer);
    else groups.set(name, [layer]);
  }
  return [...groups].map(([name, together]) => ({ name, layers: together }));
}

/** Where other tools give other totals. */
function notesOn(layers: readonly CheckedLayer[], main: readonly CheckedLayer[], heads: boolean): readonly string[] {
  const notes: string[] = [];
  if (heads) notes.push("heads take no part in predictions: they count in the parameters, not in the MACs");
  const state = layers.map(countState).reduce(add, 0);
  const params = layers.map((layer) => layer.params).reduce(add, 0);
  if (state > 0)
    notes.push(
      `Keras counts the running statistics as parameters too: ${printCount(params)} + ${printCount(state)} = ${printCount(add(params, state))}`,
    );
  const macs = main.map((layer) => layer.macs).reduce(add, 0);
  const additions = main.map(countBiasAdditions).reduce(add, 0);
  if (additions > 0) notes.push(`torchinfo counts the additions of biases as MACs: ${printCount(additions)} more`);
  if (macs >= 1e6) notes.push(`what torchvision lists as GFLOPS are MACs, not FLOPs: ${(macs / 1e9).toPrecision(3)}`);
  return notes;
}
