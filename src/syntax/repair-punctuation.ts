/**
 * Punctuation of other languages in a body: `input: 28x28x1`, `epochs = 3`, `28x28x1,`, `conv 3x3x8, relu`, `dropout 0,5`. Takes
 * tokens whose braces are told apart, notes each slip and what is to stand there, and returns
 * tokens without them, so that the rest is read. Touches nothing that the rules accept; linear.
 */
import { createTokenInstance, type IToken, type TokenType } from "../../grammar/chevrotain.ts";
import * as t from "../../grammar/tokens.ts";
import { positionAt, type Source } from "../source/source.ts";
import type { Slip } from "./report-lines.ts";
import { createTokenWalk, type TokenPlace } from "./token-frames.ts";
import { endOfToken, spanOfToken, touch } from "./token-span.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What an argument of a layer begins with, where it is no word. */
const beginsArgument: ReadonlySet<TokenType> = new Set([
  ...[t.Integer, t.Decimal, t.AttributeLetter, t.SizeOpen, t.StringText, t.Minus],
]);

/** What ends the line or the stage by itself. */
const endsByItself: ReadonlySet<TokenType> = new Set([
  t.NewLine,
  t.RightBrace,
  t.RightBracket,
  t.Arrow,
  t.Pipe,
  t.Comma,
]);

/** Behind which nothing was begun that a comma could end. */
const beginsNothing: ReadonlySet<TokenType> = new Set([t.NewLine, t.LeftBrace, t.Arrow, t.Pipe, t.LeftBracket]);

/** A chain of steps, the one setting that is one. */
const chainSetting = "augment";

export function repairPunctuation(
  source: Source,
  tokens: readonly IToken[],
  slips: Slip[],
  vocabulary: Vocabulary,
): readonly IToken[] {
  const repaired: IToken[] = [];
  let found = false;
  const walk = createTokenWalk();
  const lineOf = (token: IToken): number => positionAt(source, token.startOffset).line;

  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    const before = repaired[repaired.length - 1];
    const place = walk(token);
    const { body, first } = place;
    const afterFirst = before === first && first !== token;
    if (
      body !== undefined &&
      afterFirst &&
      isSign(type) &&
      somethingFollows(tokens[i + 1]) &&
      takesNoSign(first, type, body, vocabulary)
    ) {
      found = true;
      const span = { start: endOfToken(first), end: tokens[i + 1]?.startOffset ?? endOfToken(token) };
      const value = body === "train" ? "value" : "sizes";
      const message = `\`${first.image}\` is followed by its ${value} without \`${token.image}\``;
      slips.push({ line: lineOf(token), span, message, text: " ", safe: true });
      continue;
    }
    if (type === t.Comma && body !== undefined && before !== undefined && !beginsNothing.has(before.tokenType)) {
      found = true;
      const comma = commaMeant(tokens, i, before, place, vocabulary);
      slips.push({ line: lineOf(token), span: spanOfToken(token), ...comma });
      if (comma.text === ".") {
        const end = endOfToken(tokens[i + 1]!);
        const image = `${before.image}.${tokens[i + 1]!.image}`;
        repaired[repaired.length - 1] = createTokenInstance(
          t.Decimal,
          image,
          before.startOffset,
          end - 1,
          NaN,
          NaN,
          NaN,
          NaN,
        );
        i++;
      } else if (comma.text === " ->") {
        repaired.push(createTokenInstance(t.Arrow, "->", token.startOffset, token.startOffset, NaN, NaN, NaN, NaN));
      }
      continue;
    }
    repaired.push(token);
  }
  return found ? repaired : tokens;
}

function somethingFollows(next: IToken | undefined): boolean {
  return next !== undefined && !endsByItself.has(next.tokenType);
}

function isSign(type: TokenType): boolean {
  return type === t.Colon || type === t.Equals;
}

/** A setting, the input, or a layer before `=`: behind a layer a colon says what comes out, behind other words `=` wants a `let`. */
function takesNoSign(first: IToken, sign: TokenType, body: TokenPlace["body"], { isLayer }: Vocabulary): boolean {
  if (body === "train") return first.tokenType === t.Name || first.tokenType.CATEGORIES?.includes(t.Name) === true;
  return first.tokenType === t.Input || (sign === t.Equals && isLayer(first.image));
}

/** What the comma at `i` is to be: nothing, an arrow, the point of a decimal. */
function commaMeant(
  tokens: readonly IToken[],
  i: number,
  before: IToken,
  { body, first }: TokenPlace,
  { isLayer, isFlag }: Vocabulary,
): Pick<Slip, "message" | "text" | "safe" | "help"> {
  const [comma, next, behind] = [tokens[i]!, tokens[i + 1], tokens[i + 2]];
  const ends = next === undefined || endsByItself.has(next.tokenType);
  if (ends) {
    const what = body === "train" ? "a setting" : "a stage";
    return {
      message: `a comma does not end ${what}: a new line${body === "train" ? "" : " or `->`"} does`,
      text: "",
      safe: true,
    };
  }
  if (next.tokenType === t.Integer && before.tokenType === t.Integer && touch(before, comma) && touch(comma, next)) {
    const decimal = `${before.image}.${next.image}`;
    const message = `a comma stands in a number: a decimal is written with a point, sizes are joined by \`x\``;
    const listed = tokens[i - 2]?.tokenType === t.SizeJoin || behind?.tokenType === t.SizeJoin;
    if (!listed)
      return {
        message,
        text: ".",
        ...(before.image === "0"
          ? { safe: true }
          : { help: `write \`${decimal}\`, or \`${before.image}x${next.image}\` for sizes` }),
      };
    return { message, text: "", help: "join the sizes by `x`, as in `3x3x8`" };
  }
  const apart = { message: "a comma stands between arguments: blanks do", text: "", safe: true } as const;
  if (beginsArgument.has(next.tokenType) || /^[spdg]\d+$/.test(next.image) || behind?.tokenType === t.Equals)
    return apart;
  if (body === "train" && first.image !== chainSetting) return apart;
  const arrow = { message: "stages are joined by `->` or a new line, not by a comma", text: " ->" } as const;
  if (next.tokenType !== t.Name || isLayer(next.image) || behind?.tokenType === t.LeftParen || body === "train")
    return { ...arrow, safe: true };
  return isFlag(next.image)
    ? apart
    : { ...arrow, help: "write `->` for the comma before a stage, nothing before an argument" };
}
