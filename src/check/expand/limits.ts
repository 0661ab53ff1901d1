/**
 * Limits on what a model is laid out to: layers, and stages on the way, which blocks of blocks multiply even where no layer
 * comes out. Takes the draft; false (and reported, once) when a limit is met.
 */
import { LIMITS } from "../../limits.ts";
import { multiply, printCount } from "../../ops/size-arithmetic.ts";
import type { Primary } from "../../syntax/ast.ts";
import type { Span } from "../../source/source.ts";
import { nestedTooDeep, tooManyLayers } from "../diagnostics/models.ts";
import type { Scope } from "../scope/scope.ts";
import { countLeast } from "./count-layers.ts";
import type { Draft } from "./draft.ts";

export function layersMustFitLimit(more: number, span: Span, scope: Scope, draft: Draft): boolean {
  const limit = LIMITS.layers.value;
  if (draft.full) return false;
  if (draft.layers.length + more <= limit) return true;
  draft.full = draft.layers.length >= limit;
  const total = printCount(draft.layers.length + more);
  const message = `${more > 1 ? `${total} layers` : `more than ${printCount(limit)} layers`} in one model`;
  const notes = [`a model may have ${printCount(limit)}; ${printCount(draft.layers.length)} stand before this place`];
  scope.report.add(tooManyLayers({ message, source: scope.source, span, notes }));
  return false;
}

/** A stage and all it stands for, so many times, before it is laid out. */
export function countMustFitLimits(primary: Primary, times: number, span: Span, scope: Scope, draft: Draft): boolean {
  const { layers, stages } = countLeast(primary, scope, draft.counts);
  if (!layersMustFitLimit(multiply(layers, times), span, scope, draft)) return false;
  if (draft.stages + multiply(stages, times) <= LIMITS.stages.value) return true;
  reportStages(span, scope, draft);
  return false;
}

export function stagesMustFitLimit(span: Span, scope: Scope, draft: Draft): boolean {
  const limit = LIMITS.stages.value;
  if (++draft.stages <= limit) return true;
  reportStages(span, scope, draft);
  return false;
}

/** Asked before the stages inside one are laid out, whose depth is one more. */
export function depthMustFitLimit(span: Span, scope: Scope, draft: Draft): boolean {
  const limit = LIMITS.layoutDepth.value;
  if (draft.depth < limit) return true;
  draft.full = true;
  const message = `more than ${limit} stages inside one another`;
  const notes = ["groups, branches, conditions and uses of blocks count, those inside blocks with them"];
  const help = "use blocks one behind the other, or repeat a group: `[ … ] * n`";
  scope.report.add(nestedTooDeep({ message, source: scope.source, span, notes, help }));
  return false;
}

function reportStages(span: Span, scope: Scope, draft: Draft): void {
  draft.full = true;
  const message = `more than ${printCount(LIMITS.stages.value)} stages in one model`;
  const notes = ["groups, uses of blocks and conditions count, each time they are laid out"];
  scope.report.add(tooManyLayers({ message, source: scope.source, span, notes }));
}
