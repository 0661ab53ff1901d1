/**
 * Tells the braces of a computed size (`3x3x{c}`) from those of a body, which the rules keep apart so that a mistake in one
 * cannot close the other. Takes the lexer's tokens and retags the opening ones; closing ones follow when brackets are matched. A
 * body's brace is the first after a word that wants a body; at the top level there are no others. Linear.
 */
import type { IToken, TokenType } from "./chevrotain.ts";
import * as t from "./tokens.ts";

const wantsBody: ReadonlySet<TokenType> = new Set([
  t.Block,
  t.Model,
  t.Train,
  t.Head,
  t.If,
  t.Else,
  t.Add,
  t.Mul,
  t.Concat,
]);

export function markSizeBraces(tokens: readonly IToken[]): void {
  let depth = 0;
  let bodyNext = false;
  /** Parentheses and brackets open since that word: a newline among them ends nothing. */
  let open = 0;
  /** The brace that the newlines being passed stand before. */
  let awaited = -1;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    if (wantsBody.has(type)) {
      if (type === t.Model || type === t.Block || type === t.Train) depth = 0;
      bodyNext = true;
      open = 0;
    } else if (type === t.LeftParen || type === t.LeftBracket) {
      open++;
    } else if (type === t.RightParen || type === t.RightBracket) {
      open--;
    } else if (type === t.LeftBrace) {
      if (!bodyNext && depth > 0) retag(token, t.SizeOpen);
      bodyNext = false;
      depth++;
    } else if (type === t.RightBrace) {
      depth = Math.max(0, depth - 1);
    } else if (type === t.Arrow) {
      bodyNext = false;
    } else if (type === t.NewLine && bodyNext && open <= 0 && i > awaited) {
      awaited = nextWord(tokens, i);
      bodyNext = tokens[awaited]?.tokenType === t.LeftBrace;
    }
  }
}

/** Index of the first word behind newlines. */
function nextWord(tokens: readonly IToken[], index: number): number {
  let next = index;
  while (tokens[next]?.tokenType === t.NewLine) next++;
  return next;
}

/** Makes another kind of token of one that the lexer could not tell alone. */
export function retag(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
}
