/**
 * Tables as text: aligned columns for a terminal of some width, or Markdown. Takes columns and rows of one-line cells; a
 * table that is too wide gives up its least important columns and shortens what may be shortened, and never wraps. Relies
 * on `string-width` for what a terminal shows. (cli-table3, which `inspect` uses, cannot leave a column out.)
 */
import stringWidth from "string-width";

export interface Column {
  readonly title: string;
  /** Stands for the title in a table that is too wide. */
  readonly short?: string;
  readonly align: "left" | "right";
  /** Left out in this order, 1 first, when the table is too wide; absent: never. */
  readonly drop?: number;
  /** May be shortened to this width, and where the mark of the cut then stands; absent: never. */
  readonly shorten?: { readonly to: number; readonly at: "start" | "end" };
}

export type Row = readonly string[];

export interface TextTable {
  readonly lines: readonly string[];
  /** Titles of the columns that found no room. */
  readonly left: readonly string[];
}

const gap = 2;

/** One line for the titles and one for each row, a rule before each section. `width` absent: as wide as need be. */
export function renderTable(
  columns: readonly Column[],
  sections: readonly (readonly Row[])[],
  width: number = Number.POSITIVE_INFINITY,
): TextTable {
  const rows = sections.flat();
  const naturalFor = (titles: Row): readonly number[] =>
    titles.map((title, i) => rows.reduce((most, row) => Math.max(most, stringWidth(row[i]!)), stringWidth(title)));
  const all = columns.map((_, i) => i);
  const full = columns.map(({ title }) => title);
  const titles = total(all, naturalFor(full)) <= width ? full : columns.map(({ title, short }) => short ?? title);
  const { shown, widths } = fitColumns(columns, naturalFor(titles), width);
  const line = (row: Row): string =>
    clip(
      shown
        .map((i) => pad(clip(row[i]!, widths[i]!, columns[i]!.shorten?.at), widths[i]!, columns[i]!.align))
        .join(" ".repeat(gap))
        .trimEnd(),
      width,
    );
  const rule = "─".repeat(Math.min(width, total(shown, widths)));
  return {
    lines: [line(titles), ...sections.flatMap((section) => [rule, ...section.map(line)])],
    left: columns.flatMap(({ title }, i) => (shown.includes(i) ? [] : [title])),
  };
}

export function renderMarkdownTable(columns: readonly Column[], rows: readonly Row[]): readonly string[] {
  const line = (cells: Row): string => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const rule = columns.map(({ align }) => (align === "left" ? "---" : "--:"));
  return [line(columns.map(({ title }) => title)), `| ${rule.join(" | ")} |`, ...rows.map(line)];
}

interface Fit {
  /** Numbers of the columns that stay. */
  readonly shown: readonly number[];
  readonly widths: readonly number[];
}

/** As few columns less as will do, shortened only as far as needed. */
function fitColumns(columns: readonly Column[], natural: readonly number[], width: number): Fit {
  const order = columns
    .flatMap(({ drop }, i) => (drop === undefined ? [] : [{ i, drop }]))
    .sort((a, b) => a.drop - b.drop)
    .map(({ i }) => i);
  for (let count = 0; ; count++) {
    const dropped = new Set(order.slice(0, count));
    const shown = columns.flatMap((_, i) => (dropped.has(i) ? [] : [i]));
    const widths = [...natural];
    for (let spare = total(shown, widths) - width; spare > 0; spare = total(shown, widths) - width) {
      // The widest first, so that all are shortened alike.
      const [widest] = shown
        .filter((i) => widths[i]! > (columns[i]!.shorten?.to ?? Number.POSITIVE_INFINITY))
        .sort((a, b) => widths[b]! - widths[a]!);
      if (widest === undefined) break;
      widths[widest]!--;
    }
    if (total(shown, widths) <= width || count >= order.length) return { shown, widths };
  }
}

function total(shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((sum, i) => sum + widths[i]! + gap, -gap);
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const blanks = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "left" ? text + blanks : blanks + text;
}

function clip(text: string, width: number, at: "start" | "end" = "end"): string {
  if (stringWidth(text) <= width) return text;
  const kept: string[] = [];
  const characters = at === "end" ? [...text] : [...text].reverse();
  let room = width - 1;
  for (const character of characters) {
    room -= stringWidth(character);
    if (room < 0) break;
    kept.push(character);
  }
  return at === "end" ? `${kept.join("")}…` : `…${kept.reverse().join("")}`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\|]/g, "\\$&");
}
