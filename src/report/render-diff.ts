/**
 * The difference of two models as text: for people, as Markdown, as JSON. Takes a `ModelDiff`, returns text that ends with a
 * newline. Layers that are the same in both are told by their number, whole blocks that came or went are one row.
 */
import { jsonText } from "../diagnostics/json-text.ts";
import { safeText } from "../diagnostics/safe-text.ts";
import { wrapText } from "../diagnostics/wrap-text.ts";
import { printShape } from "../ops/shape.ts";
import type { DiffLayer, DiffSide, LayerDiff, ModelDiff, TotalDiff } from "./diff.ts";
import { foldDiff } from "./fold-diff.ts";
import { printBytes, printCount, printDifference } from "./numbers.ts";
import { type Column, type Row, renderMarkdownTable, renderTable } from "./table.ts";

type Format = "human" | "json" | "md";

/** `width` of the terminal; absent: as wide as need be. */
export function renderDiff(diff: ModelDiff, format: Format, width?: number): string {
  switch (format) {
    case "json":
      return jsonText(diff);
    case "md":
      return renderMarkdown(diff);
    case "human":
      return renderText(diff, width);
    default:
      return format satisfies never;
  }
}

const layerColumns: readonly Column[] = [
  { title: "", align: "left" },
  { title: "name", align: "left", shorten: { to: 12, at: "start" } },
  { title: "layer", align: "left", drop: 3, shorten: { to: 14, at: "end" } },
  { title: "output", align: "left" },
  { title: "parameters", short: "params", align: "right", drop: 2 },
  { title: "MACs", align: "right", drop: 1 },
];

const totalColumns: readonly Column[] = [
  { title: "", align: "left" },
  { title: "a", align: "right" },
  { title: "b", align: "right" },
  { title: "difference", align: "right" },
  { title: "%", align: "right" },
];

const signs = { same: " ", changed: "~", removed: "-", added: "+" } as const;

function layerRows(layers: readonly LayerDiff[]): readonly Row[] {
  const rows: Row[] = [];
  let same = 0;
  const tellSame = (): void => {
    if (same > 0) rows.push(["", `${same} the same`, "", "", "", ""]);
    same = 0;
  };
  for (const layer of layers) {
    if (layer.change === "same") {
      same++;
      continue;
    }
    tellSame();
    const cell = (of: (layer: DiffLayer) => string): string => both(layer, of);
    rows.push([
      signs[layer.change],
      cell(({ name }) => name),
      cell(({ written }) => safeText(written)),
      cell(({ output }) => printShape(output)),
      cell(({ params }) => count(params)),
      cell(({ macs }) => count(macs)),
    ]);
  }
  tellSame();
  return rows;
}

const count = (value: number): string => (value === 0 ? "-" : printCount(value));

/** `156 → 208` where they differ. */
function both({ a, b }: LayerDiff, of: (layer: DiffLayer) => string): string {
  const [left, right] = [a && of(a), b && of(b)];
  return left === null || right === null || left === right ? (right ?? left ?? "") : `${left} → ${right}`;
}

function totalRows({ totals, batch }: ModelDiff): readonly Row[] {
  const row = (title: string, { a, b, difference, percent }: TotalDiff): Row => [
    ...[title, printCount(a), printCount(b), printDifference(difference)],
    percent === null ? "-" : printPercent(percent),
  ];
  const { params, weights, macs, rf, state, memory } = totals;
  return [
    row("parameters", params),
    row("weights", weights),
    ...(state.a + state.b === 0 ? [] : [row("running statistics", state)]),
    row("MACs", macs),
    row("receptive field", rf),
    [
      ...[`training at batch ${batch}`, printBytes(memory.a), printBytes(memory.b)],
      ...[
        `${memory.difference === 0 ? "" : memory.difference < 0 ? "-" : "+"}${printBytes(Math.abs(memory.difference))}`,
      ],
      memory.percent === null ? "-" : printPercent(memory.percent),
    ],
  ];
}

function printPercent(percent: number): string {
  if (percent === 0) return "0%";
  const text = Math.abs(percent) < 0.05 ? "<0.1" : Math.abs(percent).toFixed(1);
  return `${percent < 0 ? "-" : "+"}${text}%`;
}

function printSide({ model, file, input, output }: DiffSide): string {
  return `${model} (${safeText(file)}), ${printShape(input)} → ${printShape(output)}`;
}

function summaryLine({ layers }: ModelDiff): string {
  const number = (change: LayerDiff["change"]): number => layers.filter((layer) => layer.change === change).length;
  const renamed = layers.filter(({ change, a, b }) => change === "same" && a?.name !== b?.name).length;
  if (number("same") === layers.length && renamed === 0) return "the layers are the same";
  const parts = [
    `${number("same")} the same${renamed === 0 ? "" : ` (${renamed} under another name)`}`,
    `${number("changed")} changed`,
    `${number("removed")} removed`,
    `${number("added")} added`,
  ];
  return `layers: ${parts.join(", ")}`;
}

function renderText(diff: ModelDiff, width: number | undefined): string {
  const rows = layerRows(foldDiff(diff));
  const changed = diff.layers.some(({ change }) => change !== "same");
  const lines = [
    ...wrapText(`a: ${printSide(diff.a)}`, width, { indent: 3 }),
    ...wrapText(`b: ${printSide(diff.b)}`, width, { indent: 3 }),
    "",
    ...(changed ? [...renderTable(layerColumns, [rows], width).lines, ""] : []),
    ...wrapText(summaryLine(diff), width, { indent: 2 }),
    "",
    ...renderTable(totalColumns, [totalRows(diff)], width).lines,
  ];
  return `${lines.join("\n")}\n`;
}

function renderMarkdown(diff: ModelDiff): string {
  const changed = diff.layers.some(({ change }) => change !== "same");
  const parts = [
    `### ${diff.a.model} → ${diff.b.model}`,
    ...(changed ? [renderMarkdownTable(layerColumns, layerRows(foldDiff(diff))).join("\n")] : []),
    summaryLine(diff),
    renderMarkdownTable(totalColumns, totalRows(diff)).join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}
