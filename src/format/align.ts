/**
 * Columns: takes the lines of a formatted file with the marks of its stops, gives the lines with what belongs in one column moved
 * there. Words, labels and arrows are aligned where their author had aligned them by more than one blank, the first numbers of
 * expectations at their ends; shapes at the ends of neighboring lines always are, and so are comments; both also where they had
 * one column in the source. Whether two lines are linked depends on these two alone, so formatting again changes nothing.
 */
import { cutLine, widthOf, withoutBlanks, type CutLine, type Stop } from "./stops.ts";

/** A stop in its line; `index` counts in that line. */
interface Place {
  readonly line: number;
  readonly index: number;
  readonly stop: Stop;
  /** The width of what stands before it, without the blanks between; of a number, with itself. */
  readonly width: number;
  /** Whether what stands before it is what stood there in the source: else its column there says nothing. */
  readonly inPlace: boolean;
}

/** Blanks before a shape at the end of a line: it stands in a column of its own. */
const beforeShape = 3;
const beforeComment = 2;

/** Comments behind lines whose lengths differ by more do not follow each other. */
const farthest = 40;

export function alignLines(lines: readonly string[], stops: readonly Stop[], tabWidth: number): string[] {
  const cut = lines.map((line) => cutLine(line, stops));
  if (stops.length > 0) {
    alignWords(cut, tabWidth);
    alignEnds(cut, tabWidth, beforeShape, findShape, shapesAreLinked);
    alignEnds(cut, tabWidth, beforeComment, findComment, commentsAreLinked);
  }
  return cut.map(({ texts }) => texts.join(""));
}

/** Column by column from the left, because what is moved moves what stands to the right of it. */
function alignWords(lines: readonly CutLine[], tabWidth: number): void {
  const columns = new Map<string, (readonly [line: number, index: number, stop: Stop])[]>();
  for (const [line, { stops }] of lines.entries()) {
    for (const [index, stop] of stops.entries()) {
      if (stop.kind === "shape" || stop.kind === "comment") continue;
      const key = `${stop.column} ${stop.scope} ${stop.kind === "number"}`;
      const column = columns.get(key);
      if (column === undefined) columns.set(key, [[line, index, stop]]);
      else column.push([line, index, stop]);
    }
  }
  const previous = previousLines(lines);
  const byColumn = [...columns.values()].sort(([a], [b]) => a![2].column - b![2].column);
  for (const column of byColumn) {
    const places = column
      .map(([line, index]) => placeOf(lines, line, index, tabWidth))
      .filter((place) => place.inPlace && place.width > place.stop.size);
    for (const run of linkWords(places, previous)) {
      const target = Math.max(...run.map(({ width }) => width)) + 1;
      for (const place of run) moveTo(lines, place, target);
    }
  }
}

/** Links a place with that of the line before, and with the last one of its kind; returns who hangs together. */
function linkWords(places: readonly Place[], previous: readonly number[]): readonly (readonly Place[])[] {
  const runs = places.map((place): Place[] => [place]);
  const link = (a: number, b: number): void => {
    const [kept, lost] = [runs[a]!, runs[b]!];
    if (kept === lost || !(places[a]!.stop.wide || places[b]!.stop.wide)) return;
    kept.push(...lost);
    for (let i = 0; i < runs.length; i++) if (runs[i] === lost) runs[i] = kept;
  };
  const lastOfKind = new Map<string, number>();
  for (const [i, { line, stop }] of places.entries()) {
    const before = places[i - 1];
    if (before !== undefined && before.line === previous[line]) link(i - 1, i);
    const same = stop.kind === "word" ? undefined : lastOfKind.get(stop.kind);
    if (same !== undefined) link(same, i);
    lastOfKind.set(stop.kind, i);
  }
  return [...new Set(runs)];
}

/** For each line the one before it that is no comment and not blank. */
function previousLines(lines: readonly CutLine[]): number[] {
  let last = -1;
  return lines.map(({ texts }, line) => {
    const previous = last;
    if (!/^\s*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/)?$/u.test(texts.join(""))) last = line;
    return previous;
  });
}

function alignEnds(
  lines: readonly CutLine[],
  tabWidth: number,
  blanks: number,
  find: (line: CutLine) => number,
  linked: (a: Place, b: Place) => boolean,
): void {
  let run: Place[] = [];
  const move = (): void => {
    const target = Math.max(...run.map(({ width }) => width)) + blanks;
    for (const place of run) moveTo(lines, place, target);
    run = [];
  };
  for (const [line, cut] of lines.entries()) {
    const index = find(cut);
    if (index < 0) continue;
    const place = placeOf(lines, line, index, tabWidth);
    const last = run[run.length - 1];
    if (last !== undefined && !linked(last, place)) move();
    run.push(place);
  }
  if (run.length > 0) move();
}

function placeOf(lines: readonly CutLine[], line: number, index: number, tabWidth: number): Place {
  const { texts, stops } = lines[line]!;
  const stop = stops[index]!;
  const before = texts
    .slice(0, index + 1)
    .join("")
    .trimEnd();
  const width = widthOf(before, tabWidth) + stop.size;
  return { line, index, stop, width, inPlace: withoutBlanks(before) === stop.before };
}

function moveTo(lines: readonly CutLine[], { line, index, width }: Place, column: number): void {
  const { texts } = lines[line]!;
  texts[index] = texts[index]!.trimEnd() + " ".repeat(column - width);
}

function haveOneColumn(a: Place, b: Place): boolean {
  return a.inPlace && b.inPlace && a.stop.scope === b.stop.scope && a.stop.column === b.stop.column;
}

function shapesAreLinked(a: Place, b: Place): boolean {
  return haveOneColumn(a, b) || (b.line === a.line + 1 && a.stop.scope === b.stop.scope);
}

function commentsAreLinked(a: Place, b: Place): boolean {
  return haveOneColumn(a, b) || (b.line === a.line + 1 && Math.abs(a.width - b.width) <= farthest);
}

/** Where the comments begin that end the line; -1 where there are none, or nothing before them. */
function findComment({ texts, stops }: CutLine): number {
  const index = stops.findIndex(({ kind }, i) => kind === "comment" && onlyComments.test(texts.slice(i + 1).join("")));
  return texts
    .slice(0, index + 1)
    .join("")
    .trim() === ""
    ? -1
    : index;
}

/** Where the shape begins that ends the line; -1 where there is none, or only a bracket before it. */
function findShape(line: CutLine): number {
  const { texts, stops } = line;
  const end = findComment(line);
  const code = end < 0 ? texts : texts.slice(0, end + 1);
  const index = stops.findIndex(
    ({ kind }, i) =>
      kind === "shape" &&
      i < code.length - 1 &&
      onlyShape.test(
        code
          .slice(i + 1)
          .join("")
          .trimEnd(),
      ),
  );
  return /^\s*(?:[}\]].*)?$/u.test(texts.slice(0, index + 1).join("")) ? -1 : index;
}

const onlyComments = /^(?:\/\*(?:(?!\*\/).)*\*\/ ?)*(?:\/\/.*)?$/u;
const onlyShape = /^: (?:\d[\d_]*|\{[^{}"/]*\})(?:x(?:\d[\d_]*|\{[^{}"/]*\}))*$/u;
