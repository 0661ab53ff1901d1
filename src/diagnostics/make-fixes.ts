/**
 * `check --fix` as a function: takes a text and a way to check one, makes every safe fix, checks again, and goes on until
 * nothing changes. A fix that makes more errors than there were is taken back; errors that were only hidden by what it fixes
 * do not count. Ends after ten rounds at the latest, and when
 * a text comes a second time. Pure but for the check that is handed in.
 */
import { applyFixes } from "./apply-fixes.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";

export interface Fixed {
  readonly text: string;
  /** What is left. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many fixes were made. */
  readonly applied: number;
  /** How many were taken back. */
  readonly refused: number;
}

/** Of the text, and of files it imports: those are told and not fixed. */
export type CheckText = (text: string) => readonly Diagnostic[] | Promise<readonly Diagnostic[]>;

interface Candidate extends Fix {
  /** The same fix of the same diagnostic, wherever it has moved. */
  readonly key: string;
}

interface State {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

const mostRounds = 10;

export async function makeFixes(text: string, check: CheckText): Promise<Fixed> {
  let state: State = { text, diagnostics: await check(text) };
  const seen = new Set([text]);
  const refused = new Set<string>();
  let applied = 0;
  for (let round = 0; round < mostRounds; round++) {
    const candidates = safeFixes(state).filter(({ key }) => !refused.has(key));
    const next = await makeAll(state, candidates, check, refused);
    if (next.applied === 0 || seen.has(next.state.text)) break;
    seen.add(next.state.text);
    state = next.state;
    applied += next.applied;
  }
  return { ...state, applied, refused: refused.size };
}

/** Of each diagnostic of this very text its first fix, when that is safe. */
function safeFixes({ text, diagnostics }: State): Candidate[] {
  return diagnostics.flatMap(({ code, message, source, fixes: [first] }) =>
    first?.safe === true && source?.text === text ? [{ ...first, key: `${code}\n${message}\n${first.title}` }] : [],
  );
}

/** All at once; when that makes it worse, one after the other, each kept only if it does not. */
async function makeAll(
  state: State,
  candidates: readonly Candidate[],
  check: CheckText,
  refused: Set<string>,
): Promise<{ readonly state: State; readonly applied: number }> {
  const together = applyFixes(state.text, candidates);
  if (together.applied.length === 0) return { state, applied: 0 };
  const after = await check(together.text);
  if (!isWorse(after, state.diagnostics))
    return { state: { text: together.text, diagnostics: after }, applied: together.applied.length };
  if (together.applied.length === 1) {
    refused.add(together.applied[0]!.key);
    return { state, applied: 0 };
  }
  const kept: Candidate[] = [];
  let best = state;
  for (const candidate of together.applied) {
    const { text } = applyFixes(state.text, [...kept, candidate]);
    const diagnostics = await check(text);
    if (!isWorse(diagnostics, best.diagnostics)) {
      kept.push(candidate);
      best = { text, diagnostics };
    } else refused.add(candidate.key);
  }
  return { state: best, applied: kept.length };
}

/** Rooms in the order in which a check gets to them: an error of one hides what those behind it would find. */
const order = ["syntax", "import", "check", "shape"];

/** The first room whose number of errors changes decides. */
function isWorse(after: readonly Diagnostic[], before: readonly Diagnostic[]): boolean {
  for (const room of [...order.keys(), -1]) {
    const change = errorsIn(after, room) - errorsIn(before, room);
    if (change !== 0) return change > 0;
  }
  return false;
}

/** `room` by its number; -1: all others. */
function errorsIn(diagnostics: readonly Diagnostic[], room: number): number {
  const wanted = ({ code }: Diagnostic): boolean => order.indexOf(code.slice(0, code.indexOf("/"))) === room;
  return diagnostics.filter((diagnostic) => diagnostic.severity === "error" && wanted(diagnostic)).length;
}
