/**
 * Declarations that begin wrong: `modle A {`, `model A` without its `{`. Takes tokens before brackets are matched, reports what is
 * wrong, and returns tokens that the rules can read as what was meant, so that the rest of the file is not lost with the word.
 * Looks at the beginnings of declarations alone, and for missing braces only in a text that has closing ones to spare.
 */
import { createTokenInstance, type IToken, type TokenType } from "../../grammar/chevrotain.ts";
import { retag } from "../../grammar/braces.ts";
import * as t from "../../grammar/tokens.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { findNearest } from "../diagnostics/nearest.ts";
import { lineIndent, type Source } from "../source/source.ts";
import type { Findings } from "./collect.ts";
import * as d from "./diagnostics.ts";
import { endOfToken, spanOfToken } from "./token-span.ts";

const words: ReadonlyMap<string, TokenType> = new Map([
  ["import", t.Import],
  ["const", t.Const],
  ["block", t.Block],
  ["model", t.Model],
  ["train", t.Train],
]);

/** What stands behind the first name of a declaration. */
const behindName: ReadonlySet<TokenType> = new Set([t.LeftBrace, t.LeftParen, t.Equals, t.From, t.Comma]);

const endsHeading: ReadonlySet<TokenType> = new Set([t.NewLine, t.LeftBrace, ...t.declarationStarts]);

export function repairDeclarations(source: Source, tokens: readonly IToken[], findings: Findings): readonly IToken[] {
  let depth = 0;
  let spare = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    if (type === t.LeftBrace) depth++;
    else if (type === t.RightBrace) depth--;
    if (type === t.LeftBrace) spare--;
    else if (type === t.RightBrace) spare++;
    else if (type === t.Name && (i === 0 || tokens[i - 1]!.tokenType === t.NewLine))
      wordMustBeRight(source, tokens, i, depth <= 0, findings);
  }
  return spare > 0 ? openBodies(source, tokens, spare, findings) : tokens;
}

/** A name that begins a line and is followed by what follows a declaration's word. */
function wordMustBeRight(
  source: Source,
  tokens: readonly IToken[],
  index: number,
  outside: boolean,
  findings: Findings,
): void {
  const [token, name, behind] = [tokens[index]!, tokens[index + 1], tokens[index + 2]];
  if (name?.tokenType !== t.Name || behind === undefined || !behindName.has(behind.tokenType)) return;
  if (!outside && lineIndent(source, token.startOffset) > 0) return;
  const near = findNearest(token.image, words.keys());
  if (near === undefined) return;
  const span = spanOfToken(token);
  const message = `\`${token.image}\` begins no declaration`;
  findings.add(d.unexpectedToken({ message, source, span, ...didYouMean(token.image, span, words.keys()) }));
  retag(token, words.get(near.word)!);
}

/** Puts a `{` where a body has to begin and none does, at most as many as there are `}` to spare. */
function openBodies(source: Source, tokens: readonly IToken[], spare: number, findings: Findings): readonly IToken[] {
  const opened: IToken[] = [];
  let left = spare;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    opened.push(token);
    const start = left > 0 ? startOfBody(tokens, i) : undefined;
    if (start === undefined) continue;
    while (i < start - 1) opened.push(tokens[++i]!);
    if (isOpen(tokens, start)) continue;
    const at = endOfToken(tokens[i]!);
    opened.push(createTokenInstance(t.LeftBrace, "", at, at - 1, NaN, NaN, NaN, NaN));
    left--;
    const message = `\`{\` is missing: the body of \`${token.image}\` begins here`;
    findings.add(d.unexpectedToken({ message, source, span: { start: at, end: at } }));
  }
  return opened;
}

/** The index where the body of the word at `i` has to begin. */
function startOfBody(tokens: readonly IToken[], i: number): number | undefined {
  switch (tokens[i]!.tokenType) {
    case t.Add:
    case t.Mul:
    case t.Concat:
      return i + 1;
    case t.Else:
      return tokens[i + 1]?.tokenType === t.If ? undefined : i + 1;
    case t.Model:
    case t.Block:
    case t.Train:
    case t.Head: {
      if (tokens[i + 1]?.tokenType !== t.Name) return undefined;
      let at = i + 2;
      if (tokens[at]?.tokenType !== t.LeftParen) return at;
      for (let depth = 0; at < tokens.length; at++) {
        const { tokenType } = tokens[at]!;
        if (tokenType === t.LeftParen) depth++;
        if (tokenType === t.RightParen && --depth === 0) return at + 1;
        if (endsHeading.has(tokenType)) return undefined;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** A brace may stand on the next line. */
function isOpen(tokens: readonly IToken[], index: number): boolean {
  let at = index;
  while (tokens[at]?.tokenType === t.NewLine) at++;
  return tokens[at]?.tokenType === t.LeftBrace;
}
