/**
 * What a line comes to, shown at its end: the shape that its last stage gives and, if wished, the parameters that the line brings.
 * Takes a snapshot and the span that is asked for; gives one hint for each line at most, in the order of the text. Nothing where
 * the line says it already: behind a claim of the same shape, and behind an input. Texts are plain. `carryHints` keeps those of an
 * older text for a newer one, so that hints neither vanish nor move while somebody types.
 */
import type { Visits } from "../check/scope/trace.ts";
import { mostShapes } from "../check/scope/trace.ts";
import type { Shape } from "../ops/operator.ts";
import { printShape } from "../ops/shape.ts";
import { add } from "../ops/size-arithmetic.ts";
import { printCount } from "../report/numbers.ts";
import { lineText, positionAt, type Source, type Span } from "../source/source.ts";
import type { SizeList } from "../syntax/ast.ts";
import { sameLines } from "./same-lines.ts";
import type { Snapshot } from "./snapshot.ts";

export interface InlayHint {
  /** The end of a line, before its trailing blanks. */
  readonly offset: number;
  readonly text: string;
  /** Plain text, of several lines. */
  readonly tooltip?: string;
}

export interface HintOptions {
  readonly shapes: boolean;
  readonly params: boolean;
}

/** For the lines that the span touches. */
export function inlayHints(snapshot: Snapshot, span: Span, options: HintOptions): InlayHint[] {
  const { source } = snapshot;
  const [from, to] = [positionAt(source, span.start).line, positionAt(source, span.end).line];
  return linesOf(snapshot).flatMap((line) => {
    if (line.number < from || line.number > to) return [];
    return hintOf(line, endOfLine(source, line.number), options) ?? [];
  });
}

/** The hints of `old` at the lines of `now` that are the same there; `span` is one of `now`. */
export function carryHints(old: Snapshot, now: Source, span: Span, options: HintOptions): InlayHint[] {
  const [from, to] = [positionAt(now, span.start).line, positionAt(now, span.end).line];
  const moved = sameLines(old.source, now);
  return linesOf(old)
    .flatMap((line) => {
      const number = moved.get(line.number);
      if (number === undefined || number < from || number > to) return [];
      return hintOf(line, endOfLine(now, number), options) ?? [];
    })
    .sort((a, b) => a.offset - b.offset);
}

interface Line {
  /** From 1. */
  readonly number: number;
  readonly last: Visits;
  /** Stages that end on the line and are inside no other that does. */
  readonly outer: readonly Visits[];
}

const known = new WeakMap<Snapshot, readonly Line[]>();

/** Lines on which a stage ends, in the order of the text. */
function linesOf(snapshot: Snapshot): readonly Line[] {
  const found = known.get(snapshot) ?? readLines(snapshot);
  known.set(snapshot, found);
  return found;
}

function readLines({ source, trace }: Snapshot): readonly Line[] {
  const ending = new Map<number, Visits[]>();
  for (const visits of trace.visitsOf(source)) {
    const { line } = positionAt(source, visits.stage.span.end);
    const others = ending.get(line);
    if (others) others.push(visits);
    else ending.set(line, [visits]);
  }
  return [...ending]
    .map(([number, visits]): Line => {
      // Of two with one start the longer one holds the other.
      const inOrder = [...visits].sort((a, b) => startOf(a) - startOf(b) || endOf(b) - endOf(a));
      const outer: Visits[] = [];
      for (const each of inOrder) if (outer.every((other) => endOf(each) > endOf(other))) outer.push(each);
      const last = inOrder.reduce((best, each) => (endOf(each) > endOf(best) ? each : best));
      return { number, last, outer };
    })
    .sort((a, b) => a.number - b.number);
}

const startOf = ({ stage }: Visits): number => stage.span.start;
const endOf = ({ stage }: Visits): number => stage.span.end;

function endOfLine(source: Source, number: number): number {
  return source.lineStarts[number - 1]! + lineText(source, number).trimEnd().length;
}

function hintOf({ last, outer }: Line, offset: number, { shapes, params }: HintOptions): InlayHint | undefined {
  const { stage } = last;
  if (stage.primary.kind === "input") return undefined;
  const given = distinct(last.shapes.flatMap(({ after }) => (after ? [after] : [])).map(printShape));
  const shape = shapes && given.length > 0 && !(stage.shape && says(stage.shape, given)) ? short(given) : "";
  const counts = outer.map((visits) => distinct(visits.shapes.map((visit) => visit.params)));
  const count = params ? printParams(counts) : "";
  const text = [shape, count].filter((part) => part !== "").join(" · ");
  if (text === "") return undefined;
  const tooltip = tooltipOf(last);
  return tooltip === undefined ? { offset, text } : { offset, text, tooltip };
}

/** The first will do where they differ: what a reader sees is that they do. */
function short(texts: readonly string[]): string {
  return texts.length > 1 ? `${texts[0]} …` : (texts[0] ?? "");
}

/** Empty where nothing is learned. */
function printParams(counts: readonly (readonly number[])[]): string {
  const sum = counts.reduce((total, [first = 0]) => add(total, first), 0);
  const differ = counts.some(({ length }) => length > 1);
  return sum === 0 && !differ ? "" : `${printCount(sum)}${differ ? " …" : ""}`;
}

/** A claim that is computed may mean something else each time. */
function says({ sizes }: SizeList, given: readonly string[]): boolean {
  const written = sizes.map((size) => (size.kind === "number" ? size.value : Number.NaN));
  return given.length === 1 && written.join("x") === given[0];
}

function tooltipOf({ shapes, count }: Visits): string | undefined {
  if (count === 1 && shapes.length === 1) return undefined;
  const title = `laid out ${printCount(count)} times`;
  const cases = shapes.map(({ before, after, params }) => {
    const learned = params === 0 ? "" : `, ${printCount(params)} parameters`;
    return `${shapeOr(before)} → ${shapeOr(after)}${learned}`;
  });
  return [title, ...cases, ...(shapes.length === mostShapes ? ["and perhaps more"] : [])].join("\n");
}

const shapeOr = (shape: Shape | undefined): string => (shape ? printShape(shape) : "?");

function distinct<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}
