/** Shorthands for those who record: each takes the scope of a name and what the name stands for; gives nothing. */
import type { Operator } from "../../ops/operator.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Name } from "../../syntax/ast.ts";
import type { DeclarationKind } from "../scope/binding.ts";
import type { Scope } from "../scope/scope.ts";
import type { Declared, WordKind } from "../scope/trace.ts";
import type { Value } from "../scope/value.ts";

export function traceWord(scope: Scope, { text, span }: Name, of: WordKind): void {
  scope.program.trace?.use(scope, span, { kind: "word", of, word: text });
}

export function traceOperator(scope: Scope, { span }: Name, operator: Operator): void {
  scope.program.trace?.use(scope, span, { kind: "operator", operator });
}

export function traceDeclared(scope: Scope, span: Span, declared: Declared): void {
  scope.program.trace?.use(scope, span, { kind: "declaration", declared });
}

/** The name itself, where it is declared. */
export function traceDeclaration(scope: Scope, { text, span }: Name, kind: DeclarationKind): void {
  const declared: Declared = { kind, name: text, source: scope.source, span };
  scope.program.trace?.use(scope, span, { kind: "declaration", declared }, true);
}

/** What the name that a scope's file declares was bound to: `home` where that is another file. */
export function traceValue(scope: Scope, span: Span, value: Value, home: Source = scope.source): void {
  if (!scope.quiet) scope.program.trace?.bind(home, span, value);
}
