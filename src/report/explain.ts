/**
 * Where the numbers of a layer come from: each size and count as a formula, the same with numbers, and its value. Takes the
 * checked model; asks the operators for what is theirs and adds the receptive field and the bytes. Pure; no text yet but
 * the formulas: see `render-explanation.ts`.
 */
import type { CheckedLayer, CheckedModel } from "../check/model.ts";
import { fieldOfInput } from "../check/receptive-field.ts";
import type { Explanation } from "../ops/operator.ts";
import { positionAt } from "../source/source.ts";
import { printCount } from "./numbers.ts";

export interface LayerExplanation {
  readonly name: string;
  readonly layer: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rows: readonly Explanation[];
}

/** Every layer, or the one of that name; none when there is no such layer. */
export function explainModel(model: CheckedModel, name?: string): readonly LayerExplanation[] {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const chosen = model.layers.filter((layer) => name === undefined || layer.name === name);
  return chosen.map((layer) => ({
    name: layer.name,
    layer: layer.operator.name,
    input: layer.input,
    output: layer.output,
    file: layer.source.path,
    line: positionAt(layer.source, layer.span.start).line,
    rows: [
      ...layer.operator.explain(layer.input, layer.output, layer.values),
      ...explainField(model, layer, byName.get(layer.inputs[0] ?? "")),
      {
        subject: "bytes of its output, one image",
        formula: "4·elements",
        numbers: `4·${layer.output.join("·")}`,
        value: printCount(layer.bytes),
      },
    ],
  }));
}

/** Axes of equal numbers together. */
function explainField(model: CheckedModel, layer: CheckedLayer, before: CheckedLayer | undefined): Explanation[] {
  if (layer.operator.window(layer.input, layer.values) === undefined) return [];
  const start = fieldOfInput(model.input);
  const [extents, jumps] = [before?.receptiveField ?? start.extent, before?.jump ?? start.jump];
  const rows = new Map<string, Explanation>();
  const count = layer.receptiveField.length;
  layer.receptiveField.forEach((extent, i) => {
    const [r, j] = [extents[i]!, jumps[i]!];
    const window = (extent - r) / j + 1;
    const numbers = `${r} + (${window} - 1)·${j}`;
    const stride = layer.jump[i]! / j;
    const spread = { formula: "j·S", numbers: `${j}·${stride}`, value: String(layer.jump[i]) };
    const axis = axisNames[count]?.[i] ?? "";
    const known = rows.get(numbers + stride);
    const names = known ? `${known.subject.replace("receptive field, ", "")} and ${axis}` : axis;
    const subject = count === 1 ? "receptive field" : `receptive field, ${names}`;
    rows.set(numbers + stride, { subject, formula: "r + (F - 1)·j", numbers, value: String(extent) });
    if (stride !== 1 && !known)
      rows.set(`jump ${numbers}${stride}`, { subject: "places between neighbors, j", ...spread });
  });
  return [...rows.values()];
}

const axisNames: readonly (readonly string[])[] = [[], ["length"], ["height", "width"], ["depth", "height", "width"]];
