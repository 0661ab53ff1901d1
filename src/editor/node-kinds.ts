/** What a node of the syntax tree is: takes a node of any kind, tells which. */
import type {
  Declaration,
  Expression,
  LayerArgument,
  Node,
  Primary,
  SettingArgument,
  SizeList,
  Stage,
  Statement,
} from "../syntax/ast.ts";

type Kinded = Declaration | Statement | Primary | Expression | LayerArgument | SettingArgument;
export type NodeKind = Kinded["kind"];

/** `call` is both the use of a block and of a function: `isBlockUse` tells them apart. */
export function isKind<Kind extends Exclude<NodeKind, "call">>(
  node: Node,
  kind: Kind,
): node is Extract<Kinded, { readonly kind: Kind }> {
  return kindOf(node) === kind;
}

export function isBlockUse(node: Node): node is Extract<Primary, { readonly kind: "call" }> {
  return kindOf(node) === "call" && "name" in node;
}

export function isStage(node: Node): node is Stage {
  return "primary" in node;
}

export function isSizeList(node: Node): node is SizeList {
  return "sizes" in node && Array.isArray(node.sizes);
}

export function kindOf(node: Node): NodeKind | undefined {
  return "kind" in node ? (node.kind as NodeKind) : undefined;
}
