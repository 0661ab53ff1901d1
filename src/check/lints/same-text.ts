/**
 * Whether two layers stand next to each other in one text, and so meet wherever that text is used. Takes two layers of a
 * model, the first before the second. An edit of one that is right because of the other is then right in every use of
 * their block and in every turn of their repetition.
 */
import type { CheckedLayer, Step } from "../model.ts";

/** An arrow or a line end, and what may stand behind a stage: a label, a shape, comments. */
const nothingBetween = /^(?:\s|->|as\s+\w+(?!\w)|:\s*\w+(?!\w)|\/\/[^\n\r]*[\n\r]|\/\*[^*]*\*\/)*$/;

export function standTogether(first: CheckedLayer, second: CheckedLayer): boolean {
  if (first.source !== second.source || first.trail.length !== second.trail.length) return false;
  if (!first.trail.every((step, i) => isSame(step, second.trail[i]!))) return false;
  const between = first.source.text.slice(first.span.end, second.span.start);
  return first.span.end <= second.span.start && nothingBetween.test(between);
}

function isSame(a: Step, b: Step): boolean {
  return a.source === b.source && a.span.start === b.span.start && a.iteration === b.iteration;
}
