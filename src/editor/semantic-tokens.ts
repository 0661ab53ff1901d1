/**
 * The words of a text by what they mean, for coloring: takes a snapshot and perhaps a span; gives tokens in the order of the text, none
 * over the end of a line. What the checker recorded decides; where a text does not parse, a word's place in its stage. Types and
 * modifiers are those that the protocol names, so that editors color them without being told.
 */
import * as t from "../../grammar/tokens.ts";
import type { IToken, TokenType } from "../../grammar/chevrotain.ts";
import { tokenRows } from "../../grammar/tokens.ts";
import type { DeclarationKind } from "../check/scope/binding.ts";
import type { Meaning, Use, WordKind } from "../check/scope/trace.ts";
import * as operators from "../ops/registry.ts";
import type { Span } from "../source/source.ts";
import { isStandard } from "../std/library.ts";
import { readWords } from "../syntax/parse.ts";
import { endOfToken } from "../syntax/token-span.ts";
import type { Snapshot } from "./snapshot.ts";

export const tokenTypes = [
  "keyword",
  "function",
  "class",
  "parameter",
  "variable",
  "label",
  "property",
  "enumMember",
  "number",
  "string",
  "operator",
  "comment",
] as const;

/** Of the language's own words; where a name is declared; what does not change; a comment that documents. */
export const tokenModifiers = ["defaultLibrary", "declaration", "readonly", "documentation"] as const;

export type SemanticTokenType = (typeof tokenTypes)[number];
export type SemanticTokenModifier = (typeof tokenModifiers)[number];

export interface SemanticToken {
  readonly span: Span;
  readonly type: SemanticTokenType;
  readonly modifiers: readonly SemanticTokenModifier[];
}

type Look = Omit<SemanticToken, "span">;

export function semanticTokens({ source, trace }: Snapshot, span?: Span): readonly SemanticToken[] {
  const { text } = source;
  const within = span ?? { start: 0, end: text.length };
  const uses = new Map<number, Use>();
  for (const use of trace.usesOf(source)) {
    const known = uses.get(use.span.start);
    // Of a size list and the name it begins with the name.
    if (!known || use.span.end < known.span.end) uses.set(use.span.start, use);
  }
  const { tokens, comments } = readWords(text);
  const found: SemanticToken[] = [];
  const add = (start: number, end: number, look: Look): void => {
    if (end > within.start && start < within.end) found.push(...cutAtLines(text, { start, end }, look));
  };
  for (const [i, token] of tokens.entries()) {
    const { startOffset: start } = token;
    const end = endOfToken(token);
    const look = lookOf(token, tokens[i - 1], tokens[i + 1], uses.get(start));
    if (look) add(start, end, look);
  }
  for (const token of comments) {
    const documentation = /^\/\/\/(?!\/)/.test(token.image);
    add(token.startOffset, endOfToken(token), { type: "comment", modifiers: documentation ? ["documentation"] : [] });
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function* cutAtLines(text: string, { start, end }: Span, look: Look): Iterable<SemanticToken> {
  let from = start;
  for (const line of text.slice(start, end).split(/\r\n|\n|\r/)) {
    if (line !== "") yield { span: { start: from, end: from + line.length }, ...look };
    from += line.length;
    from += text.startsWith("\r\n", from) ? 2 : 1;
  }
}

const plain = (type: SemanticTokenType, ...modifiers: SemanticTokenModifier[]): Look => ({ type, modifiers });

/** Of words that are always written the same, by the scope that the grammar gives them. */
const looks: ReadonlyMap<TokenType, Look> = new Map(
  tokenRows.flatMap(({ type, scope = "" }): (readonly [TokenType, Look])[] => {
    if (
      /^(?:keyword\.operator\.logical|keyword\.(?!operator)|storage|constant\.language|variable\.language)/.test(scope)
    )
      return [[type, plain("keyword")]];
    return scope.startsWith("keyword.operator") ? [[type, plain("operator")]] : [];
  }),
);

function lookOf(
  token: IToken,
  before: IToken | undefined,
  after: IToken | undefined,
  use: Use | undefined,
): Look | undefined {
  switch (token.tokenType) {
    case t.Integer:
    case t.Decimal:
    case t.SizeJoin:
      return plain("number");
    case t.StringText:
      return plain("string");
    case t.AttributeLetter:
      return plain("property");
    case t.Name:
      return (isOf(use, token) ? lookOfUse(use!) : undefined) ?? guess(token, before, after);
    // Names but in one place.
    case t.From:
    case t.Batch:
      return isOf(use, token) ? lookOfUse(use!) : plain("keyword");
    default:
      return looks.get(token.tokenType);
  }
}

function isOf(use: Use | undefined, token: IToken): boolean {
  return use !== undefined && use.span.end === endOfToken(token);
}

function lookOfUse({ meanings: [meaning], declares }: Use): Look | undefined {
  const look = meaning && lookOfMeaning(meaning);
  return look && declares ? { ...look, modifiers: [...look.modifiers, "declaration"] } : look;
}

function lookOfMeaning(meaning: Meaning): Look | undefined {
  switch (meaning.kind) {
    case "declaration": {
      const look = declared[meaning.declared.kind];
      return isStandard(meaning.declared.source) ? { ...look, modifiers: [...look.modifiers, "defaultLibrary"] } : look;
    }
    case "operator":
      return meaning.operator.kind === "layer"
        ? plain("function", "defaultLibrary")
        : plain("enumMember", "defaultLibrary");
    case "argument":
      return plain("property");
    case "word":
      return words[meaning.of];
    case "file":
      return undefined;
    default:
      return meaning satisfies never;
  }
}

const declared: Readonly<Record<DeclarationKind, Look>> = {
  import: plain("variable"),
  const: plain("variable", "readonly"),
  let: plain("variable", "readonly"),
  parameter: plain("parameter"),
  block: plain("function"),
  model: plain("class"),
  label: plain("label"),
  head: plain("label"),
};

const words: Readonly<Record<WordKind, Look>> = {
  setting: plain("property"),
  function: plain("function", "defaultLibrary"),
  metric: plain("property"),
  size: plain("property"),
  constant: plain("keyword"),
  data: plain("enumMember", "defaultLibrary"),
  choice: plain("enumMember"),
};

/** Where nothing was recorded: in what a syntax error took away from the checker. */
function guess(
  { image, startOffset }: IToken,
  before: IToken | undefined,
  after: IToken | undefined,
): Look | undefined {
  switch (before?.tokenType) {
    case t.Block:
      return plain("function", "declaration");
    case t.Model:
      return plain("class", "declaration");
    case t.Train:
      return plain("class");
    case t.Const:
    case t.Let:
      return plain("variable", "declaration", "readonly");
    case t.As:
    case t.Head:
      return plain("label", "declaration");
    case t.At:
      return plain("label");
    default:
  }
  if (after?.tokenType === t.LeftParen && after.startOffset === startOffset + image.length) return plain("function");
  if (after?.tokenType === t.Equals) return plain("property");
  return operators.findLayer(image) ? plain("function", "defaultLibrary") : undefined;
}
