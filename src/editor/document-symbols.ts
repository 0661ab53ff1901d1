/**
 * What a file declares, as a tree: models, blocks, constants and recipes; in them labels, heads and lets; each with what it comes to. Takes
 * a snapshot of a whole or a broken text; gives the tree in the order of the text, children inside their parents.
 */
import type { CheckedModel } from "../check/model.ts";
import { printValue } from "../check/scope/value.ts";
import type { Visits } from "../check/scope/trace.ts";
import { printShape } from "../ops/shape.ts";
import { printCount } from "../report/numbers.ts";
import type { Span } from "../source/source.ts";
import type { Declaration, Model, Name, Node, Train } from "../syntax/ast.ts";
import { signatureOf } from "./declaration-of.ts";
import { isKind, isStage } from "./node-kinds.ts";
import { childrenOf } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";
import { visitsOfStage } from "./visits.ts";

export type SymbolKind = "model" | "block" | "const" | "train" | "label" | "head" | "let";

export interface DocumentSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  /** `28x28x1 → 10`; empty where nothing is known. */
  readonly detail: string;
  readonly span: Span;
  /** Of the name, inside the span. */
  readonly selection: Span;
  readonly children: readonly DocumentSymbol[];
}

export function documentSymbols(snapshot: Snapshot): DocumentSymbol[] {
  return snapshot.file.declarations.flatMap((declaration) => {
    if (declaration.kind === "import") return [];
    const name = declaration.kind === "train" ? declaration.model : declaration.name;
    const children = "body" in declaration ? symbolsIn(snapshot, declaration.body) : [];
    return symbol(declaration, name, declaration.kind, detailOf(snapshot, declaration), children);
  });
}

/** Nothing where an error left no name. */
function symbol(
  { span }: Node,
  name: Name,
  kind: SymbolKind,
  detail: string,
  children: readonly DocumentSymbol[],
): DocumentSymbol[] {
  if (name.text === "") return [];
  const inside = children.filter((child) => child.span.start >= span.start && child.span.end <= span.end);
  return [{ name: name.text, kind, detail, span, selection: within(name.span, span), children: inside }];
}

function within({ start, end }: Span, outer: Span): Span {
  const from = Math.min(Math.max(start, outer.start), outer.end);
  return { start: from, end: Math.min(Math.max(end, from), outer.end) };
}

/** Whatever stands between a symbol and the next one below it is passed over. */
function symbolsIn(snapshot: Snapshot, node: Node): readonly DocumentSymbol[] {
  return childrenOf(node).flatMap((child) => {
    const inside = symbolsIn(snapshot, child);
    if (isStage(child) && child.label)
      return symbol(child, child.label, "label", shapesOf(visitsOfStage(snapshot, child.span)), inside);
    if (isKind(child, "head")) return symbol(child, child.name, "head", headOf(snapshot, child.name), inside);
    if (isKind(child, "let")) return symbol(child, child.name, "let", valuesOf(snapshot, child.name), inside);
    return inside;
  });
}

function detailOf(snapshot: Snapshot, declaration: Exclude<Declaration, { readonly kind: "import" }>): string {
  switch (declaration.kind) {
    case "const":
      return valuesOf(snapshot, declaration.name);
    case "block":
      return signatureOf(declaration, snapshot.source).label.slice(declaration.name.text.length);
    case "model":
      return modelOf(snapshot, declaration);
    case "train":
      return recipeOf(snapshot, declaration);
    default:
      return declaration satisfies never;
  }
}

function modelOf(snapshot: Snapshot, model: Model): string {
  const checked = checkedOf(snapshot, model.name);
  if (checked)
    return `${printShape(checked.input)} → ${printShape(checked.output)}, ${printCount(checked.totals.params)} parameters`;
  const [first] = model.body.statements.flatMap((statement) => (statement.kind === "chain" ? statement.stages : []));
  const input = first?.primary.kind === "input" ? shapesOf(visitsOfStage(snapshot, first.span)) : "";
  return input === "" ? "" : `${input} → ?`;
}

function checkedOf({ checked, source }: Snapshot, { text }: Name): CheckedModel | undefined {
  return checked.models.find((each) => each.name === text && each.source === source);
}

function recipeOf({ checked, source }: Snapshot, { span }: Train): string {
  const recipe = checked.models.find((each) => each.recipe?.source === source && each.recipe.span === span)?.recipe;
  if (!recipe) return "";
  const { data, batch, epochs } = recipe;
  return `${data === undefined ? "" : `${data.spec}, `}${printCount(epochs)} epochs, batch ${printCount(batch)}`;
}

function headOf({ checked, source }: Snapshot, { span }: Name): string {
  const outputs = checked.models.flatMap(({ heads }) =>
    heads
      .filter((head) => head.source === source && head.span.start === span.start)
      .map(({ output }) => printShape(output)),
  );
  return short([...new Set(outputs)]);
}

function shapesOf(visits: Visits | undefined): string {
  return short([...new Set((visits?.shapes ?? []).flatMap(({ after }) => (after ? [printShape(after)] : [])))]);
}

function valuesOf({ trace, source }: Snapshot, { span }: Name): string {
  return short(trace.valuesOf(source, span).map(({ value }) => printValue(value)));
}

function short([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} …`;
}
