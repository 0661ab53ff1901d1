/**
 * Which arm of a branch is to blame when they cannot be joined, and where in it. Takes the branch, its join, the value before it
 * and those its arms end in; returns the place, or nothing when any arm may be the one: then the word of the branch is it.
 */
import type { Join, Shape } from "../../ops/operator.ts";
import { printShape, spatialOf } from "../../ops/shape.ts";
import type { Span } from "../../source/source.ts";
import type { Branch } from "../../syntax/ast.ts";
import type { Scope } from "../scope/scope.ts";
import type { Cursor } from "../scope/cursor.ts";
import type { Draft } from "./draft.ts";

export function placeAtFault(
  { arms }: Branch,
  operator: Join,
  start: Cursor,
  ends: readonly Cursor[],
  scope: Scope,
  draft: Draft,
): Span | undefined {
  // With an empty arm beside it, that may be the one that wants filling.
  if (arms.length === 2 && arms.some(({ chain }) => !chain)) return undefined;
  const shapes = ends.map(({ shape }) => shape!);
  const [first] = shapes as [Shape, ...Shape[]];
  const aspect = shapes.some((shape) => placesOf(shape) !== placesOf(first)) ? placesOf : printShape;
  const suspects = suspectsAmong(operator, shapes);
  const places = suspects.flatMap((number) => {
    const target = aspect(shapes[number === 0 ? 1 : 0]!);
    const place = departure(ends[number]!, start, (shape) => aspect(shape) === target, scope, draft);
    return place ? [place] : [];
  });
  return places.length === 1 ? places[0] : undefined;
}

/** The one arm without which the others agree; of two, each. */
function suspectsAmong(operator: Join, shapes: readonly Shape[]): readonly number[] {
  if (shapes.length === 2) return [0, 1];
  const alone = shapes.flatMap((_, i) => (operator.shape(shapes.filter((__, j) => j !== i)).output ? [i] : []));
  return alone.length === 1 ? alone : [];
}

const placesOf = (shape: Shape): string => printShape(spatialOf(shape));

/**
 * Where an arm leaves what the others agree on: the last layer that reads such a shape and gives another, or the use or
 * repetition in this text that holds it.
 */
function departure(
  end: Cursor,
  start: Cursor,
  agrees: (shape: Shape) => boolean,
  scope: Scope,
  draft: Draft,
): Span | undefined {
  for (let at = end.layer; at > start.layer; at = draft.layers[at]!.from[0]!) {
    const { inputs, output, span, trail } = draft.layers[at]!;
    if (agrees(inputs[0]!) && !agrees(output)) return trail[scope.trail.length]?.span ?? span;
  }
  return undefined;
}
