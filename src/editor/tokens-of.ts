/** The words of a text, whether it parses or not: takes a source, gives tokens and comments in order, read once for each source. */
import type { IToken } from "../../grammar/chevrotain.ts";
import type { Source, Span } from "../source/source.ts";
import { readWords } from "../syntax/parse.ts";

export interface Token {
  /** The name of its type in `grammar/tokens.ts`. */
  readonly type: string;
  readonly text: string;
  readonly span: Span;
}

export interface TextWords {
  /** Ends of lines among them. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Span[];
}

const known = new WeakMap<Source, TextWords>();

export function tokensOf(source: Source): TextWords {
  const found = known.get(source) ?? readAll(source.text);
  known.set(source, found);
  return found;
}

function readAll(text: string): TextWords {
  const { tokens, comments } = readWords(text);
  return {
    tokens: tokens.map((token) => tokenFrom(token)),
    comments: comments.map(({ image, startOffset }) => ({ start: startOffset, end: startOffset + image.length })),
  };
}

/** `start`: where the text begins that was read. */
export function tokenFrom({ tokenType, image, startOffset }: IToken, start = 0): Token {
  const at = start + startOffset;
  return { type: tokenType.name, text: image, span: { start: at, end: at + image.length } };
}

/** The number of tokens that begin before an offset. */
export function countBefore(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.span.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
