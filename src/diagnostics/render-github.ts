/**
 * Diagnostics as annotations of a GitHub workflow: takes diagnostics, returns `::error …` and `::warning …` lines. GitHub shows
 * only the first of a step, so the ten most severe are annotations and the rest follows as plain lines for the log. Everything
 * is escaped as the runner unescapes it, so no text of a program can become a command.
 */
import { adviceLines } from "./advice.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { address, labelPlaces, pathOf, placeOf, rangeOf, plainPath } from "./places.ts";
import { safeText } from "./safe-text.ts";

const annotationsPerStep = 10;

export interface GithubOptions {
  /** GitHub wants paths that count from the folder of the repository; as they are when absent. */
  readonly pathFor?: (path: string) => string;
}

/** Errors before warnings; ends with a newline unless there are none. */
export function renderGithub(diagnostics: readonly Diagnostic[], options: GithubOptions = {}): string {
  const bySeverity = [
    ...diagnostics.filter(({ severity }) => severity === "error"),
    ...diagnostics.filter(({ severity }) => severity !== "error"),
  ];
  const annotations = bySeverity.slice(0, annotationsPerStep).map((diagnostic) => annotate(diagnostic, options));
  const rest = bySeverity.slice(annotationsPerStep).map(describe);
  return [...annotations, ...rest].map((line) => `${line}\n`).join("");
}

function annotate(diagnostic: Diagnostic, { pathFor = plainPath }: GithubOptions): string {
  const properties: [string, string][] = [];
  const path = pathOf(diagnostic);
  if (path !== undefined) properties.push(["file", pathFor(path)]);
  const place = placeOf(diagnostic);
  if (place !== undefined) {
    const { start, end } = rangeOf(place);
    properties.push(["line", String(start.line)], ["endLine", String(end.line)]);
    // GitHub takes columns only within one line.
    if (start.line === end.line) {
      properties.push(["col", String(start.column)], ["endColumn", String(Math.max(start.column, end.column))]);
    }
  }
  properties.push(["title", diagnostic.code]);
  const list = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(",");
  const labels = labelPlaces(diagnostic).map((label) =>
    label.beside ? label.message : `${address(label)}: ${label.message}`,
  );
  const lines = [diagnostic.message, ...labels, ...diagnostic.notes, ...adviceLines(diagnostic)];
  return `::${diagnostic.severity} ${list}::${escapeData(lines.join("\n"))}`;
}

/** A line of the log that cannot be a command: it begins with the severity. */
function describe(diagnostic: Diagnostic): string {
  const place = placeOf(diagnostic);
  const where = place === undefined ? pathOf(diagnostic) : address(place);
  const at = where === undefined ? "" : ` ${where}:`;
  return safeText(`${diagnostic.severity}[${diagnostic.code}]${at} ${diagnostic.message}`);
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
