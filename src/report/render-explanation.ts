/** Explanations of layers as text for people. Takes values of this room, returns text that ends with a newline. */
import { safeText } from "../diagnostics/safe-text.ts";
import type { Explanation } from "../ops/operator.ts";
import { printShape } from "../ops/shape.ts";
import type { LayerExplanation } from "./explain.ts";
import type { TotalsExplanation } from "./explain-totals.ts";

/**
 * One paragraph for each layer, and one for the sums. Padding stands in both notations: P on each side, and p of both sides
 * together.
 */
export function renderExplanation(layers: readonly LayerExplanation[], totals?: TotalsExplanation): string {
  return [...layers.map(renderLayer), ...(totals === undefined ? [] : [renderTotals(totals)])].join("\n");
}

function renderLayer({
  name,
  written,
  inputs,
  output,
  head,
  file,
  line,
  trail,
  rows,
  notes,
}: LayerExplanation): string {
  const [only] = inputs;
  const reads = inputs.length === 1 && only !== undefined ? printShape(only.shape) : inputs.map(printInput).join(", ");
  const title = `${name}: ${safeText(written)}   ${reads} → ${printShape(output)}   ${safeText(file)}:${line}`;
  const way = [...(head === undefined ? [] : [`of head ${head}`]), ...trail];
  return paragraph(title, way, rows, notes);
}

const printInput = ({ name, shape }: LayerExplanation["inputs"][number]): string => `${name} ${printShape(shape)}`;

function renderTotals({ name, rows, notes }: TotalsExplanation): string {
  return paragraph(`${name}: all layers together`, [], rows, notes);
}

function paragraph(
  title: string,
  way: readonly string[],
  rows: readonly Explanation[],
  notes: readonly string[],
): string {
  const width = Math.max(0, ...rows.map(({ subject }) => [...subject].length));
  const lines = rows.map(({ subject, formula, numbers, value }) => {
    const gap = " ".repeat(width - [...subject].length);
    const steps = [formula, numbers, value].filter((step, i, all) => i === 0 || step !== all[i - 1]);
    return `${subject}${gap}  ${steps.join(" = ")}`;
  });
  const text = [...way, ...lines, ...notes.map((note) => `note: ${note}`)];
  return `${[title, ...text.map((each) => `  ${each}`)].join("\n")}\n`;
}
