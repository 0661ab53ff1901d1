/** Names that a file declares: each once, and none that is a layer's. Takes declarations, reports. */
import type { Report } from "../../diagnostics/diagnostic.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Declaration, Name } from "../../syntax/ast.ts";
import { blockNamedAsLayer, duplicateName } from "../diagnostics/models.ts";
import { lookUp, type Scope } from "../scope/scope.ts";

interface Place {
  readonly report: Report;
  readonly source: Source;
}

export function namesMustDiffer(declarations: readonly Declaration[], { report, source }: Place): void {
  const seen = new Map<string, Span>();
  for (const name of declarations.flatMap(declaredNames)) {
    const first = seen.get(name.text);
    if (!first) {
      seen.set(name.text, name.span);
      continue;
    }
    const message = `\`${name.text}\` is declared twice`;
    const labels = [{ span: first, message: "first declared here" }];
    report.add(duplicateName({ message, source, span: name.span, labels, help: "choose another name" }));
  }
}

/** Nobody knows what these stand for: whoever uses one goes on quietly. */
export function namesDeclaredTwice(declarations: readonly Declaration[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { text } of declarations.flatMap(declaredNames)) (seen.has(text) ? twice : seen).add(text);
  return twice;
}

export function declaredNames(declaration: Declaration): readonly Name[] {
  if (declaration.kind === "train") return [];
  return declaration.kind === "import" ? declaration.names : [declaration.name];
}

/** Layers are used without parentheses and blocks with them; one name for both would mislead every reader. */
export function blocksMustNotBeLayers(declarations: readonly Declaration[], scope: Scope): void {
  const { report, source, program } = scope;
  for (const name of declarations.flatMap(declaredNames)) {
    const layer = program.operators.findLayer(name.text);
    if (!layer || lookUp(scope, name.text)?.value?.kind !== "block") continue;
    report.add(
      blockNamedAsLayer({
        message: `block \`${name.text}\` has the name of a layer`,
        source,
        span: name.span,
        notes: [`layer \`${name.text}\`: ${layer.documentation.summary}`],
        help: "choose another name",
      }),
    );
  }
}
