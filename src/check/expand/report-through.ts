/**
 * Diagnostics from inside blocks and repetitions: adds the way that led there. Takes a scope and the step that is taken from
 * it; returns a report for the inside. A mistake inside a block of the standard library is shown where the user's file uses
 * it, with the place inside as a label, since only the use can be changed; the first one only, since the use is one mistake.
 * A comment silences warnings from inside a block also where the block is used.
 */
import type { Diagnostic, Report } from "../../diagnostics/diagnostic.ts";
import { isStandard } from "../../std/library.ts";
import type { Step } from "../model.ts";
import type { Program } from "../scope/program.ts";
import { blameArgument } from "./blame-argument.ts";

export function reportThrough(
  { report, program }: { readonly report: Report; readonly program: Program },
  step: Step,
): Report {
  return new ReportThrough(report, program, step);
}

/** A class, since there is one for every turn of a repetition, and objects with getters of their own are slow to make. */
class ReportThrough implements Report {
  private readonly report: Report;
  private readonly program: Program;
  private readonly step: Step;
  private told = false;

  constructor(report: Report, program: Program, step: Step) {
    this.report = report;
    this.program = program;
    this.step = step;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.report.diagnostics;
  }

  get hasErrors(): boolean {
    return this.report.hasErrors;
  }

  add(diagnostic: Diagnostic): void {
    const { report, program, step } = this;
    // At its own place: what follows may move it.
    if (program.isSilenced(diagnostic) || isSilencedAtUse(diagnostic, step, program)) return;
    const through = tellUse(tellStep(diagnostic, step), step);
    const outOfLibrary = step.use !== undefined && isStandard(step.use.home) && !isStandard(step.source);
    // One that names an argument stands for itself.
    const ofWholeUse = outOfLibrary && diagnostic.severity === "error" && through.span === step.span;
    if (ofWholeUse && this.told) return;
    this.told ||= ofWholeUse;
    report.add(through);
  }
}

export function isSilencedAtUse(diagnostic: Diagnostic, { use, source, span }: Step, program: Program): boolean {
  return use !== undefined && program.isSilenced({ ...diagnostic, source, span });
}

/** A warning, with the use that this step is part of; what is told of it is the collector's to say. */
export function tellUse(diagnostic: Diagnostic, { use, source, span, iteration, of }: Step): Diagnostic {
  if (diagnostic.severity !== "warning" || (!use && of === 1)) return diagnostic;
  const { text, turn, way } = diagnostic.use ?? { text: "", turn: "", way: "" };
  return {
    ...diagnostic,
    use: {
      text: text === "" && use ? `\`${use.text}\`` : text,
      turn: turn === "" && of > 1 ? `turn ${iteration} of ${of}` : turn,
      way: `${source.path}:${span.start} ${way}`,
    },
  };
}

/** The same with one step of its way; steps are told innermost first. */
export function tellStep(diagnostic: Diagnostic, step: Step): Diagnostic {
  const { use, source, span, iteration, of } = step;
  if (!use)
    return of > 1 && !toldTurn(diagnostic)
      ? { ...diagnostic, notes: [...diagnostic.notes, `in turn ${iteration} of ${of}`] }
      : diagnostic;
  const blamed = blameArgument(diagnostic, step);
  if (blamed) return blamed;
  const turn = of > 1 ? `, ${ordinal(iteration)} of ${of}` : "";
  const home = diagnostic.source;
  if (home && diagnostic.span && isStandard(home) && !isStandard(source)) {
    const inside = { source: home, span: diagnostic.span, message: `here in \`${use.block.name.text}\`` };
    const labels = diagnostic.labels.map((label) => ({ ...label, source: label.source ?? home }));
    // Nobody can edit the library.
    return {
      ...diagnostic,
      source,
      span,
      labels: [inside, ...labels],
      fixes: [],
      notes: [...diagnostic.notes, `in \`${use.text}\`${turn}`],
    };
  }
  const label = { source, span, message: `in \`${use.text}\`${turn}` };
  return { ...diagnostic, labels: [...diagnostic.labels, label] };
}

const toldTurn = ({ labels, notes }: Diagnostic): boolean =>
  labels.some(({ message }) => /, \w+ of \d+$/.test(message)) || notes.some((note) => /^in (turn|`)/.test(note));

const words = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

function ordinal(n: number): string {
  if (n <= words.length) return words[n - 1]!;
  const last = n % 100 >= 11 && n % 100 <= 13 ? 0 : n % 10;
  return `${n}${["th", "st", "nd", "rd"][last] ?? "th"}`;
}
