/**
 * Slips of punctuation as diagnostics, one to a line: takes the places and what is to stand there, adds to the findings a
 * message for the first of each line with a fix that makes them all. Not for what a slip is.
 */
import { applyEdits } from "../diagnostics/apply-fixes.ts";
import { lineText, type Source, type Span } from "../source/source.ts";
import type { Findings } from "./collect.ts";
import * as d from "./diagnostics.ts";

export interface Slip {
  readonly line: number;
  readonly span: Span;
  readonly message: string;
  /** What is to stand there. */
  readonly text: string;
  /** Nothing else can be meant. */
  readonly safe?: boolean;
  /** For one that is not. */
  readonly help?: string;
}

const longestShown = 60;

export function reportLines(source: Source, found: readonly Slip[], findings: Findings): void {
  const slips = [...found].sort((a, b) => a.span.start - b.span.start);
  for (let from = 0, to = 0; from < slips.length && !findings.full; from = to) {
    while (to < slips.length && slips[to]!.line === slips[from]!.line) to++;
    const line = slips.slice(from, to);
    const [first] = line as [Slip];
    const doubtful = line.find(({ safe }) => safe !== true);
    const edits = line.map(({ span, text }) => ({ span, text }));
    const title = `write \`${writtenLine(source, first.line, edits)}\``;
    findings.add(
      d.unexpectedToken({
        message: first.message,
        source,
        span: first.span,
        help: doubtful?.help ?? title,
        fixes: doubtful ? [] : [{ title, edits, safe: true }],
      }),
    );
  }
}

/** The line with the edits made, without its indentation and comment. */
function writtenLine(
  source: Source,
  line: number,
  edits: readonly { readonly span: Span; readonly text: string }[],
): string {
  const start = source.lineStarts[line - 1]!;
  const moved = edits.map(({ span, text }) => ({ span: { start: span.start - start, end: span.end - start }, text }));
  const text = applyEdits(lineText(source, line), moved)
    .replace(/\/\/.*$/, "")
    .trim();
  return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
}
