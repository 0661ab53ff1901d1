/**
 * A summary as text: for people (aligned columns), as JSON, as Markdown. Takes a `Summary`, returns text that ends with a
 * newline. Names of layers are identifiers and shapes are numbers, so nothing needs escaping.
 */
import { printBytes, printCount } from "./numbers.ts";
import type { Summary } from "./summary.ts";

type Format = "human" | "json" | "md";

export function renderSummary(summary: Summary, format: Format): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(summary, null, 2)}\n`;
    case "md":
      return renderMarkdown(summary);
    case "human":
      return renderText(summary);
    default:
      return format satisfies never;
  }
}

const head = ["name", "layer", "output", "parameters", "MACs", "receptive field", "activation"] as const;
/** Columns of words; the others are numbers and stand to the right. */
const words = 2;

function rowsOf({ input, layers, totals }: Summary): readonly (readonly string[])[] {
  const count = (value: number): string => (value === 0 ? "-" : printCount(value));
  return [
    ["input", "", input.join("x"), "", "", "", ""],
    ...layers.map(({ name, layer, output, params, macs, rf, bytes }) => [
      ...[name, layer, output.join("x"), count(params), count(macs), printCount(rf), printBytes(bytes)],
    ]),
    ["total", "", "", printCount(totals.params), printCount(totals.macs), printCount(totals.rf), ""],
  ];
}

/** What stands under the table. */
function remarks({ totals, memory }: Summary): readonly string[] {
  const { batch, weights, gradients, optimizer, activations, total } = memory;
  const parts = [
    ...[`weights ${printBytes(weights)}`, `gradients ${printBytes(gradients)}`],
    ...[`optimizer ${printBytes(optimizer)}`, `activations ${printBytes(activations)}`],
  ];
  return [
    `${printCount(totals.weights)} weights without biases, ${printCount(totals.macs)} multiply-adds for one image`,
    `training at batch ${batch}, before buffers share places: ${printBytes(total)} (${parts.join(", ")})`,
  ];
}

function renderText(summary: Summary): string {
  const rows = rowsOf(summary);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i < words ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  ")
      .trimEnd();
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const table = [line(head), rule, ...rows.slice(0, -1).map(line), rule, line(rows[rows.length - 1]!)];
  return `${[summary.model, "", ...table, "", ...remarks(summary)].join("\n")}\n`;
}

function renderMarkdown(summary: Summary): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (i < words ? "---" : "--:"));
  const table = [line(head), line(rule), ...rowsOf(summary).map(line)];
  return `### ${summary.model}\n\n${table.join("\n")}\n\n${remarks(summary).join("  \n")}\n`;
}
