/**
 * The shapes of the stage around a place, as far as they are known: for stages that are no layer, and for layers that no model could
 * lay out. Takes a snapshot and the nodes around the place; gives a line or nothing.
 */
import type { Visits } from "../../check/scope/trace.ts";
import type { Shape } from "../../ops/operator.ts";
import { printShape } from "../../ops/shape.ts";
import { printCount } from "../../report/numbers.ts";
import type { Node } from "../../syntax/ast.ts";
import { type Block, type Inline, list, paragraph, strong } from "../markdown.ts";
import { isStage } from "../node-kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { visitsOfStage } from "../visits.ts";

/** More than this are counted, not shown. */
const mostShapes = 8;

export function shapesAround(snapshot: Snapshot, path: readonly Node[]): readonly Block[] {
  const visits = visitsAround(snapshot, path);
  if (!visits) return [];
  // What a reference starts from is not what stands before it.
  const isReference = visits.stage.primary.kind === "reference";
  const cases = new Map(
    visits.shapes.map(({ before, after }) => {
      const row = describeShapes(isReference ? undefined : before, after);
      return [JSON.stringify(row), row] as const;
    }),
  );
  const shown: (readonly Inline[])[] = [...cases.values()].slice(0, mostShapes);
  if (cases.size > shown.length) shown.push([`and ${printCount(cases.size - shown.length)} more`]);
  const [only, ...others] = shown;
  if (!only) return [];
  const times = visits.count === 1 ? "" : ` · laid out ${printCount(visits.count)} times`;
  return others.length === 0 ? [paragraph(...only, times)] : [list(shown)];
}

function describeShapes(before: Shape | undefined, after: Shape | undefined): readonly Inline[] {
  if (!before && !after) return ["its shapes are not known: nothing that is understood leads here"];
  const given = after ? strong(printShape(after)) : "its output is not known";
  return before ? [`${printShape(before)} → `, given] : [given];
}

export function visitsAround(snapshot: Snapshot, path: readonly Node[]): Visits | undefined {
  const stage = path.findLast(isStage);
  return stage && visitsOfStage(snapshot, stage.span);
}
