/**
 * What is known of the word at an offset: of a layer its shapes with their arithmetic, of a block and a model what they come to, of
 * a number and an argument what they mean, of a name its values, of every word of the language its page. Takes a snapshot and an
 * offset; gives the span that is spoken of and the text, as Markdown and as plain text. Nothing between words and in comments.
 */
import type { Use } from "../check/scope/trace.ts";
import type { Span } from "../source/source.ts";
import type { Node } from "../syntax/ast.ts";
import { describeArgument } from "./hover/describe-argument.ts";
import { describeDeclared } from "./hover/describe-declared.ts";
import { describeFile } from "./hover/describe-file.ts";
import { describeOperator } from "./hover/describe-operator.ts";
import { describePlainNumber } from "./hover/describe-number.ts";
import { describeToken, describeWordAt } from "./hover/describe-word-at.ts";
import type { Block } from "./markdown.ts";
import { isKind, isSizeList } from "./node-kinds.ts";
import { holds, nodesAround } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";
import { tokenAt } from "./token-at.ts";
import type { Token } from "./tokens-of.ts";
import { useAt } from "./use-at.ts";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
  /** The same for clients that show no Markdown. */
  readonly plain: string;
}

export function hoverAt(snapshot: Snapshot, offset: number): Hover | undefined {
  if (snapshot.file.comments.some(({ span }) => span.start <= offset && offset < span.end)) return undefined;
  const token = tokenAt(snapshot.source, offset);
  if (!token) return undefined;
  const path = nodesAround(snapshot.file, token.span);
  const found = describe(snapshot, offset, path, token);
  return found && { span: found.span, markdown: found.block.markdown, plain: found.block.plain };
}

interface Described {
  readonly span: Span;
  readonly block: Block;
}

function describe(snapshot: Snapshot, offset: number, path: readonly Node[], token: Token): Described | undefined {
  const use = useAt(snapshot, offset);
  // A use that only touches the token, such as a word before a brace, is not what is pointed at; a text holds several.
  if (use && (token.type === "String" || (holds(use.span, token.span.start) && use.span.end >= token.span.end))) {
    const isSize = use.meanings[0]?.kind === "argument" && isNumber(token) && path.some(isSizeList);
    const span = isSize ? token.span : use.span;
    const block = describeMeaning(snapshot, use, path, offset, span);
    if (block) return { span, block };
  }
  const block =
    describeNamedValue(snapshot, offset, path, token) ??
    describePlainNumber(snapshot, path, token) ??
    describeToken(snapshot, path, token);
  return block && { span: token.span, block };
}

/** `0.1` in `lr=0.1`. */
function describeNamedValue(
  snapshot: Snapshot,
  offset: number,
  path: readonly Node[],
  token: Token,
): Block | undefined {
  const named = path.findLast((node) => isKind(node, "named"));
  if (!named || !(isNumber(token) || token.type === "String")) return undefined;
  const use = useAt(snapshot, named.name.span.start);
  return use?.meanings[0]?.kind === "argument" ? describeMeaning(snapshot, use, path, offset, token.span) : undefined;
}

function isNumber({ type }: Token): boolean {
  return type === "Integer" || type === "Decimal";
}

function describeMeaning(
  snapshot: Snapshot,
  use: Use,
  path: readonly Node[],
  offset: number,
  token: Span,
): Block | undefined {
  const [meaning] = use.meanings;
  switch (meaning?.kind) {
    case "operator":
      return describeOperator(snapshot, meaning.operator, path);
    case "declaration":
      return describeDeclared(snapshot, meaning.declared, use, path);
    case "argument":
      return describeArgument(snapshot, meaning, path, offset, token);
    case "word":
      return describeWordAt(snapshot, meaning, path);
    case "file":
      return describeFile(snapshot, meaning.source);
    default:
      return undefined;
  }
}
