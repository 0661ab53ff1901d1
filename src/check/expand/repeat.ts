/**
 * `stage * factor`: the stage as often as the factor says, each turn on the value of the one before. Counted before it is
 * laid out. Takes the stage with its factor; returns the cursor after the last turn.
 */
import type { Shape } from "../../ops/operator.ts";
import type { Expression, Stage } from "../../syntax/ast.ts";
import { demandInteger } from "../evaluate/demand.ts";
import type { Step } from "../model.ts";
import { copyScope, type Scope } from "../scope/scope.ts";
import { mayHaveLayers } from "./count-layers.ts";
import { type Cursor, nowhere } from "../scope/cursor.ts";
import { createDraft, type Draft, giveUp } from "./draft.ts";
import type { Expander } from "./expander.ts";
import { newLabels } from "../scope/labels.ts";
import { countMustFitLimits } from "./limits.ts";
import { reportThrough } from "./report-through.ts";

export function repeat(
  { primary, span }: Stage,
  factor: Expression,
  scope: Scope,
  draft: Draft,
  start: Cursor,
  expander: Expander,
): Cursor {
  const of = demandInteger(factor, scope, "a repetition", { minimum: 0 });
  // Once, for the mistakes inside.
  if (of === undefined) return giveUp(draft, expander.primary(primary, undefined, scope, draft, start));
  // A group without layers is the same however often it is repeated.
  const turns = mayHaveLayers(primary, scope) ? of : Math.min(of, 1);
  if (!countMustFitLimits(primary, turns, factor.span, scope, draft)) return giveUp(draft, start);
  // What is left out is looked through for mistakes all the same.
  if (of === 0 && !scope.trail.some(({ use }) => use)) {
    const aside: Scope = { ...scope, input: "unknown", hypothetical: true, labels: newLabels(scope.labels) };
    expander.primary(primary, undefined, aside, createDraft({ dry: true, expectations: draft.expectations }), nowhere);
  }
  let cursor = start;
  for (let iteration = 1; iteration <= turns; iteration++) {
    const step: Step = { source: scope.source, span, iteration, of };
    const turn = copyScope(scope);
    turn.trail = [...scope.trail, step];
    turn.input = cursor.shape ?? "unknown";
    turn.from = cursor.layer;
    turn.report = reportThrough(scope, step);
    const [before, layers] = [cursor.shape, draft.layers.length];
    cursor = expander.primary(primary, undefined, turn, draft, cursor);
    if (!cursor.shape || draft.full) break;
    // A turn that laid nothing out (a branch not taken), or made mistakes, is the same again on the same shape.
    if (isSame(cursor.shape, before) && (!draft.complete || draft.layers.length === layers)) break;
  }
  return cursor;
}

const isSame = (a: Shape, b: Shape | undefined): boolean =>
  a.length === b?.length && a.every((size, axis) => size === b[axis]);
