/**
 * The names that can be written at a place: parameters, lets, consts and blocks in scope, with what they stand for, and labels.
 * Takes a snapshot, the scope that the checker recorded nearest to the place, and the offset; what is declared behind it is left out.
 * Of a text that does not parse, the declarations that do are added.
 */
import type { DeclarationKind } from "../../check/scope/binding.ts";
import type { Visible } from "../../check/scope/trace.ts";
import { printValue, type Value } from "../../check/scope/value.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Block } from "../../syntax/ast.ts";
import { declarationAt } from "../nodes-at.ts";
import { bindingsIn } from "../scope-at.ts";
import type { Snapshot } from "../snapshot.ts";

export interface VisibleName {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** As printed; of a block nothing. */
  readonly value?: string;
  /** Of what stands for a block. */
  readonly block?: { readonly declaration: Block; readonly source: Source };
}

export function namesAt(snapshot: Snapshot, scope: Visible | undefined, offset: number): readonly VisibleName[] {
  const { source, file } = snapshot;
  const names = new Map<string, VisibleName>();
  for (const [name, { kind, value, span, source: home = source }] of bindingsIn(scope)) {
    // A let below is in the same table.
    if (kind === "let" && home === source && span.start >= offset) continue;
    names.set(name, { name, kind, ...shown(value) });
  }
  const declaration = declarationAt(file, offset);
  if (declaration && "parameters" in declaration)
    for (const { name } of declaration.parameters)
      if (!names.has(name.text)) names.set(name.text, { name: name.text, kind: "parameter" });
  for (const each of file.declarations) {
    if (each.kind === "import") {
      for (const { text } of each.names) if (!names.has(text)) names.set(text, { name: text, kind: "import" });
    } else if ((each.kind === "const" && each.span.start < offset) || each.kind === "block") {
      if (names.has(each.name.text)) continue;
      const block = each.kind === "block" ? { block: { declaration: each, source } } : {};
      names.set(each.name.text, { name: each.name.text, kind: each.kind, ...block });
    }
  }
  const itself = declaration?.kind === "block" ? declaration.name.text : undefined;
  return [...names.values()].filter(({ name }) => name !== itself);
}

function shown(value: Value | undefined): Pick<VisibleName, "value" | "block"> {
  if (!value) return {};
  return value.kind === "block"
    ? { block: { declaration: value.block, source: value.home } }
    : { value: printValue(value) };
}

export interface VisibleLabel {
  readonly name: string;
  readonly span: Span;
}

export function labelsAt(scope: Visible | undefined, offset: number): readonly VisibleLabel[] {
  const labels: VisibleLabel[] = [];
  for (let at = scope?.labels; at; at = at.outer)
    for (const [name, { span }] of at.own) if (span.start < offset) labels.push({ name, span });
  return labels;
}
