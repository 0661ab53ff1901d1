/**
 * What may be written at an offset: takes a source and an offset, gives the kind of word that is expected there, with what is
 * written around it as far as it matters, and the word that is being typed. Works on tokens, since what is being typed seldom
 * parses; knows the rules of the language and no operator. In comments, numbers and names that are being declared nothing is
 * expected.
 */
import type { IToken, TokenType } from "../../../../grammar/chevrotain.ts";
import * as t from "../../../../grammar/tokens.ts";
import type { Source, Span } from "../../../source/source.ts";
import { readWords } from "../../../syntax/parse.ts";
import { endOfToken } from "../../../syntax/token-span.ts";
import type { Expectation, Expected, Region } from "./expectation.ts";
import { expectedInBody } from "./expected-in-body.ts";
import { expectedInFile } from "./expected-in-file.ts";
import { expectedInTrain } from "./expected-in-train.ts";
import { type Frame, isOperand, nameOf, openFrames } from "./frames.ts";
import { afterOperand, expression, nothing } from "./phrases.ts";

export function expectedAt({ text }: Source, offset: number): Expectation {
  const { tokens, comments } = readWords(text);
  const word = wordAt(text, offset);
  const none: Expectation = { expected: { kind: "nothing" }, word, regions: [], follows: "" };
  if (comments.some((comment) => isInside(comment, text, offset))) return none;
  const quoted = tokens.find((token) => token.tokenType === t.StringText && isInString(token, offset));
  const until = quoted ? quoted.startOffset : word.start;
  const before = tokens.slice(0, countUntil(tokens, until));
  const within = quoted ? contentOf(quoted, offset) : word;
  const frames = openFrames(before);
  const regions = frames.slice(1).map(regionOf);
  const around = { word: within, regions, follows: followsAt(tokens, within.end, text) };
  if (quoted) return { ...around, expected: inQuotes(frames.at(-1)!) };
  // In a number, or in what begins with one.
  if (/^\d/.test(text.slice(word.start, word.start + 1)) || /\d/.test(text[word.start - 1] ?? ""))
    return { ...none, ...around };
  const last = before.at(-1);
  const touching = last !== undefined && endOfToken(last) === word.start;
  const expected = expectedIn(frames, touching, text, offset, tokens.slice(before.length));
  // A statement is not part of a chain.
  const chained = expected.kind === "stage" && expected.statement && arrowFollows(tokens, within.end);
  return { ...around, expected: chained ? { ...expected, statement: false } : expected };
}

function countUntil(tokens: readonly IToken[], offset: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOfToken(tokens[middle]!) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function wordAt(text: string, offset: number): Span {
  let [start, end] = [offset, offset];
  while (/[A-Za-z0-9_]/.test(text[start - 1] ?? "")) start--;
  while (/[A-Za-z0-9_]/.test(text[end] ?? "")) end++;
  return { start, end };
}

/** A line comment holds what is typed at its end; a block comment does not. */
function isInside(comment: IToken, text: string, offset: number): boolean {
  const end = endOfToken(comment);
  const open = comment.image.startsWith("//") && (offset < text.length || !/[\r\n]/.test(text[end] ?? ""));
  return comment.startOffset < offset && (offset < end || (open && offset === end));
}

function isInString(token: IToken, offset: number): boolean {
  const closed = token.image.length > 1 && token.image.endsWith('"');
  const end = endOfToken(token);
  return token.startOffset < offset && (closed ? offset < end : offset <= end);
}

function contentOf(token: IToken, offset: number): Span {
  const closed = token.image.length > 1 && token.image.endsWith('"');
  // A quote that is not closed may be followed by what was there before.
  return { start: token.startOffset + 1, end: closed ? endOfToken(token) - 1 : offset };
}

function arrowFollows(tokens: readonly IToken[], end: number): boolean {
  return (
    tokens.find(({ startOffset, tokenType }) => startOffset >= end && tokenType !== t.NewLine)?.tokenType === t.Arrow
  );
}

function followsAt(tokens: readonly IToken[], end: number, text: string): Expectation["follows"] {
  const next = tokens.find(({ startOffset }) => startOffset >= end);
  if (!next) return "";
  if (next.startOffset === end && (next.tokenType === t.LeftParen || next.tokenType === t.Equals))
    return next.tokenType === t.LeftParen ? "(" : "=";
  const sameLine = !/[\r\n]/.test(text.slice(end, next.startOffset));
  const begins: readonly TokenType[] = [
    t.Integer,
    t.Decimal,
    t.AttributeLetter,
    t.Name,
    t.LeftBrace,
    t.StringText,
    t.SizeOpen,
  ];
  return sameLine && begins.includes(next.tokenType) ? "argument" : "";
}

function regionOf({ kind, start, stage }: Frame): Region {
  const known = kind === "body" || kind === "group" || kind === "branch" || kind === "train";
  return { kind: known ? kind : "other", start, stage };
}

/** Behind a word something else must come than at the start of one. `touching`: no blank before the word. */
function expectedIn(
  frames: readonly Frame[],
  touching: boolean,
  text: string,
  offset: number,
  rest: readonly IToken[],
): Expected {
  const frame = frames.at(-1)!;
  const { items } = frame;
  const last = items.at(-1);
  if (last?.type === t.Dot) return items.at(-2)?.type === t.In ? { kind: "field" } : nothing;
  // `3x3x8▮` and `)▮`: a word cannot stand there.
  if (touching && last && (isOperand(last) || last.type === t.AttributeLetter || last.type === t.SizeJoin))
    return nothing;
  switch (frame.kind) {
    case "file":
      return expectedInFile(items, text, offset, rest);
    case "body":
    case "group":
    case "branch":
      return expectedInBody(frame);
    case "train":
      return expectedInTrain(frames);
    case "params":
      return items.length === 0 || (items.length === 1 && !isOperand(last!))
        ? nothing
        : (afterOperand(last) ?? expression(true));
    case "call": {
      const argument = nameOf(items);
      if (items.length === 0)
        return {
          kind: "call-argument",
          callee: frame.callee,
          given: frame.given.filter(Boolean),
          first: frame.given.length === 0,
        };
      if (argument !== undefined && items.length === 2) return { kind: "call-value", callee: frame.callee, argument };
      return afterOperand(last) ?? expression(true);
    }
    default:
      return afterOperand(last) ?? expression(frame.kind === "list");
  }
}

function inQuotes({ kind, items }: Frame): Expected {
  const words = items.filter(({ type }) => type !== t.NewLine);
  return kind === "file" && words[0]?.type === t.Import && words.at(-1)?.type === t.From
    ? { kind: "import-path", quoted: true }
    : nothing;
}
