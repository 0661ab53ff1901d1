/**
 * Diagnostics as annotations of a GitHub workflow: takes diagnostics, returns `::error …` and `::warning …` lines. GitHub shows
 * ten of each in a step, so what is beyond follows as plain lines for the log. Everything is escaped as the runner unescapes it,
 * so no text of a program can become a command.
 */
import { positionAt } from "../source/source.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { safeText } from "./safe-text.ts";

const annotationsPerStep = 10;

/** Errors before warnings; ends with a newline unless there are none. */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  const annotations: string[] = [];
  const rest: string[] = [];
  for (const severity of ["error", "warning"] as const satisfies readonly Severity[]) {
    const some = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
    annotations.push(...some.slice(0, annotationsPerStep).map(annotate));
    rest.push(...some.slice(annotationsPerStep).map(describe));
  }
  return [...annotations, ...rest].map((line) => `${line}\n`).join("");
}

function annotate(diagnostic: Diagnostic): string {
  const { source, span } = diagnostic;
  const properties: [string, string][] = [];
  const path = source?.path ?? diagnostic.file;
  if (path !== undefined) properties.push(["file", path]);
  if (source !== undefined && span !== undefined) {
    const start = positionAt(source, span.start);
    const end = positionAt(source, span.end);
    properties.push(["line", String(start.line)], ["endLine", String(end.line)]);
    // GitHub takes columns only within one line.
    if (start.line === end.line) {
      properties.push(["col", String(start.column)], ["endColumn", String(Math.max(start.column, end.column))]);
    }
  }
  properties.push(["title", diagnostic.code]);
  const list = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(",");
  const fixes = diagnostic.help === undefined ? diagnostic.fixes.map(({ title }) => title) : [diagnostic.help];
  const lines = [diagnostic.message, ...diagnostic.notes, ...fixes.map((fix) => `fix: ${fix}`)];
  return `::${diagnostic.severity} ${list}::${escapeData(lines.join("\n"))}`;
}

/** A line of the log that cannot be a command: it begins with the severity. */
function describe(diagnostic: Diagnostic): string {
  const { source, span } = diagnostic;
  const path = source?.path ?? diagnostic.file;
  const at = source === undefined || span === undefined ? undefined : positionAt(source, span.start);
  const place = path === undefined ? "" : ` ${path}${at === undefined ? "" : `:${at.line}:${at.column}`}:`;
  return safeText(`${diagnostic.severity}[${diagnostic.code}]${place} ${diagnostic.message}`);
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
