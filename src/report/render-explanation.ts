/** Explanations of layers as text for people. Takes values of this room, returns text that ends with a newline. */
import { safeText } from "../diagnostics/safe-text.ts";
import { wrapText } from "../diagnostics/wrap-text.ts";
import type { Explanation } from "../ops/operator.ts";
import { printShape } from "../ops/shape.ts";
import type { LayerExplanation } from "./explain.ts";
import type { TotalsExplanation } from "./explain-totals.ts";

/**
 * One paragraph for each layer, and one for the sums. Padding stands in both notations: P on each side, and p of both sides
 * together. `columns` of the terminal; absent: lines are as long as need be.
 */
export function renderExplanation(
  layers: readonly LayerExplanation[],
  totals?: TotalsExplanation,
  columns?: number,
): string {
  return [
    ...layers.map((layer) => renderLayer(layer, columns)),
    ...(totals === undefined ? [] : [renderTotals(totals, columns)]),
  ].join("\n");
}

function renderLayer(
  { name, written, inputs, output, head, file, line, trail, rows, notes }: LayerExplanation,
  columns: number | undefined,
): string {
  const [only] = inputs;
  const reads = inputs.length === 1 && only !== undefined ? printShape(only.shape) : inputs.map(printInput).join(", ");
  const title = `${name}: ${safeText(written)}   ${reads} → ${printShape(output)}   ${safeText(file)}:${line}`;
  const way = [...(head === undefined ? [] : [`of head ${head}`]), ...trail];
  return paragraph(title, way, rows, notes, columns);
}

const printInput = ({ name, shape }: LayerExplanation["inputs"][number]): string => `${name} ${printShape(shape)}`;

function renderTotals({ name, rows, notes }: TotalsExplanation, columns: number | undefined): string {
  return paragraph(`${name}: all layers together`, [], rows, notes, columns);
}

function paragraph(
  title: string,
  way: readonly string[],
  rows: readonly Explanation[],
  notes: readonly string[],
  columns: number | undefined,
): string {
  const width = Math.max(0, ...rows.map(({ subject }) => [...subject].length));
  const lines = rows.map(({ subject, formula, numbers, value }) => {
    const gap = " ".repeat(width - [...subject].length);
    const steps = [formula, numbers, value].filter((step, i, all) => i === 0 || step !== all[i - 1]);
    return wrapText(`  ${subject}${gap}  ${steps.join(" = ")}`, columns, { indent: width + 4 });
  });
  const text = [
    ...wrapText(title, columns, { indent: 4 }),
    ...way.flatMap((each) => wrapText(`  ${each}`, columns, { indent: 4 })),
    ...lines.flat(),
    ...notes.flatMap((note) => wrapText(`  note: ${note}`, columns, { indent: 4 })),
  ];
  return `${text.join("\n")}\n`;
}
