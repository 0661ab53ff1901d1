/**
 * 2,000 right programs with one fault in each: what is said stands within one line of the fault in 99 of 100 cases, and in most
 * of them it is one thing. Faults that leave a right program by chance are no faults. `CNNC_SEED=…` gives the same ones again.
 */
import { expect, test } from "vitest";
import { positionAt, type Span } from "../../src/source/source.ts";
import { checkText } from "../check/check-text.ts";
import { spoil } from "./faults.ts";
import { type Random, randomFor, seedOfRun } from "./random.ts";
import { validProgram } from "./valid-program.ts";

const count = 2_000;
const seed = seedOfRun();

interface Outcome {
  readonly kind: string;
  readonly near: boolean;
  readonly said: number;
  readonly text: string;
  readonly place: Span;
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

type Lines = Parameters<typeof positionAt>[0];

function isNear(source: Lines, span: Span, place: Span): boolean {
  const line = (offset: number): number => positionAt(source, offset).line;
  return line(span.start) <= line(place.end) + 1 && line(span.end) >= line(place.start) - 1;
}

test("2,000 right programs with one fault", () => {
  const outcomes: Outcome[] = [];
  let harmless = 0;
  for (let index = 0; outcomes.length < count; index++) {
    const outcome = drawOutcome(randomFor(seed, index));
    if (outcome && outcome.said === 0) harmless++;
    else if (outcome) outcomes.push(outcome);
    expect(index, "draws").toBeLessThan(20 * count);
  }
  const rows = [...new Set(outcomes.map(({ kind }) => kind))].sort().map((kind) => {
    const of = outcomes.filter((outcome) => outcome.kind === kind);
    return `${kind.padEnd(26)} ${of.filter(({ near }) => near).length} of ${of.length}, median ${median(of)} said`;
  });
  const near = outcomes.filter((outcome) => outcome.near).length / count;
  console.log(
    [
      ...rows,
      `near ${(100 * near).toFixed(2)}%, median ${median(outcomes)} said, ${harmless} harmless (seed ${seed})`,
    ].join("\n"),
  );
  expect(near, missed(outcomes)).toBeGreaterThanOrEqual(0.99);
  expect(median(outcomes)).toBeLessThanOrEqual(1);
});

function median(outcomes: readonly Outcome[]): number {
  const said = outcomes.map((outcome) => outcome.said).sort((a, b) => a - b);
  return said[said.length >> 1]!;
}

/** A few, for the message of a failure. */
function missed(outcomes: readonly Outcome[]): string {
  const shown = outcomes.filter(({ near }) => !near).slice(0, 5);
  return shown.map(({ kind, text, place }) => `seed ${seed}: ${kind} at ${place.start}\n${text}`).join("\n\n");
}
