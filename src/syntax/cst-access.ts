/**
 * Reading the concrete syntax tree: takes nodes and tokens that may be missing wherever the parser recovered from an error (the
 * generated types do not say so) and returns names, spans and literals of the syntax tree. The state of one conversion, too.
 */
import type { CstNode, IToken } from "../../grammar/chevrotain.ts";
import type { Source, Span } from "../source/source.ts";
import type { Name, NumberLiteral, StringLiteral } from "./ast.ts";
import { numberValue } from "./check-tokens.ts";
import type { Findings } from "./collect.ts";
import { endOfToken, spanOfToken } from "./token-span.ts";
import * as t from "../../grammar/tokens.ts";

export interface Conversion {
  readonly source: Source;
  readonly findings: Findings;
  /** Operators and else-ifs around the place being read. */
  depth: number;
}

/** A node's children, every one of which an error may have taken away. */
export function childrenOf<Children>(node: { readonly children: Children }): Partial<Children> {
  return node.children;
}

export function first<Item>(items: readonly Item[] | undefined): Item | undefined {
  return items?.[0];
}

/** A token that the text really holds. */
export function written(items: readonly IToken[] | undefined): IToken | undefined {
  const token = items?.[0];
  return token === undefined || token.isInsertedInRecovery === true ? undefined : token;
}

/** Where a node stands; a node of which nothing is left has no place, and gets the one given. */
export function spanOfNode(node: CstNode, lost: Span = { start: 0, end: 0 }): Span {
  const start = node.location?.startOffset ?? NaN;
  const end = node.location?.endOffset ?? NaN;
  return Number.isFinite(start) && Number.isFinite(end) ? { start, end: end + 1 } : lost;
}

export function nameOf(token: IToken): Name {
  return { text: token.image, span: spanOfToken(token) };
}

export function numberOf(token: IToken): NumberLiteral {
  const integer = token.tokenType === t.Integer;
  return { kind: "number", text: token.image, value: numberValue(token), integer, span: spanOfToken(token) };
}

export function stringOf(token: IToken): StringLiteral {
  const closed = token.image.length > 1 && token.image.endsWith('"');
  return { kind: "string", value: token.image.slice(1, closed ? -1 : undefined), span: spanOfToken(token) };
}

/** From the first to the last token given. */
export function spanBetween(start: IToken, end: IToken): Span {
  return { start: start.startOffset, end: endOfToken(end) };
}
