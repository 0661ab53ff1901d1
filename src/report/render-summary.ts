/**
 * A summary as text: for people (aligned columns, as wide as the terminal), as JSON, as Markdown. Takes a `Summary`, returns
 * text that ends with a newline. Strings of the program (in uses of blocks) are made safe for a terminal here.
 */
import { jsonText } from "../diagnostics/json-text.ts";
import { safeText } from "../diagnostics/safe-text.ts";
import { wrapText } from "../diagnostics/wrap-text.ts";
import { printShape } from "../ops/shape.ts";
import { multiply } from "../ops/size-arithmetic.ts";
import { printBytes, printCount, printLarge, printShare } from "./numbers.ts";
import { describeHeads } from "./describe-heads.ts";
import type { Summary, SummaryBlock } from "./summary.ts";
import { blocksAround, sectionsOf, type SummaryRow, type SummarySection } from "./summary-rows.ts";
import { type Column, type Row, renderMarkdownTable, renderTable } from "./table.ts";

type Format = "human" | "json" | "md";

export interface SummaryOptions {
  /** Of the terminal; absent: the table is as wide as need be. */
  readonly width?: number;
  /** Blocks nested this deep are one row each; absent: every layer has its row. Not for JSON. */
  readonly depth?: number;
  /** Longer tables are folded to the outermost blocks where no depth is given; absent: never. */
  readonly longest?: number;
}

export function renderSummary(summary: Summary, format: Format, options: SummaryOptions = {}): string {
  switch (format) {
    case "json":
      return jsonText(summary);
    case "md":
      return renderMarkdown(summary, options);
    case "human":
      return renderText(summary, options);
    default:
      return format satisfies never;
  }
}

const columns: readonly Column[] = [
  { title: "name", align: "left", shorten: { to: 14, at: "end" } },
  { title: "layer", align: "left", drop: 5, shorten: { to: 14, at: "end" } },
  { title: "output", align: "left" },
  { title: "parameters", short: "params", align: "right", drop: 7 },
  { title: "params %", short: "%", align: "right", drop: 2 },
  { title: "MACs", align: "right", drop: 6 },
  { title: "MACs %", short: "%", align: "right", drop: 3 },
  { title: "receptive field", short: "field", align: "right", drop: 4 },
  { title: "activation", short: "bytes", align: "right", drop: 1 },
];

interface SummaryTable {
  readonly sections: readonly (readonly Row[])[];
  /** Layers that have no row of their own. */
  readonly folded: number;
}

/** How rows are named: in full, or as a tree of blocks. */
type Layout = (rows: readonly SummaryRow[], cells: (row: SummaryRow) => Row, summary: Summary) => readonly Row[];

function tableOf(summary: Summary, { depth, longest }: SummaryOptions, layout: Layout): SummaryTable {
  const wanted = depth ?? (summary.layers.length > (longest ?? Number.POSITIVE_INFINITY) ? 1 : undefined);
  const sections = sectionsOf(summary, wanted);
  const { totals } = summary;
  const many = sections.length > 1;
  const rows = sections.map((section, i): readonly Row[] => {
    const input = i === 0 ? [["input", "", printShape(summary.input), "", "", "", "", "", ""]] : [];
    return [
      ...input,
      ...layout(section.rows, (row) => cellsOf(row, section, summary), summary),
      ...(many ? [sumOf(section, summary)] : []),
    ];
  });
  const total: Row = [
    ...["total", "", "", printCount(totals.params), printShare(totals.params, totals.params)],
    ...[printCount(totals.macs), printShare(totals.macs, totals.macs)],
    ...[printCount(totals.rf), printBytes(sections[0]!.bytes)],
  ];
  const shown = sections.reduce((sum, section) => sum + section.rows.filter(({ count }) => count === 1).length, 0);
  return { sections: [...rows, [total]], folded: summary.layers.length - shown };
}

const inFull: Layout = (rows, cells) => rows.map(cells);

