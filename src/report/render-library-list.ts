/**
 * The list of the library's models as text: a table as wide as the terminal, Markdown, or JSON (`cnnc.models/1`). Takes the
 * rows; returns text that ends with a newline.
 */
import { jsonText } from "../diagnostics/json-text.ts";
import { printShape } from "../ops/shape.ts";
import type { ListedModel } from "./library-list.ts";
import { printCount } from "./numbers.ts";
import { type Column, type Row, renderMarkdownTable, renderTable } from "./table.ts";

const columns: readonly Column[] = [
  { title: "model", align: "left" },
  { title: "file", align: "left", drop: 4 },
  { title: "input", align: "left", drop: 3 },
  { title: "parameters", short: "params", align: "right" },
  { title: "MACs", align: "right", drop: 2 },
  { title: "about", align: "left", drop: 1, shorten: { to: 24, at: "end" } },
];

/** `width` of the terminal; absent: as wide as need be. */
export function renderLibraryList(
  models: readonly ListedModel[],
  format: "human" | "json" | "md",
  width?: number,
): string {
  if (format === "json") return jsonText({ schema: "cnnc.models/1", models });
  const rows = models.map(({ name, file, input, params, macs, documentation }): Row => [
    ...[name, file, printShape(input)],
    ...[printCount(params), printCount(macs), documentation],
  ]);
  const lines = format === "md" ? renderMarkdownTable(columns, rows) : renderTable(columns, [rows], width).lines;
  return `${lines.join("\n")}\n`;
}
