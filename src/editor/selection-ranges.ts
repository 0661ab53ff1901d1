/**
 * What surrounds an offset, step by step: the word, the argument, the stage, the chain, what stands in brackets, the body, the
 * declaration, the file. Takes a snapshot and an offset, gives spans from the inside out, each within the next. Brackets and words
 * are read from the text, so that a text which does not parse has them too.
 */
import * as t from "../../grammar/tokens.ts";
import type { TokenType } from "../../grammar/chevrotain.ts";
import type { Span } from "../source/source.ts";
import { readWords } from "../syntax/parse.ts";
import { endOfToken } from "../syntax/token-span.ts";
import { holds, nodesAt } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";

export function selectionRangesAt({ source, file }: Snapshot, offset: number): readonly Span[] {
  const { text } = source;
  const spans: Span[] = [
    ...wordsAround(text, offset),
    ...bracketsAround(text, offset),
    ...nodesAt(file, offset).map(({ span }) => span),
    { start: 0, end: text.length },
  ].filter((span) => span.end > span.start && holds(span, offset));
  const ordered = spans.sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start);
  const nested: Span[] = [];
  for (const { start, end } of ordered) {
    const inner = nested.at(-1);
    if (!inner || (start <= inner.start && inner.end <= end && end - start > inner.end - inner.start))
      nested.push({ start, end });
  }
  return nested.length > 0 ? nested : [{ start: 0, end: text.length }];
}

/** The word or comment, and what stands between the quotes of a text. */
function* wordsAround(text: string, offset: number): Iterable<Span> {
  const { tokens, comments } = readWords(text);
  for (const token of [...tokens, ...comments]) {
    const span = { start: token.startOffset, end: endOfToken(token) };
    if (token.tokenType === t.NewLine || !holds(span, offset)) continue;
    // Between two words the one behind.
    if (span.end === offset && tokens.some((each) => each.startOffset === offset && each.tokenType !== t.NewLine))
      continue;
    yield span;
    if (token.tokenType === t.StringText && token.image.length > 1 && token.image.endsWith('"'))
      yield { start: span.start + 1, end: span.end - 1 };
  }
}

const partners: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.RightBrace, t.LeftBrace],
  [t.RightBracket, t.LeftBracket],
  [t.RightParen, t.LeftParen],
]);

/** What each pair encloses, without blanks at its ends, and the pair. */
function* bracketsAround(text: string, offset: number): Iterable<Span> {
  const open: { readonly type: TokenType; readonly start: number }[] = [];
  for (const { tokenType, startOffset: start } of readWords(text).tokens) {
    if ([...partners.values()].includes(tokenType)) open.push({ type: tokenType, start });
    if (!partners.has(tokenType)) continue;
    const at = open.findLastIndex(({ type }) => type === partners.get(tokenType));
    if (at < 0) continue;
    const [bracket] = open.splice(at);
    if (bracket!.start > offset || offset > start + 1) continue;
    const inside = text.slice(bracket!.start + 1, start);
    const blanks = inside.length - inside.trimStart().length;
    yield { start: bracket!.start + 1 + blanks, end: bracket!.start + 1 + blanks + inside.trim().length };
    yield { start: bracket!.start, end: start + 1 };
  }
}
