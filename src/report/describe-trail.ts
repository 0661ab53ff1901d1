/**
 * The way from the model to a layer in words: one line for each use of a block and each repetition, innermost first. Takes
 * the steps of a checked layer. Not for diagnostics, which the checker leads along the same way itself.
 */
import type { Step } from "../check/model.ts";
import { safeText } from "../diagnostics/safe-text.ts";
import { positionAt } from "../source/source.ts";
import { printOrdinal } from "./numbers.ts";

/** `in bottleneck(512, s=2) at resnet.cnn:31, second of 3` */
export function describeTrail(trail: readonly Step[]): readonly string[] {
  return trail
    .filter((step, i) => !toldByNext(step, trail[i + 1]))
    .map(({ source, span, iteration, of, use }) => {
      const place = `${safeText(source.path)}:${positionAt(source, span.start).line}`;
      const turn = of > 1 ? `, ${printOrdinal(iteration)} of ${of}` : "";
      return use === undefined ? `in the repetition at ${place}${turn}` : `in ${safeText(use.text)} at ${place}${turn}`;
    })
    .reverse();
}

/** A repeated use says its turn itself; a repetition of one turn says nothing. */
function toldByNext(step: Step, next: Step | undefined): boolean {
  if (step.use !== undefined) return false;
  return step.of === 1 || (next?.use !== undefined && next.iteration === step.iteration && next.of === step.of);
}
