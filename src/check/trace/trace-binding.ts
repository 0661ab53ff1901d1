/** Records the use of a name that a scope knows. Takes the name, its binding and the scope; gives nothing. */
import type { Name } from "../../syntax/ast.ts";
import type { Binding } from "../scope/binding.ts";
import type { Scope } from "../scope/scope.ts";
import type { BlockValue } from "../scope/value.ts";
import { traceDeclared } from "./record.ts";
import type { Declared } from "../scope/trace.ts";

export function traceBinding({ text, span }: Name, binding: Binding, scope: Scope): void {
  if (!scope.program.trace) return;
  traceDeclared(scope, span, declaredBy(binding, text, scope));
}

/** Through an import to what it brings. */
export function declaredBy(binding: Binding, name: string, { source }: Pick<Scope, "source">): Declared {
  if (binding.origin) return { ...binding.origin, name };
  return { kind: binding.kind, name, source: binding.source ?? source, span: binding.span };
}

export function declaredBlock({ block, home }: BlockValue): Declared {
  return { kind: "block", name: block.name.text, source: home, span: block.name.span };
}
