/**
 * The two words whose meaning depends on what touches them: the letter of an attribute (`s2`, `p1:0`, `s{s}`) and the `x`
 * that joins sizes (`5x5x6`, `3x3x{c}`). Custom patterns for the lexer: each takes the text, an offset and the tokens so far,
 * and returns a match or null. Both look at a bounded neighbourhood or at one word, so the lexer stays linear.
 */
import type { CustomPatternMatcherReturn, IToken } from "./chevrotain.ts";

/** `s2`, `s2x1`, `s2x{c}`, `p1:0`; not `s2d`, not `p3_block`. A `{` after the letter is left to the caller to judge. */
const attributeWord = /[spdg](?=\{|\d+(?:x\d+)*(?:x\{|:|(?![A-Za-z0-9_])))/y;

/** What an attribute may follow: a layer's name or another argument. Elsewhere `s2` is a reserved name, reported later. */
const attributeMayFollow = new Set([
  "Name",
  "From",
  "Batch",
  "Integer",
  "Decimal",
  "String",
  "RightBrace",
  "RightParen",
  "RightBracket",
  "True",
  "False",
  "In",
]);

export function matchAttributeLetter(
  text: string,
  offset: number,
  matched: IToken[],
): CustomPatternMatcherReturn | null {
  const previous = matched[matched.length - 1];
  if (previous === undefined || !attributeMayFollow.has(previous.tokenType.name)) return null;
  if (previous.startOffset + previous.image.length === offset) return null;
  attributeWord.lastIndex = offset;
  const match = attributeWord.exec(text);
  return match === null ? null : [match[0]];
}

export function matchSizeJoin(text: string, offset: number): CustomPatternMatcherReturn | null {
  const before = text[offset - 1] ?? "";
  const after = text[offset + 1] ?? "";
  return /[\d}]/.test(before) && /[\d{]/.test(after) ? ["x"] : null;
}
