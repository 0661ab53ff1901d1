/**
 * Entry of a thread: right programs with one fault put in, each checked. Takes a seed and how many; posts what was said of each,
 * and how many faults left a right program, which are none.
 */
import { parentPort, workerData } from "node:worker_threads";
import { positionAt, type Source, type Span } from "../../src/source/source.ts";
import { checkText } from "../check/check-text.ts";
import { spoil } from "./faults.ts";
import { type Random, randomFor } from "./random.ts";
import { validProgram } from "./valid-program.ts";

export interface FaultTask {
  readonly seed: number;
  readonly count: number;
}

export interface Outcome {
  readonly kind: string;
  /** An error stands within one line of the fault. */
  readonly near: boolean;
  /** Diagnostics. */
  readonly said: number;
  readonly text: string;
  readonly place: Span;
}

export interface Outcomes {
  readonly outcomes: readonly Outcome[];
  readonly harmless: number;
  /** Programs that were drawn. */
  readonly drawn: number;
}

function drawOutcome(random: Random): Outcome | undefined {
  const program = validProgram(random);
  if (program === undefined) return undefined;
  for (let attempt = 0; attempt < 20; attempt++) {
    const fault = spoil(program, random);
    if (!fault) continue;
    const { kind, text, place } = fault;
    const { diagnostics } = checkText(text);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length === 0) return { kind, text, place, near: true, said: 0 };
    const near = errors.some(({ source, span }) => source?.text === text && span && isNear(source, span, place));
    return { kind, text, place, near, said: diagnostics.length };
  }
  return undefined;
}

function isNear(source: Source, span: Span, place: Span): boolean {
  const line = (offset: number): number => positionAt(source, offset).line;
  // Where it begins is what a reader is shown; how far it goes does not bring it nearer.
  return line(span.start) <= line(place.end) + 1 && line(span.start) >= line(place.start) - 1;
}

function spoilPrograms({ seed, count }: FaultTask): Outcomes {
  const outcomes: Outcome[] = [];
  let harmless = 0;
  let index = 0;
  for (; outcomes.length < count && index < 20 * count; index++) {
    const outcome = drawOutcome(randomFor(seed, index));
    if (outcome && outcome.said === 0) harmless++;
    else if (outcome) outcomes.push(outcome);
  }
  return { outcomes, harmless, drawn: index };
}

parentPort?.postMessage(spoilPrograms(workerData as FaultTask));
