/**
 * Where the numbers of a layer come from: each size and count as a formula, the same with numbers, and its value; and where
 * other tools count differently. Takes the checked model; asks the operators for what is theirs and adds the receptive
 * field and the bytes. Pure; no text yet but the formulas: see `render-explanation.ts`, and for totals `explain-totals.ts`.
 */
import type { CheckedLayer, CheckedModel } from "../check/model.ts";
import { inputName } from "../check/build-model.ts";
import { fieldOfInput } from "../check/receptive-field.ts";
import type { Explanation, Shape } from "../ops/operator.ts";
import { product } from "../ops/size-arithmetic.ts";
import { positionAt } from "../source/source.ts";
import { describeTrail } from "./describe-trail.ts";
import { explainField, type Seen } from "./explain-field.ts";
import { printCount } from "./numbers.ts";
import { countState } from "./summary.ts";
import { writeLayer } from "./write-layer.ts";

export interface LayerExplanation {
  readonly name: string;
  /** As a program writes it: `conv 5x5x6 p2`. */
  readonly written: string;
  /** What it reads, in order: several for a join. */
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  readonly output: Shape;
  readonly head?: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The uses of blocks and the repetitions it stands in, innermost first. */
  readonly trail: readonly string[];
  readonly rows: readonly Explanation[];
  /** Where other tools count differently. */
  readonly notes: readonly string[];
}

/** `layers`: some of the model's; all of them when absent. */
export function explainLayers(
  model: Pick<CheckedModel, "layers" | "input">,
  layers: readonly CheckedLayer[] = model.layers,
): readonly LayerExplanation[] {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const start = fieldOfInput(model.input);
  return layers.map((layer) => ({
    name: layer.name,
    written: writeLayer(layer),
    inputs: layer.inputs.map((name, i) => ({ name, shape: layer.inputShapes[i]! })),
    output: layer.output,
    ...(layer.head === undefined ? {} : { head: layer.head }),
    file: layer.source.path,
    line: positionAt(layer.source, layer.span.start).line,
    trail: describeTrail(layer.trail),
    rows: [
      ...explainOperator(layer),
      ...explainField(
        layer,
        layer.inputs.map((name) => seenBy(byName.get(name)) ?? (name === inputName ? start : undefined)),
      ),
      {
        subject: "bytes of its output, one image",
        formula: "4·elements",
        numbers: `4·${layer.output.join("·")}`,
        value: printCount(layer.bytes),
      },
    ],
    notes: notesOn(layer),
  }));
}

/** Of the operator alone: sizes and counts. */
export function explainOperator({
  operator,
  input,
  inputShapes,
  output,
  values,
}: CheckedLayer): readonly Explanation[] {
  return operator.kind === "join" ? operator.explain(inputShapes, output) : operator.explain(input, output, values);
}

function seenBy(layer: CheckedLayer | undefined): Seen | undefined {
  return layer && { extent: layer.receptiveField, jump: layer.jump };
}

/** Keras and torchinfo, where they count more than the formulas do. */
function notesOn(layer: CheckedLayer): readonly string[] {
  const notes: string[] = [];
  const state = countState(layer);
  if (state > 0) {
    const sum = layer.state.map(({ shape }) => printCount(product(shape))).join(" + ");
    notes.push(`Keras counts the running statistics as parameters too: ${sum} = ${printCount(state)} more`);
  }
  const additions = countBiasAdditions(layer);
  if (additions > 0) notes.push(`torchinfo counts the additions of the bias as MACs: ${printCount(additions)} more`);
  return notes;
}

/** One for each output of a layer that multiplies and has a bias. */
export function countBiasAdditions({ macs, parameters, output }: CheckedLayer): number {
  return macs > 0 && parameters.some(({ kind }) => kind === "bias") ? product(output) : 0;
}
