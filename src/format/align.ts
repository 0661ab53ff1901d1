/**
 * Columns: takes the lines of a formatted file with the marks of its stops, gives the lines with what belongs in one column moved
 * there and the marks gone. First arrows are aligned where their author had aligned them; shapes at the ends of neighboring
 * lines always are, and so are comments there; both also where they had one column in the source. Whether two lines are linked
 * depends on these two alone, so formatting again changes nothing.
 */
import { markPattern, readMark, widthOf, type Stop, type StopKind } from "./stops.ts";

export interface AlignOptions {
  readonly printWidth: number;
  readonly tabWidth: number;
}

/** A line with a stop in it. */
interface Row {
  readonly line: number;
  readonly stop: Stop;
  readonly before: string;
  readonly after: string;
  readonly width: number;
  /** The width of what follows the stop, comments at the end left out. */
  readonly rest: number;
}

/** Comments further apart than this do not follow each other. */
const farthest = 40;

/** Blanks before an arrow, a shape at the end of a line, a comment there. */
const blanks: Readonly<Record<StopKind, number>> = { arrow: 1, shape: 3, comment: 2 };

export function alignLines(lines: readonly string[], stops: readonly Stop[], options: AlignOptions): string[] {
  const kinds: readonly StopKind[] = ["arrow", "shape", "comment"];
  let aligned = [...lines];
  for (const kind of kinds) aligned = alignKind(aligned, kind, stops, options);
  return aligned.map(withoutMarks);
}

function alignKind(lines: readonly string[], kind: StopKind, stops: readonly Stop[], options: AlignOptions): string[] {
  const rows = lines.map((line, i) => findRow(line, i, kind, stops, options)).filter((row) => row !== undefined);
  const aligned = [...lines];
  let run: Row[] = [];
  const place = (): void => {
    const column = Math.max(...run.map(({ width }) => width)) + blanks[kind];
    for (const { line, before, after, width } of run) aligned[line] = before + " ".repeat(column - width) + after;
    run = [];
  };
  for (const row of rows) {
    const previous = run[run.length - 1];
    if (previous !== undefined && !linked(previous, row, lines, options)) place();
    run.push(row);
  }
  if (run.length > 0) place();
  return aligned;
}

/** The stop of a line that counts: the first arrow; a shape or comments that end the line. */
function findRow(
  line: string,
  index: number,
  kind: StopKind,
  stops: readonly Stop[],
  { printWidth, tabWidth }: AlignOptions,
): Row | undefined {
  let done = 0;
  for (let match = markPattern.exec(line); match !== null; match = markPattern.exec(line.slice(done))) {
    const at = done + match.index;
    done = at + match[0].length;
    const stop = stops[readMark(match[1] ?? "")];
    const before = line.slice(0, at).trimEnd();
    if (stop?.kind !== kind || before === "") continue;
    const after = line.slice(done);
    const text = withoutMarks(after);
    const code = withoutMarks(withoutComments(after, stops)).trimEnd();
    if (kind === "comment" && !onlyComments.test(text)) continue;
    if (kind === "shape" && !onlyShape.test(code)) continue;
    const width = widthOf(withoutMarks(before), tabWidth);
    const rest = widthOf(code, tabWidth);
    if (kind === "shape" && width + blanks.shape + rest > printWidth) continue;
    return { line: index, stop, before, after, width, rest };
  }
  return undefined;
}

const onlyComments = /^(?:\/\*(?:(?!\*\/).)*\*\/ ?)*(?:\/\/.*)?$/u;
const onlyShape = /^: (?:\d[\d_]*|\{[^{}"/]*\})(?:x(?:\d[\d_]*|\{[^{}"/]*\}))*$/u;
const nothing = /^\s*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/)?$/u;

/** What stands before the comments at the end of a line. */
function withoutComments(text: string, stops: readonly Stop[]): string {
  let done = 0;
  for (let match = markPattern.exec(text); match !== null; match = markPattern.exec(text.slice(done))) {
    const at = done + match.index;
    done = at + match[0].length;
    const isComment = stops[readMark(match[1] ?? "")]?.kind === "comment";
    if (isComment && onlyComments.test(withoutMarks(text.slice(done)))) return text.slice(0, at);
  }
  return text;
}

function linked(a: Row, b: Row, lines: readonly string[], { printWidth }: AlignOptions): boolean {
  const sameColumn = a.stop.scope === b.stop.scope && a.stop.column === b.stop.column;
  const width = Math.max(a.width, b.width) + blanks[a.stop.kind] + Math.max(a.rest, b.rest);
  switch (a.stop.kind) {
    case "arrow":
      return sameColumn && width <= printWidth && lines.slice(a.line + 1, b.line).every((line) => nothing.test(line));
    case "shape":
      return (sameColumn || (a.stop.scope === b.stop.scope && b.line === a.line + 1)) && width <= printWidth;
    case "comment":
      return sameColumn || (b.line === a.line + 1 && Math.abs(a.width - b.width) <= farthest);
    default:
      return a.stop.kind satisfies never;
  }
}

function withoutMarks(line: string): string {
  return line.replace(everyMark, "");
}

const everyMark = new RegExp(markPattern, "gu");
