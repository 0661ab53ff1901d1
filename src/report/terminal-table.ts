/**
 * A table of Markdown for a terminal: takes its lines and the columns there are, returns lines. Where the last column has room beside the
 * others, columns are aligned and its cells broken at blanks; where it has not, every row is a paragraph, its cells by their titles.
 * No cell is shortened. What is no table with a rule below its titles comes back as it is.
 */
import stringWidth from "string-width";
import { wrapText } from "../diagnostics/wrap-text.ts";

const gap = 2;

export function terminalTable(lines: readonly string[], columns: number): readonly string[] {
  const [titles, rule, ...rows] = lines.map(cellsOf);
  if (!titles || !rule?.every((cell) => /^:?-+:?$/.test(cell))) return lines;
  const widths = titles.map((_, i) => Math.max(...[titles, ...rows].map((row) => stringWidth(row[i] ?? ""))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + gap, 0);
  // A last column of less than half makes towers of words.
  if (before + widths.at(-1)! > columns && before > columns >> 1)
    return rows.flatMap((row) => paragraph(titles, row, columns));
  const head = titles.some((title) => title !== "") ? [aligned(titles, widths), ruleOf(widths, columns)] : [];
  return [...head.map((line) => line.trimEnd()), ...rows.flatMap((row) => alignedRow(row, widths, before, columns))];
}

function cellsOf(line: string): readonly string[] {
  const inner = line.replace(/^\|/, "").replace(/\|\s*$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, i) => cell + " ".repeat(Math.max(0, widths[i]! - stringWidth(cell)))).join(" ".repeat(gap));
}

function ruleOf(widths: readonly number[], columns: number): string {
  const whole = widths.reduce((sum, width) => sum + width, gap * (widths.length - 1));
  return "─".repeat(Math.min(whole, columns));
}

function alignedRow(row: readonly string[], widths: readonly number[], before: number, columns: number): string[] {
  const start = aligned(row.slice(0, -1), widths).concat(row.length > 1 ? " ".repeat(gap) : "");
  const [first = "", ...more] = wrapText(row.at(-1)!, columns, { first: before, indent: before });
  return [`${start}${first}`.trimEnd(), ...more];
}

/** The first cell, and below it the others with their titles. */
function paragraph(titles: readonly string[], [first = "", ...others]: readonly string[], columns: number): string[] {
  const lines = others.flatMap((cell, i) => {
    if (cell === "") return [];
    const title = titles[i + 1] ?? "";
    return wrapText(`  ${title === "" ? "" : `${title}: `}${cell}`, columns, { indent: 4 });
  });
  return [...wrapText(first, columns, { indent: 2 }), ...lines];
}
