/** Tokens of the grammar as places in the text: the one spot that knows that their `endOffset` is inclusive. */
import type { IToken } from "../../grammar/chevrotain.ts";
import type { Span } from "../source/source.ts";

export function spanOfToken(token: IToken): Span {
  return { start: token.startOffset, end: (token.endOffset ?? token.startOffset) + 1 };
}

/** The offset just behind a token. */
export function endOfToken(token: IToken): number {
  return (token.endOffset ?? token.startOffset) + 1;
}

/** Whether nothing stands between two tokens. */
export function touch(before: IToken | undefined, after: IToken): before is IToken {
  return before !== undefined && endOfToken(before) === after.startOffset;
}
