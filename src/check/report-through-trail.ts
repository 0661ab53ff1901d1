/**
 * Warnings about a finished model, told with the way to the layer they are about: through uses of blocks and repetitions, as
 * mistakes found on the way are. Takes the model and where to report; returns the report to hand to the lints.
 */
import type { Diagnostic, Report } from "../diagnostics/diagnostic.ts";
import { isSilencedAtUse, tellStep } from "./expand/report-through.ts";
import type { CheckedModel, Step } from "./model.ts";
import type { Program } from "./program.ts";

export function reportThroughTrail({ layers }: CheckedModel, report: Report, program: Program): Report {
  const key = (path: string | undefined, start: number | undefined): string => `${path}:${start}`;
  const trails = new Map<string, (readonly Step[])[]>();
  for (const { source, span, trail } of layers) {
    const at = key(source.path, span.start);
    const known = trails.get(at);
    if (known) known.push(trail);
    else trails.set(at, [trail]);
  }
  return {
    get diagnostics() {
      return report.diagnostics;
    },
    get hasErrors() {
      return report.hasErrors;
    },
    add(diagnostic) {
      if (program.isSilenced(diagnostic)) return;
      const ways = trails.get(key(diagnostic.source?.path, diagnostic.span?.start)) ?? [[]];
      const isTold = (way: readonly Step[]): boolean => !way.some((step) => isSilencedAtUse(diagnostic, step, program));
      // Many uses of a block are one warning, silenced when each of them is.
      const trail = ways.find(isTold);
      if (!trail) return;
      report.add([...trail].reverse().reduce((told: Diagnostic, step) => tellStep(told, step), diagnostic));
    },
  };
}
