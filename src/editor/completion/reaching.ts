/**
 * What reaches the place where a stage is being written: the shape, the names and labels that are visible, and the layer before it,
 * all from what the checker recorded of the stages around. Takes a snapshot and the regions around the place; works where the
 * stage itself does not parse.
 */
import type { Visible, Visits } from "../../check/scope/trace.ts";
import type { Shape } from "../../ops/operator.ts";
import type { Stage } from "../../syntax/ast.ts";
import type { Expectation } from "./expected/expectation.ts";
import { scopeAt } from "../scope-at.ts";
import type { Snapshot } from "../snapshot.ts";

export interface Reaching {
  /** Nothing where it is not known, or differs from use to use. */
  readonly shape: Shape | undefined;
  readonly scope: Visible | undefined;
  /** The stage before, in the same chain or around. */
  readonly before: Stage | undefined;
}

export function reachingAt(snapshot: Snapshot, { regions, word }: Expectation): Reaching {
  const { source, trace } = snapshot;
  const visits = [...trace.visitsOf(source)];
  let limit = word.start;
  for (const region of [...regions].reverse()) {
    if (region.kind !== "other") {
      const before = lastWithin(visits, region.start, limit);
      if (before)
        return { shape: only(before.shapes.map(({ after }) => after)), scope: before.scope, before: before.stage };
      const around = visits.find(({ stage }) => stage.span.start === region.stage && stage.span.end >= limit);
      if (around) return { shape: entering(around), scope: around.scope, before: undefined };
    }
    limit = region.stage;
  }
  // At the head of a block: what follows reads the same.
  const [outermost] = regions;
  const next = outermost && firstBehind(visits, word.start);
  const follows = next && next.stage.span.start < endOf(snapshot, word.start) ? next : undefined;
  const scope = follows?.scope ?? scopeAt(snapshot, source, word.start);
  return { shape: follows && entering(follows), scope, before: undefined };
}

function entering({ shapes }: Visits): Shape | undefined {
  return only(shapes.map(({ before }) => before));
}

/** The first of several: a block is used with different shapes, and one is a better example than none. */
function only(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  return shapes.find((shape) => shape !== undefined);
}

/** Of those that end last the longest: a group, and not what it ends with. */
function lastWithin(visits: readonly Visits[], start: number, end: number): Visits | undefined {
  let last: Visits | undefined;
  for (const visit of visits) {
    const { span } = visit.stage;
    if (span.start < start || span.end > end) continue;
    const known = last?.stage.span;
    if (!known || span.end > known.end || (span.end === known.end && span.start < known.start)) last = visit;
  }
  return last;
}

function firstBehind(visits: readonly Visits[], offset: number): Visits | undefined {
  let first: Visits | undefined;
  for (const visit of visits)
    if (visit.stage.span.start >= offset && (!first || visit.stage.span.start < first.stage.span.start)) first = visit;
  return first;
}

/** Of the declaration that holds an offset. */
function endOf({ file }: Snapshot, offset: number): number {
  return file.declarations.find(({ span }) => span.start <= offset && offset <= span.end)?.span.end ?? offset;
}
