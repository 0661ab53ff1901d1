/**
 * What a name means at a place: bindings of consts (and, with blocks, of parameters and lets), the shape that reaches the
 * place, the source the place stands in, and where to report. Immutable: an inner scope points at its outer one.
 */
import type { Report } from "../diagnostics/diagnostic.ts";
import type { Shape } from "../ops/operator.ts";
import type { Source, Span } from "../source/source.ts";
import type { Value } from "./value.ts";

/** `value` is absent when the binding itself was wrong: whoever uses it goes on quietly. */
export interface Binding {
  readonly value?: Value;
  readonly span: Span;
}

/** Which repetition or use of a block led here; innermost last. */
export interface Step {
  readonly source: Source;
  readonly span: Span;
  /** From 1, within a repetition. */
  readonly iteration: number;
  readonly of: number;
}

export interface Scope {
  readonly source: Source;
  readonly report: Report;
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly outer?: Scope;
  /** The shape that reaches this point (`in`): `"unknown"` after an error, absent where there is none (consts). */
  readonly input?: Shape | "unknown";
  readonly trail: readonly Step[];
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