/** Each block has a line of its own, and what is in it stands indented under its local name. */
const asTree: Layout = (rows, cells, { blocks }) => {
  const byName = new Map(blocks.map((block) => [block.name, block]));
  let open: readonly SummaryBlock[] = [];
  return rows.flatMap((row) => {
    const around = blocksAround(row.name, byName);
    const titles = around.flatMap((block, i): readonly Row[] =>
      open[i] === block ? [] : [[localName(block.name, around.slice(0, i)), safeText(block.use), ...noNumbers]],
    );
    open = around;
    const [, ...rest] = cells(row);
    return [...titles, [localName(row.name, around), ...rest]];
  });
};

const noNumbers: Row = columns.slice(2).map(() => "");

function localName(name: string, around: readonly SummaryBlock[]): string {
  const outer = around[around.length - 1];
  return "  ".repeat(around.length) + (outer === undefined ? name : name.slice(outer.name.length + 1));
}

/** Heads take no part in a prediction: their MACs are no share of it. */
function cellsOf(row: SummaryRow, { head }: SummarySection, { totals }: Summary): Row {
  const { name, written, output, params, macs, rf, bytes } = row;
  return [
    ...[name, safeText(written), printShape(output), countOf(params), printShare(params, totals.params)],
    ...[countOf(macs), head === undefined ? printShare(macs, totals.macs) : ""],
    ...[printCount(rf), printBytes(bytes)],
  ];
}

function sumOf({ head, params, macs, bytes }: SummarySection, { heads, output, totals }: Summary): Row {
  const given = heads.find(({ name }) => name === head)?.output ?? output;
  return [
    ...[head === undefined ? "without heads" : `head ${head}`, "", printShape(given)],
    ...[printCount(params), printShare(params, totals.params)],
    ...[printCount(macs), head === undefined ? printShare(macs, totals.macs) : "", "", printBytes(bytes)],
  ];
}

const countOf = (value: number): string => (value === 0 ? "-" : printCount(value));

/** What stands under the table. */
function remarks({ heads, totals, state, memory }: Summary, folded: number): readonly string[] {
  const { batch, weights, gradients, optimizer, activations, total } = memory;
  const parts = [
    ...[`weights ${printBytes(weights)}`, `gradients ${printBytes(gradients)}`],
    ...[`optimizer ${printBytes(optimizer)}`, `activations ${printBytes(activations)}`],
  ];
  return [
    `${printCount(totals.weights)} weights without biases and normalization`,
    `${printLarge(totals.macs)} MACs (multiply-adds) for one image; FLOPs = 2 × MACs: ${printLarge(multiply(2, totals.macs))}`,
    ...describeHeads(heads),
    ...(state === 0
      ? []
      : [
          `${printCount(state)} running statistics, which are not learned; Keras counts these as parameters: ` +
            printCount(totals.params + state),
        ]),
    `training at batch ${batch}, before buffers share places: ${printBytes(total)} (${parts.join(", ")})`,
    ...(folded === 0 ? [] : [`${printCount(folded)} layers are folded into their blocks: \`--depth all\` shows each`]),
  ];
}

function renderText(summary: Summary, options: SummaryOptions): string {
  const { sections, folded } = tableOf(summary, options, asTree);
  const { lines, left } = renderTable(columns, sections, options.width);
  const narrow =
    left.length === 0 ? [] : [`left out, as the terminal is narrow: ${left.join(", ")}; \`--format md\` shows all`];
  const under = [...remarks(summary, folded), ...narrow].flatMap((remark) =>
    wrapText(remark, options.width, { indent: 2 }),
  );
  return `${[summary.model, "", ...lines, "", ...under].join("\n")}\n`;
}

function renderMarkdown(summary: Summary, options: SummaryOptions): string {
  const { sections, folded } = tableOf(summary, options, inFull);
  const table = renderMarkdownTable(columns, sections.flat());
  return `### ${summary.model}\n\n${table.join("\n")}\n\n${remarks(summary, folded).join("  \n")}\n`;
}
