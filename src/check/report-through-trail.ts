/**
 * Warnings about a layer of a finished model, told with the way to it: through uses of blocks and repetitions, as mistakes
 * found on the way are. Takes the layer and where to report; returns the report to hand to a lint. One of several uses may
 * silence what the others warn of.
 */
import type { Diagnostic, Report } from "../diagnostics/diagnostic.ts";
import { isSilencedAtUse, tellStep, tellUse } from "./expand/report-through.ts";
import type { CheckedLayer, Step } from "./model.ts";
import type { Program } from "./scope/program.ts";

export function reportThroughTrail({ trail }: Pick<CheckedLayer, "trail">, report: Report, program: Program): Report {
  const tell = (diagnostic: Diagnostic, step: Step): Diagnostic => tellUse(tellStep(diagnostic, step), step);
  return {
    get diagnostics() {
      return report.diagnostics;
    },
    get hasErrors() {
      return report.hasErrors;
    },
    add(diagnostic) {
      if (program.isSilenced(diagnostic) || trail.some((step) => isSilencedAtUse(diagnostic, step, program))) return;
      report.add([...trail].reverse().reduce(tell, diagnostic));
    },
  };
}
