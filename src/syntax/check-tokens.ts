/**
 * What single words can have wrong: takes the lexer's tokens, reports numbers out of range or run into names, names too long
 * or reserved, characters that begin no word, and returns the tokens without the latter. Linear; not for the order of words.
 */
import type { IToken } from "../../grammar/chevrotain.ts";
import * as t from "../../grammar/tokens.ts";
import type { Source } from "../source/source.ts";
import { LIMITS } from "../limits.ts";
import type { Findings } from "./collect.ts";
import * as d from "./diagnostics.ts";
import { endOfToken, spanOfToken, touch } from "./token-span.ts";

export function checkTokens(source: Source, tokens: readonly IToken[], findings: Findings): IToken[] {
  const kept: IToken[] = [];
  /** Unexpected characters of this line: the same one again is the same mistake. */
  const seen = new Set<string>();
  /** Parentheses and brackets around. */
  let depth = 0;
  for (let i = 0; i < tokens.length && !findings.full; i++) {
    const token = tokens[i]!;
    switch (token.tokenType) {
      case t.Unexpected:
        if (!seen.has(token.image)) reportCharacter(source, tokens, i, findings);
        seen.add(token.image);
        continue;
      case t.NewLine:
        seen.clear();
        break;
      case t.LeftParen:
      case t.LeftBracket:
        depth++;
        break;
      case t.RightParen:
      case t.RightBracket:
        depth--;
        break;
      case t.Name:
        // `conv 3x3x8, p1`: the comma is the mistake.
        if (depth > 0 || tokens[i - 1]?.tokenType !== t.Comma) nameMustBeGood(source, tokens[i - 1], token, findings);
        break;
      case t.Integer:
        integerMustFit(source, token, findings);
        break;
      case t.Decimal:
        if (!Number.isFinite(numberValue(token))) {
          const message = `${clip(token.image)} is too large for a number`;
          findings.add(d.numberNotFinite({ message, source, span: spanOfToken(token) }));
        }
        break;
    }
    kept.push(token);
  }
  return kept;
}

/** The value of an integer or decimal token. */
export function numberValue(token: IToken): number {
  return Number(token.image.replaceAll("_", ""));
}

/** Text of the source as it may stand in a message. */
export function clip(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 37)}…` : text}\``;
}

function isNumber(token: IToken): boolean {
  return token.tokenType === t.Integer || token.tokenType === t.Decimal;
}

function nameMustBeGood(source: Source, previous: IToken | undefined, token: IToken, findings: Findings): void {
  const name = token.image;
  const span = spanOfToken(token);
  if (touch(previous, token) && isNumber(previous)) {
    const word = previous.image + name;
    const message = `${clip(word)} is neither a number nor a name`;
    const help = /^x[A-Za-z_]/.test(name)
      ? `a computed size goes in braces: \`x{${name.slice(1, 41)}}\``
      : "put a blank between a number and a name";
    findings.add(d.malformedNumber({ message, source, span: { start: previous.startOffset, end: span.end }, help }));
  } else if (name.length > LIMITS.nameLength.value) {
    const message = `the name has ${name.length} characters, more than ${LIMITS.nameLength.value}`;
    findings.add(d.nameTooLong({ message, source, span }));
  } else if (/^[spdg]\d+$/.test(name)) {
    const message = `\`${name}\` is an attribute and cannot be a name`;
    const help =
      "choose a name that is more than one of `s p d g` and digits; an attribute follows the name of a layer";
    findings.add(d.reservedName({ message, source, span, help }));
  }
}

function integerMustFit(source: Source, token: IToken, findings: Findings): void {
  const digits = token.image.replaceAll("_", "");
  if (digits.length <= LIMITS.integerDigits.value && Number(digits) <= LIMITS.wholeNumber.value) return;
  const message = `${clip(token.image)} is too large: whole numbers reach to ${LIMITS.wholeNumber.value}`;
  findings.add(d.integerTooLarge({ message, source, span: spanOfToken(token) }));
}

/** Signs that come from slides, word processors and other languages, and what is meant. */
const meant: ReadonlyMap<string, string> = new Map([
  ["→", "->"],
  ["⟶", "->"],
  ["⇒", "->"],
  ["×", "x"],
  ["−", "-"],
  ["–", "-"],
  ["—", "-"],
  ["·", "*"],
  ["≤", "<="],
  ["≥", ">="],
  ["≠", "!="],
  ["“", '"'],
  ["”", '"'],
  ["„", '"'],
  ["'", '"'],
  ["#", "//"],
]);

const advice: ReadonlyMap<string, string> = new Map([
  [";", "a stage ends with a new line or `->`"],
  ["#", "comments begin with `//`"],
  ["!", "write `not`"],
  ["&", "write `and`"],
  ["'", 'strings stand between `"` and `"`'],
]);

function reportCharacter(source: Source, tokens: readonly IToken[], index: number, findings: Findings): void {
  const token = tokens[index]!;
  const span = spanOfToken(token);
  const replacement = token.image === ";" ? endOfStage(tokens[index + 1]) : meant.get(token.image);
  if (replacement === undefined && /^\p{L}/u.test(token.image)) {
    reportForeignName(source, tokens, index, findings);
    return;
  }
  const change = replacement === "" ? "delete it" : `write \`${replacement}\``;
  const help = advice.get(token.image) ?? (replacement === undefined ? undefined : change);
  const edits =
    replacement === undefined
      ? []
      : sameOnLine(tokens, index).map((same) => ({ span: spanOfToken(same), text: replacement }));
  findings.add(
    d.unexpectedCharacter({
      message: `unexpected character ${clip(token.image)}`,
      source,
      span,
      ...(help === undefined ? {} : { help }),
      fixes: edits.length === 0 ? [] : [{ title: change, edits, safe: true }],
    }),
  );
}

/** A line end ends a stage by itself. */
function endOfStage(next: IToken | undefined): string {
  return next === undefined || next.tokenType === t.NewLine ? "" : " ->";
}

/** `größe` comes as `gr`, `öß`, `e`: one name to its writer, one message. */
function reportForeignName(source: Source, tokens: readonly IToken[], index: number, findings: Findings): void {
  const token = tokens[index]!;
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  const start = touch(before, token) && isWord(before) ? before.startOffset : token.startOffset;
  const end = endOfToken(after !== undefined && touch(token, after) && isWord(after) ? after : token);
  const message = `${clip(source.text.slice(start, end))} is no name: names hold the letters a to z, digits and \`_\``;
  findings.add(d.unexpectedCharacter({ message, source, span: { start, end } }));
}

function sameOnLine(tokens: readonly IToken[], index: number): IToken[] {
  const { image } = tokens[index]!;
  const same: IToken[] = [];
  for (let i = index; i < tokens.length && tokens[i]!.tokenType !== t.NewLine; i++) {
    if (tokens[i]!.tokenType === t.Unexpected && tokens[i]!.image === image) same.push(tokens[i]!);
  }
  return same;
}

function isWord(token: IToken): boolean {
  return /^\w/.test(token.image);
}
