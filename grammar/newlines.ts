/**
 * Which newlines count, and which colons are padding: takes the lexer's tokens (brackets already balanced) and returns the
 * tokens for the rules. A newline ends a stage as `->` does; it counts only inside a body, and not inside `( )`, not next to
 * `->`, `|`, `,`, not just inside a bracket, not before `else` or the brace of a body, not after another newline. Pure; linear.
 */
import type { IToken, TokenType } from "./chevrotain.ts";
import { retag } from "./braces.ts";
import * as t from "./tokens.ts";

const silentAfter: ReadonlySet<TokenType> = new Set([
  t.Arrow,
  t.Pipe,
  t.Comma,
  t.LeftBrace,
  t.SizeOpen,
  t.LeftBracket,
  t.NewLine,
]);
const silentBefore: ReadonlySet<TokenType> = new Set([
  t.Arrow,
  t.Pipe,
  t.Comma,
  t.RightBrace,
  t.SizeClose,
  t.RightBracket,
  t.RightParen,
  t.LeftBrace,
  t.NewLine,
  t.Else,
]);
const opens: ReadonlySet<TokenType> = new Set([t.LeftBrace, t.SizeOpen, t.LeftBracket, t.LeftParen]);
const closes: ReadonlySet<TokenType> = new Set([t.RightBrace, t.SizeClose, t.RightBracket, t.RightParen]);

interface Frame {
  readonly silent: boolean;
  /** Whether the word that the bracket stands in is an attribute: then a colon after it is padding. */
  readonly inAttribute: boolean;
}

export function settleNewlines(tokens: readonly IToken[]): IToken[] {
  const settled: IToken[] = [];
  const frames: Frame[] = [];
  let silent = true;
  let inAttribute = false;
  let previous: IToken | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    const touches = previous !== undefined && previous.endOffset === token.startOffset - 1;
    if (type === t.NewLine) {
      const before = settled[settled.length - 1];
      const next = tokens[i + 1];
      const drop =
        silent ||
        before === undefined ||
        silentAfter.has(before.tokenType) ||
        next === undefined ||
        silentBefore.has(next.tokenType);
      if (!drop) settled.push(token);
      previous = token;
      inAttribute = false;
      continue;
    }
    if (!touches) inAttribute = false;
    if (type === t.AttributeLetter) inAttribute = true;
    if (type === t.Colon && inAttribute && joinsSizes(token, tokens[i + 1])) retag(token, t.PaddingColon);
    if (opens.has(type)) {
      frames.push({ silent, inAttribute });
      silent = type === t.LeftParen || (silent && frames.length > 1);
      inAttribute = false;
    } else if (closes.has(type)) {
      const frame = frames.pop();
      silent = frame?.silent ?? true;
      inAttribute = frame?.inAttribute ?? false;
    }
    settled.push(token);
    previous = token;
  }
  return settled;
}

function joinsSizes(colon: IToken, next: IToken | undefined): boolean {
  if (next === undefined || next.startOffset !== colon.startOffset + 1) return false;
  return next.tokenType === t.Integer || next.tokenType === t.SizeOpen;
}
