/**
 * After a mistake about a value: the names it came from have none from here on, so that a wrong argument of a block is told
 * once and not at every place that reads it. Takes the expression that was wrong and its scope. What is counted on trial
 * (`quiet`) proves nothing.
 */
import type { Expression } from "../../syntax/ast.ts";
import type { Scope } from "../scope/scope.ts";

/** A name on its own is at fault itself; of a computation, parameters may be: their values come from elsewhere. */
export function distrust(expression: Expression, scope: Scope): void {
  if (scope.quiet) return;
  for (const name of namesOf(expression)) forget(name, expression.kind === "name", scope);
}

function forget(name: string, always: boolean, scope: Scope): void {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const binding = at.bindings.get(name);
    if (!binding) continue;
    const { value: _, ...rest } = binding;
    if (always || binding.source) at.bindings.set(name, rest);
    return;
  }
}

function namesOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case "name":
      return [expression.name.text];
    case "number":
    case "string":
      return [];
    case "list":
      return expression.items.flatMap(namesOf);
    case "field":
      return namesOf(expression.object);
    case "index":
      return [...namesOf(expression.object), ...namesOf(expression.index)];
    case "unary":
      return namesOf(expression.operand);
    case "binary":
      return [...namesOf(expression.left), ...namesOf(expression.right)];
    case "call":
      return expression.arguments.flatMap(({ value }) => namesOf(value));
    default:
      return expression satisfies never;
  }
}
