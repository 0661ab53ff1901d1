/**
 * Diagnostics for people: takes diagnostics and how to show them, returns text. Two forms: `frame` shows the source with marks
 * under it; `narrated` says the same in plain sentences, one fact a line, for files, logs and screen readers. Nothing of the
 * source reaches a terminal as anything but visible characters. Runs in pages: whether there is color is the caller's to say.
 */
import stringWidth from "string-width";
import { LIMITS } from "../limits.ts";
import { lineText, positionAt, type Source } from "../source/source.ts";
import { adviceLines } from "./advice.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { address, labelPlaces, pathOf, placeOf } from "./places.ts";
import { safeText } from "./safe-text.ts";
import { type Mark, type Paint, renderFrame } from "./source-frame.ts";
import { wrapText } from "./wrap-text.ts";

export interface HumanOptions {
  /** None when absent. */
  readonly color?: boolean;
  /** `frame` when absent. */
  readonly form?: "frame" | "narrated";
  /** Width of the terminal, where text is broken at blanks; absent: it is not broken, and lines of the source are cut for 100. */
  readonly columns?: number;
}

/** All diagnostics and, where there are several, their number; ends with a newline unless there are none. */
export function renderHuman(diagnostics: readonly Diagnostic[], options: HumanOptions = {}): string {
  const shown = diagnostics.slice(0, LIMITS.diagnosticsShown.value);
  const narrated = options.form === "narrated";
  const parts = shown.map((diagnostic) =>
    narrated ? narrate(diagnostic, options.columns) : renderFramed(diagnostic, options),
  );
  if (diagnostics.length > shown.length) parts.push(`and ${diagnostics.length - shown.length} more`);
  if (diagnostics.length > 1) parts.push(countDiagnostics(diagnostics));
  return parts.map((part) => `${part}\n`).join(narrated ? "" : "\n");
}

/** `2 errors, 1 warning` */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
  if (warnings === 0) return count(errors, "error");
  return errors === 0 ? count(warnings, "warning") : `${count(errors, "error")}, ${count(warnings, "warning")}`;
}

function renderFramed(diagnostic: Diagnostic, options: HumanOptions): string {
  const paint = paintFor(diagnostic, options.color ?? false);
  const head = paint("primary", `${diagnostic.severity}[${safeText(diagnostic.code)}]`);
  const [first = "", ...further] = wrapText(`: ${safeText(diagnostic.message)}`, options.columns, {
    first: stringWidth(`${diagnostic.severity}[${safeText(diagnostic.code)}]`),
    indent: 2,
  });
  const rows = [`${head}${paint("strong", first)}`, ...further.map((line) => paint("strong", line))];
  const groups = marksBySource(diagnostic);
  let last = 1;
  for (const [source, marks] of groups) {
    for (const mark of marks) last = Math.max(last, positionAt(source, mark.span.start).line);
  }
  const gutter = String(last).length;
  const layout = { gutter, columns: options.columns, paint };
  for (const [source, marks] of groups) rows.push(...renderFrame(source, marks, layout));
  const blank = " ".repeat(gutter);
  if (groups.size === 0) {
    const path = pathOf(diagnostic);
    if (path !== undefined) rows.push(`${blank} ${paint("gutter", "┌─")} ${safeText(path)}`);
  }
  for (const fact of factsOf(diagnostic)) {
    const [line = "", ...rest] = wrapText(safeText(fact), options.columns, { first: gutter + 3, indent: gutter + 5 });
    rows.push(`${blank} ${paint("gutter", "=")} ${line}`, ...rest);
  }
  return rows.join("\n");
}

function paintFor(diagnostic: Diagnostic, color: boolean): Paint {
  if (!color) return (_style, text) => text;
  const primary = diagnostic.severity === "error" ? SGR.red : SGR.yellow;
  return (style, text) => {
    switch (style) {
      case "primary":
        return bold(colored(primary, text));
      case "secondary":
        return colored(SGR.cyan, text);
      case "gutter":
        return colored(SGR.blue, text);
      case "strong":
        return bold(text);
      default:
        return style satisfies never;
    }
  };
}

/** Select Graphic Rendition, ECMA-48: foreground colors. */
const SGR = { red: 31, yellow: 33, blue: 34, cyan: 36 } as const;

function colored(color: number, text: string): string {
  return `\u001b[${color}m${text}\u001b[39m`;
}

function bold(text: string): string {
  return `\u001b[1m${text}\u001b[22m`;
}

/** The places to show, the diagnostic's own source first. A label on the very place gives the carets their message. */
function marksBySource(diagnostic: Diagnostic): Map<Source, Mark[]> {
  const groups = new Map<Source, Mark[]>();
  const place = placeOf(diagnostic);
  const labels = labelPlaces(diagnostic);
  if (place !== undefined) {
    const beside = labels.filter((label) => label.beside).map(({ message }) => message);
    groups.set(place.source, [{ span: place.span, primary: true, message: beside.join("; ") }]);
  }
  for (const { source, span, message, beside } of labels) {
    if (beside) continue;
    const mark = { span, message, primary: false };
    const group = groups.get(source);
    if (group === undefined) groups.set(source, [mark]);
    else group.push(mark);
  }
  return groups;
}

/** What stands behind `=`: the facts, then how to fix it. */
function factsOf(diagnostic: Diagnostic): string[] {
  return [...diagnostic.notes, ...adviceLines(diagnostic)];
}

function narrate(diagnostic: Diagnostic, columns: number | undefined): string {
  const message = `${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`;
  const place = placeOf(diagnostic);
  const where = place === undefined ? pathOf(diagnostic) : address(place);
  const facts: string[] = [];
  if (place !== undefined) {
    const { line } = positionAt(place.source, place.span.start);
    const text = lineText(place.source, line).trim();
    facts.push(`line ${line}: ${text.length > 120 ? `${text.slice(0, 119)}…` : text}`);
  }
  for (const label of labelPlaces(diagnostic))
    facts.push(label.beside ? `there: ${label.message}` : `${address(label)}: ${label.message}`);
  facts.push(...factsOf(diagnostic));
  const head = where === undefined ? message : `${where}: ${message}`;
  return [
    ...wrapText(safeText(head), columns, { indent: 4 }),
    ...facts.flatMap((fact) => wrapText(`  ${safeText(fact)}`, columns, { indent: 4 })),
  ].join("\n");
}
