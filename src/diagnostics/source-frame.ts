/**
 * A piece of source text with marks under it: gutter, carets, a message at each mark. Takes a source and the marks in it,
 * returns rows of text; tabs, wide characters and long lines keep the carets in place. Colors come from the caller's `paint`.
 */
import stringWidth from "string-width";
import { lineText, positionAt, type Source, type Span } from "../source/source.ts";
import { safeText } from "./safe-text.ts";
import { wrapText } from "./wrap-text.ts";

export interface Mark {
  readonly span: Span;
  readonly message: string;
  /** The place the diagnostic is about: carets; others get dashes. */
  readonly primary: boolean;
}

export type Paint = (style: "primary" | "secondary" | "gutter" | "strong", text: string) => string;

export interface FrameLayout {
  /** Width of the widest line number in the whole message. */
  readonly gutter: number;
  /** Width of the terminal; absent: messages are not broken, lines of the source are cut as for 100. */
  readonly columns: number | undefined;
  readonly paint: Paint;
}

const tabStop = 4;

/** Header and lines of one source, top to bottom; the header names the first primary mark, else the first mark. */
export function renderFrame(source: Source, marks: readonly Mark[], layout: FrameLayout): string[] {
  const named = marks.find((mark) => mark.primary) ?? marks[0];
  if (named === undefined) return [];
  const at = positionAt(source, named.span.start);
  const blank = " ".repeat(layout.gutter);
  const rows = [`${blank} ${layout.paint("gutter", "┌─")} ${safeText(source.path)}:${at.line}:${at.column}`];
  const byLine = new Map<number, Mark[]>();
  for (const mark of marks) {
    const { line } = positionAt(source, mark.span.start);
    const list = byLine.get(line);
    if (list === undefined) byLine.set(line, [mark]);
    else list.push(mark);
  }
  let previous: number | undefined;
  for (const [line, list] of [...byLine].sort(([a], [b]) => a - b)) {
    if (previous !== undefined && line > previous + 1) rows.push(`${blank} ${layout.paint("gutter", "⋮")}`);
    rows.push(...renderLine(source, line, list, layout));
    previous = line;
  }
  return rows;
}

function renderLine(source: Source, line: number, marks: readonly Mark[], layout: FrameLayout): string[] {
  const text = lineText(source, line);
  const lineStart = source.lineStarts[line - 1] ?? 0;
  const leading = marks.find((mark) => mark.primary) ?? marks[0]!;
  const window = clipLine(text, leading.span.start - lineStart, leading.span.end - lineStart, layout);
  const bar = layout.paint("gutter", "│");
  const number = layout.paint("gutter", String(line).padStart(layout.gutter));
  const rows = [`${number} ${bar} ${window.shown}`.trimEnd()];
  for (const mark of marks) {
    const from = window.columnOf(mark.span.start - lineStart);
    // A mark over several lines is drawn on its first.
    const to = window.columnOf(Math.min(mark.span.end - lineStart, text.length));
    const style = mark.primary ? "primary" : "secondary";
    const line = (mark.primary ? "^" : "-").repeat(Math.max(1, to - from));
    const before = `${" ".repeat(layout.gutter)} ${bar} `;
    const taken = layout.gutter + 3 + from + line.length + 1;
    for (const [i, text] of messageLines(mark.message, taken, from, layout).entries()) {
      if (i === 0)
        rows.push(`${before}${" ".repeat(from)}${layout.paint(style, line + (text === "" ? "" : ` ${text}`))}`);
      else rows.push(`${before}${layout.paint(style, text)}`);
    }
  }
  return rows;
}

/** Beside the mark where the first word fits, else below it; further lines begin under the mark where there is room for some words. */
function messageLines(message: string, taken: number, from: number, layout: FrameLayout): readonly string[] {
  const text = safeText(message);
  if (layout.columns === undefined || text === "") return [text];
  const before = layout.gutter + 3;
  const room = layout.columns - before;
  return wrapText(text, room, { first: taken - before, indent: from <= room >> 1 ? from : 2 });
}

interface Window {
  readonly shown: string;
  /** The column, from 0, of an offset in the line. */
  columnOf(offset: number): number;
}

/** The part of a line that fits beside the gutter and holds the mark; `…` stands for what is left out. */
function clipLine(text: string, markStart: number, markEnd: number, layout: FrameLayout): Window {
  const room = Math.max(40, (layout.columns ?? 100) - layout.gutter - 4);
  let start = 0;
  let end = text.length;
  if (!fits(text, room)) {
    start = fits(text.slice(0, markEnd), room - 1) ? 0 : markStart - reach(text.slice(0, markStart), room / 3, "back");
    end = start + reach(text.slice(start), room - 2, "on");
  }
  const before = start > 0 ? "…" : "";
  const after = end < text.length ? "…" : "";
  return {
    shown: before + display(text.slice(start, end)) + after,
    columnOf(offset) {
      const inside = Math.max(start, Math.min(offset, end));
      return before.length + stringWidth(display(text.slice(start, inside)));
    },
  };
}

/** Of a text far too long only the length is looked at. */
function fits(text: string, columns: number): boolean {
  return text.length <= 4 * columns && stringWidth(display(text)) <= columns;
}

/** How many units of the string, in whole characters from its beginning or its end, are no wider than `columns`. */
function reach(text: string, columns: number, direction: "on" | "back"): number {
  const near = Math.ceil(4 * columns);
  const piece = [...(direction === "on" ? text.slice(0, near) : text.slice(Math.max(0, text.length - near)))];
  if (direction === "back") piece.reverse();
  let units = 0;
  let width = 0;
  for (const character of piece) {
    width += character === "\t" ? tabStop : stringWidth(safeText(character));
    if (width > columns) break;
    units += character.length;
  }
  return units;
}

/** As a terminal shows it: tabs as blanks up to the next stop, nothing that could do more than be seen. */
function display(text: string): string {
  const [head = "", ...rest] = text.split("\t");
  let shown = safeText(head);
  for (const part of rest) shown += " ".repeat(tabStop - (stringWidth(shown) % tabStop)) + safeText(part);
  return shown;
}
