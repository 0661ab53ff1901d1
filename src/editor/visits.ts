/** The shapes that a stage met: takes a snapshot and the span of a stage of its own text. Sorted once for each snapshot. */
import type { Visits } from "../check/scope/trace.ts";
import type { Span } from "../source/source.ts";
import type { Snapshot } from "./snapshot.ts";

const known = new WeakMap<Snapshot, ReadonlyMap<string, Visits>>();

export function visitsOfStage(snapshot: Snapshot, { start, end }: Span): Visits | undefined {
  const { source, trace } = snapshot;
  const index =
    known.get(snapshot) ??
    new Map(
      [...trace.visitsOf(source)].map((visits) => [`${visits.stage.span.start} ${visits.stage.span.end}`, visits]),
    );
  known.set(snapshot, index);
  return index.get(`${start} ${end}`);
}
