/**
 * What a name means at a place: bindings of consts, parameters, lets, blocks and imports, the labels and the shape that
 * reach the place, the source it stands in, the way that led there, and where to report. Immutable but for the tables that
 * a body fills from line to line: an inner scope points at its outer one.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import type { Shape } from "../../ops/operator.ts";
import type { Source } from "../../source/source.ts";
import type { Binding } from "./binding.ts";
import { type Labels, newLabels } from "./labels.ts";
import type { Step } from "../model.ts";
import type { Program } from "./program.ts";

export interface Scope {
  readonly source: Source;
  readonly report: Report;
  /** What is evaluated here is only tried; nobody sees the report. */
  readonly quiet: boolean;
  /** What is not laid out: names are judged, and their values are not, as a test may keep wrong ones away from here. */
  readonly hypothetical: boolean;
  readonly program: Program;
  readonly bindings: Map<string, Binding>;
  readonly outer: Scope | undefined;
  /** The shape that reaches this point (`in`): `"unknown"` after an error, absent where there is none (consts). */
  readonly input: Shape | "unknown" | undefined;
  /** Number of the layer that gives `in`, and those whose number of axes was complained of: once is enough for all who read it. */
  readonly from: number | undefined;
  readonly misfits: Set<number> | undefined;
  /** Uses of blocks and repetitions that led here, outermost first. */
  readonly trail: readonly Step[];
  /** Of the names of layers: empty, or the block and a dot: `conv2.bottleneck1.`. */
  readonly prefix: string;
  readonly labels: Labels;
  /** How many steps of the trail the prefix tells already: those around a labeled group. */
  readonly named: number;
  /** The head whose body this is. */
  readonly head: string | undefined;
}

type Given = Pick<Scope, "source" | "report" | "program" | "bindings"> & Partial<Scope>;

/** The scope of a file, or of a body in it. Every scope has every field: objects of one form are copied quickly. */
export function createScope(given: Given): Scope {
  const { source, report, program, bindings, outer, input, from, misfits, head } = given;
  const { quiet = false, hypothetical = false, trail = [], prefix = "", named = 0 } = given;
  const labels = given.labels ?? newLabels();
  return {
    source,
    report,
    quiet,
    hypothetical,
    program,
    bindings,
    outer,
    input,
    from,
    misfits,
    trail,
    prefix,
    labels,
    named,
    head,
  };
}

/** A copy to change before it is handed on: what an inner scope has of its own. Faster than to spread, which engines do slowly. */
export function copyScope(of: Scope): { -readonly [Field in keyof Scope]: Scope[Field] } {
  return {
    source: of.source,
    report: of.report,
    quiet: of.quiet,
    hypothetical: of.hypothetical,
    program: of.program,
    bindings: of.bindings,
    outer: of.outer,
    input: of.input,
    from: of.from,
    misfits: of.misfits,
    trail: of.trail,
    prefix: of.prefix,
    labels: of.labels,
    named: of.named,
    head: of.head,
  };
}

/** Whether it was not known yet that `in` has the wrong number of axes. */
export function findMisfit({ from, misfits }: Scope): boolean {
  // Below -1 are values that nothing is known of but a written shape.
  if (from === undefined || from < -1 || !misfits) return true;
  const before = misfits.size;
  return misfits.add(from).size > before;
}

export function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const binding = at.bindings.get(name);
    if (binding) return binding;
  }
  return undefined;
}

export function* namesIn(scope: Scope): Iterable<string> {
  for (let at: Scope | undefined = scope; at; at = at.outer) yield* at.bindings.keys();
}

/** Visible names that stand for blocks, for a guess. */
export function blocksIn(scope: Scope): readonly string[] {
  const names = new Set(scope.program.guesses.among(namesIn(scope)));
  return [...names].filter((name) => lookUp(scope, name)?.value?.kind === "block");
}
