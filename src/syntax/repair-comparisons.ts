/**
 * Comparisons as other languages or a slip of the hand write them: `if n = 2 {`, `if n => 2 {`. Takes tokens, reports each such sign
 * between `if` and the brace behind it, and returns tokens with the one that is meant, so that the rest of the condition is
 * read. Signs elsewhere are for the rules: there a `=` may give a value to a name.
 */
import { createTokenInstance, type IToken, type TokenType } from "../../grammar/chevrotain.ts";
import * as t from "../../grammar/tokens.ts";
import type { Source } from "../source/source.ts";
import type { Findings } from "./collect.ts";
import * as d from "./diagnostics.ts";

/** Words that may be names; two of them mean something in one place only. */
const isName: ReadonlySet<TokenType> = new Set([t.Name, t.From, t.Batch]);

/** What a value can end with, so that a parenthesis behind it is a call. */
const endsValue: ReadonlySet<TokenType> = new Set([
  ...isName,
  ...[t.In, t.True, t.False, t.Integer, t.Decimal, t.StringText],
  ...[t.RightParen, t.RightBracket],
]);

/** Where no condition goes on. */
const endsCondition: ReadonlySet<TokenType> = new Set([
  ...[t.LeftBrace, t.RightBrace, t.Arrow, t.Pipe, t.NewLine],
  ...t.declarationStarts,
]);

/** Behind a `=` that is at once followed by one of these, both are one sign. */
const meantWith: ReadonlyMap<TokenType, readonly [type: TokenType, image: string]> = new Map([
  [t.Less, [t.AtMost, "<="]],
  [t.Greater, [t.AtLeast, ">="]],
]);

const notBehind: ReadonlySet<TokenType> = new Set([t.Equals, t.EqualTo, t.AtMost, t.AtLeast, t.Less, t.Greater]);

export function repairComparisons(source: Source, tokens: readonly IToken[], findings: Findings): readonly IToken[] {
  let repaired: IToken[] | undefined;
  let inside = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    if (type === t.If) inside = true;
    else if (endsCondition.has(type)) inside = false;
    const sign = inside && type === t.Equals ? signMeant(tokens, i) : undefined;
    if (sign === undefined) {
      repaired?.push(token);
      continue;
    }
    repaired ??= tokens.slice(0, i);
    const { image, length } = sign;
    const span = { start: token.startOffset, end: token.startOffset + length };
    const written = length === 1 ? "=" : image === "<=" ? "=<" : "=>";
    findings.add(
      d.unexpectedToken({
        message: written === "=" ? "`=` does not compare" : `\`${written}\` is no comparison`,
        source,
        span,
        help: written === "=" ? "`==` compares; `=` gives a name its value" : `\`${image}\` compares`,
        fixes: [{ title: `write \`${image}\``, edits: [{ span, text: image }], safe: true }],
      }),
    );
    repaired.push(createTokenInstance(sign.type, image, span.start, span.end - 1, NaN, NaN, NaN, NaN));
    i += length - 1;
  }
  return repaired ?? tokens;
}

interface Sign {
  readonly type: TokenType;
  readonly image: string;
  /** Of what is written, in characters and in tokens. */
  readonly length: 1 | 2;
}

/** The comparison that the `=` at `i` stands for; absent where it may give a name its value, or nobody can say. */
function signMeant(tokens: readonly IToken[], i: number): Sign | undefined {
  const [open, name, token, behind] = [tokens[i - 2], tokens[i - 1], tokens[i]!, tokens[i + 1]];
  if (name === undefined || !endsValue.has(name.tokenType) || behind === undefined) return undefined;
  const before = tokens[i - 3]?.tokenType;
  const inCall = open?.tokenType === t.LeftParen && before !== undefined && endsValue.has(before);
  // `f(a, b = 2)` gives an argument its value.
  if (isName.has(name.tokenType) && (inCall || open?.tokenType === t.Comma)) return undefined;
  const both = behind.startOffset === token.startOffset + 1 ? meantWith.get(behind.tokenType) : undefined;
  if (both) return { type: both[0], image: both[1], length: 2 };
  return notBehind.has(behind.tokenType) || behind.tokenType === t.LeftBrace
    ? undefined
    : { type: t.EqualTo, image: "==", length: 1 };
}
