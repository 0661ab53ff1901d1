/**
 * What may be written at an offset: takes a source and an offset, gives the kind of word that is expected there, with what is
 * written around it as far as it matters, and the word that is being typed. Works on tokens, since what is being typed seldom
 * parses; knows the rules of the language and no operator. In comments, numbers and names that are being declared nothing is
 * expected.
 */
import { markSizeBraces } from "../../grammar/braces.ts";
import type { IToken, TokenType } from "../../grammar/chevrotain.ts";
import * as t from "../../grammar/tokens.ts";
import type { Source, Span } from "../source/source.ts";
import { readWords } from "../syntax/parse.ts";
import { endOfToken } from "../syntax/token-span.ts";

export type Expected =
  | { readonly kind: "declaration" }
  | { readonly kind: "imported-name"; readonly given: readonly string[]; readonly path: string | undefined }
  /** One of these words of the language, and nothing else. */
  | { readonly kind: "keyword"; readonly words: readonly string[] }
  /** `quoted`: between quotes that are there. */
  | { readonly kind: "import-path"; readonly quoted: boolean }
  /** `statement`: a statement may begin here; `first`: nothing stands before it in its body. */
  | { readonly kind: "stage"; readonly statement: boolean; readonly first: boolean }
  | { readonly kind: "input"; readonly given: readonly Given[] }
  | { readonly kind: "layer-argument"; readonly layer: string; readonly given: readonly Given[] }
  /** Behind a stage that takes no arguments. */
  | { readonly kind: "stage-end"; readonly condition: boolean }
  | { readonly kind: "shape" }
  | { readonly kind: "label" }
  | { readonly kind: "metric" }
  /** `metric`: the value that is expected of it. `count`: behind `*`, where a name or a number stands alone. */
  | { readonly kind: "expression"; readonly blocks: boolean; readonly metric?: string; readonly count?: true }
  | {
      readonly kind: "call-argument";
      readonly callee: string;
      readonly given: readonly string[];
      readonly first: boolean;
    }
  | { readonly kind: "call-value"; readonly callee: string; readonly argument: string }
  | { readonly kind: "field" }
  | {
      readonly kind: "argument-value";
      readonly owner: string;
      readonly argument: string;
      readonly setting?: string;
      readonly model?: string;
    }
  | { readonly kind: "setting"; readonly model: string }
  /** `step`: the word of the operator or data set, where it is there; `given` is behind that. */
  | {
      readonly kind: "setting-argument";
      readonly setting: string;
      readonly step: string | undefined;
      readonly given: readonly Given[];
      readonly model: string;
    }
  | { readonly kind: "trained-model" }
  | { readonly kind: "nothing" };

/** An argument that is there: its name, its letter, or its word; a size or value has neither. */
export interface Given {
  readonly kind: "value" | "letter" | "named" | "word" | "text";
  readonly text: string;
}

export interface Expectation {
  readonly expected: Expected;
  /** The word at the offset, empty where none is. */
  readonly word: Span;
  /** Regions around, outermost first: what opens each, and where what may reach the offset begins in it. */
  readonly regions: readonly Region[];
  /** What follows the word directly: `=`, `(`, or nothing of meaning. */
  readonly follows: "=" | "(" | "argument" | "";
}

export interface Region {
  readonly kind: "body" | "group" | "branch" | "train" | "other";
  /** Behind the bracket, or behind the sign of the arm. */
  readonly start: number;
  /** Where the stage begins that the bracket belongs to. */
  readonly stage: number;
}

type FrameKind = "file" | "body" | "train" | "branch" | "group" | "params" | "call" | "size" | "list" | "paren";

interface Item {
  readonly type: TokenType | "closed";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Frame {
  readonly kind: FrameKind;
  /** Of a call: the name before the parenthesis. */
  readonly callee: string;
  /** Since the last separator: of a body the stage, of parentheses the argument, of a recipe the setting. */
  items: Item[];
  /** Of a body: a statement may begin where nothing of a stage is there yet. */
  statement: boolean;
  /** Of a body: something stands before the stage. */
  any: boolean;
  /** Arguments before this one, by name; empty for one by position. */
  given: string[];
  start: number;
  readonly stage: number;
}

export function expectedAt({ text }: Source, offset: number): Expectation {
  const { tokens, comments } = readWords(text);
  const word = wordAt(text, offset);
  const nothing: Expectation = { expected: { kind: "nothing" }, word, regions: [], follows: "" };
  if (comments.some((comment) => isInside(comment, text, offset))) return nothing;
  const quoted = tokens.find((token) => token.tokenType === t.StringText && isInString(token, offset));
  const until = quoted ? quoted.startOffset : word.start;
  const before = tokens.slice(0, countUntil(tokens, until));
  const within = quoted ? contentOf(quoted, offset) : word;
  const frames = walk(before);
  const regions = frames.slice(1).map(regionOf);
  const around = { word: within, regions, follows: followsAt(tokens, within.end, text) };
  if (quoted) return { ...around, expected: inQuotes(frames.at(-1)!) };
  // In a number, or in what begins with one.
  if (/^\d/.test(text.slice(word.start, word.start + 1)) || /\d/.test(text[word.start - 1] ?? ""))
    return { ...nothing, ...around };
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

const file = (start: number): Frame => newFrame("file", start, start);

function newFrame(kind: FrameKind, start: number, stage: number, callee = ""): Frame {
  return { kind, callee, items: [], statement: true, any: false, given: [], start, stage };
}

/** The frames that are open behind these tokens, the file first. */
function walk(tokens: readonly IToken[]): readonly Frame[] {
  // The braces of sizes are told from those of bodies; the lexer's own tokens are not anybody else's.
  markSizeBraces(tokens);
  const frames: Frame[] = [file(0)];
  /** The word that the next brace belongs to. */
  let owner: TokenType | undefined;
  for (const token of tokens) {
    const type = token.tokenType;
    const item: Item = { type, text: token.image, start: token.startOffset, end: endOfToken(token) };
    if (t.declarationStarts.includes(type)) {
      frames.length = 1;
      frames[0]!.items = [];
      owner = type;
    }
    const frame = frames.at(-1)!;
    if (bodyOwners.has(type)) owner = type;
    if (type === t.NewLine) endLine(frame, item);
    else if (opening.has(type)) frames.push(openFrame(item, frame, owner));
    else if (closing.has(type)) closeFrame(frames, item);
    else if (type === t.Arrow && isChain(frame)) nextStage(frame, false);
    else if (type === t.Arrow && frame.kind === "train") frame.items = frame.items.slice(0, 1).concat(item);
    else if (type === t.Pipe && frame.kind === "branch") {
      nextStage(frame, true);
      frame.start = item.end;
      frame.any = false;
    } else if (type === t.Comma && separated.has(frame.kind)) nextArgument(frame);
    else
      frame.items.push(type === t.Colon && isInAttribute(frame.items, item) ? { ...item, type: t.PaddingColon } : item);
  }
  return frames;
}

const separated: ReadonlySet<FrameKind> = new Set(["call", "params", "list"]);

/** `p1:▮0`: all that touches, back to the letter. */
function isInAttribute(items: readonly Item[], colon: Item): boolean {
  let start = colon.start;
  for (const { type, start: begin, end } of [...items].reverse()) {
    if (end !== start && type !== "closed") return false;
    if (type === t.AttributeLetter) return true;
    if (type !== "closed" && type !== t.Integer && type !== t.SizeJoin && type !== t.PaddingColon) return false;
    // What is closed begins behind its bracket.
    start = type === "closed" ? begin - 1 : begin;
  }
  return false;
}

const bodyOwners: ReadonlySet<TokenType> = new Set([t.Head, t.If, t.Else, t.Add, t.Mul, t.Concat]);
const opening: ReadonlySet<TokenType> = new Set([t.LeftBrace, t.LeftBracket, t.LeftParen, t.SizeOpen]);
const closing: ReadonlySet<TokenType> = new Set([t.RightBrace, t.RightBracket, t.RightParen, t.SizeClose]);

function isChain({ kind }: Frame): boolean {
  return kind === "body" || kind === "group" || kind === "branch";
}

function endLine(frame: Frame, item: Item): void {
  if (frame.kind === "file") {
    if (frame.items.at(-1)?.type !== t.NewLine) frame.items.push(item);
    return;
  }
  if (frame.kind === "train") {
    if (frame.items.at(-1)?.type === t.Arrow) return;
    frame.items = [];
    return;
  }
  // A newline behind an arrow counts for nothing.
  if (isChain(frame) && (frame.items.length > 0 || frame.statement)) nextStage(frame, true);
}

/** `statement`: where a line ended, a statement may begin; behind an arrow only a stage. */
function nextStage(frame: Frame, statement: boolean): void {
  if (frame.items.length > 0) frame.any = true;
  frame.items = [];
  frame.statement = statement;
}

function nextArgument(frame: Frame): void {
  frame.given.push(nameOf(frame.items) ?? "");
  frame.items = [];
}

/** `s` of `s=2`. */
function nameOf([name, equals]: readonly Item[]): string | undefined {
  return name && equals?.type === t.Equals ? name.text : undefined;
}

function openFrame(item: Item, around: Frame, owner: TokenType | undefined): Frame {
  const stage = around.items[0]?.start ?? item.start;
  switch (item.type) {
    case t.SizeOpen:
      return newFrame("size", item.end, stage);
    case t.LeftBrace: {
      if (owner === t.Train) return newFrame("train", item.end, stage);
      const branch = owner === t.Add || owner === t.Mul || owner === t.Concat;
      return newFrame(branch ? "branch" : "body", item.end, stage);
    }
    case t.LeftBracket:
      return newFrame(isChain(around) && around.items.length === 0 ? "group" : "list", item.end, stage);
    default: {
      const before = around.items.at(-1);
      const declares = around.items.at(-2)?.type;
      if (declares === t.Block || declares === t.Model) return newFrame("params", item.end, stage);
      const named = before && isName(before.type) && before.end === item.start;
      return named ? newFrame("call", item.end, stage, before.text) : newFrame("paren", item.end, stage);
    }
  }
}

function closeFrame(frames: Frame[], item: Item): void {
  const matches = (kind: FrameKind): boolean =>
    item.type === t.RightParen
      ? kind === "paren" || kind === "call" || kind === "params"
      : item.type === t.RightBracket
        ? kind === "group" || kind === "list"
        : kind === "body" || kind === "train" || kind === "branch" || kind === "size";
  // One that closes nothing is passed over; those inside that are open are closed with it.
  const at = frames.findLastIndex(({ kind }) => matches(kind));
  if (at <= 0) return;
  const [{ start }] = frames.splice(at) as [Frame];
  const around = frames.at(-1)!;
  around.items.push({ type: "closed", text: item.text, start, end: item.end });
}

function isName(type: Item["type"]): boolean {
  return type === t.Name || type === t.From || type === t.Batch;
}

const nothing: Expected = { kind: "nothing" };
const keyword = (...words: string[]): Expected => ({ kind: "keyword", words });

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

const expression = (blocks: boolean): Expected => ({ kind: "expression", blocks });

/** Where an operand stands an operator follows. */
function afterOperand(last: Item | undefined): Expected | undefined {
  return last && isOperand(last) ? keyword("and", "or") : undefined;
}

function isOperand({ type }: Item): boolean {
  return (
    type === "closed" ||
    isName(type) ||
    type === t.Integer ||
    type === t.Decimal ||
    type === t.StringText ||
    type === t.In ||
    type === t.True ||
    type === t.False
  );
}

function expectedInFile(items: readonly Item[], text: string, offset: number, rest: readonly IToken[]): Expected {
  const words = items.filter(({ type }) => type !== t.NewLine);
  const [first] = words;
  const last = words.at(-1);
  const onNewLine = items.at(-1)?.type === t.NewLine;
  if (!first || !last) return { kind: "declaration" };
  switch (first.type) {
    case t.Import: {
      if (last.type === t.StringText) return onNewLine ? { kind: "declaration" } : nothing;
      if (last.type === t.From && words.length > 2) return { kind: "import-path", quoted: false };
      if (last !== first && last.type !== t.Comma) return onNewLine ? { kind: "declaration" } : keyword("from");
      const given = words
        .slice(1)
        .filter(({ type }) => isName(type))
        .map((each) => each.text);
      // What follows on the line may name the file already.
      const line = text.slice(offset).split(/[\r\n]/, 1)[0]!.length + offset;
      const path = rest.find(({ tokenType, startOffset }) => tokenType === t.StringText && startOffset < line)?.image;
      const behind = rest.filter(
        ({ tokenType, startOffset }) => tokenType === t.Name && startOffset < line && startOffset > offset,
      );
      return {
        kind: "imported-name",
        given: [...given, ...behind.map(({ image }) => image)],
        path: path?.replaceAll('"', ""),
      };
    }
    case t.Const:
      if (words.length < 3) return onNewLine && words.length > 1 ? { kind: "declaration" } : nothing;
      if (isOperand(last)) return onNewLine ? { kind: "declaration" } : keyword("and", "or");
      return expression(true);
    case t.Train:
      if (words.length === 1) return { kind: "trained-model" };
      return last.type === "closed" && last.text === "}" ? { kind: "declaration" } : nothing;
    default:
      return last.type === "closed" && last.text === "}" ? { kind: "declaration" } : nothing;
  }
}

function expectedInBody({ kind, items, statement, any }: Frame): Expected {
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return { kind: "stage", statement: kind === "body" && statement, first: !any };
  switch (first.type) {
    case t.Let:
      return items.length < 3 ? nothing : (afterOperand(last) ?? expression(true));
    case t.Expect: {
      if (items.length === 1) return { kind: "metric" };
      if (last.type === t.At) return keyword("batch");
      const metric = items[1]!.text;
      if (items.length === 2 || (items.length === 3 && last.type.toString() !== "closed" && !isOperand(last)))
        return { kind: "expression", blocks: false, metric };
      return isOperand(last) && last.type !== t.Batch ? nothing : expression(false);
    }
    case t.Head:
      return nothing;
    case t.If:
    case t.Else: {
      if (last.type === "closed" && last.text === "}") return { kind: "stage-end", condition: true };
      if (last.type === t.Else) return keyword("if");
      return first.type === t.If ? (afterOperand(last) ?? expression(false)) : nothing;
    }
    default:
  }
  const mark = items.findLast(({ type }) => type === t.As || type === t.Colon || type === t.Star);
  if (mark && mark === last) {
    if (mark.type === t.As) return nothing;
    return mark.type === t.Star ? { kind: "expression", blocks: false, count: true } : { kind: "shape" };
  }
  if (mark) return mark.type === t.Colon ? nothing : { kind: "stage-end", condition: false };
  if (first.type === t.At) return items.length === 1 ? { kind: "label" } : { kind: "stage-end", condition: false };
  if (first.type === t.Add || first.type === t.Mul || first.type === t.Concat)
    return last.type === "closed" ? { kind: "stage-end", condition: false } : nothing;
  const owner = first.text;
  if (last.type === t.Equals) return { kind: "argument-value", owner, argument: items.at(-2)?.text ?? "" };
  if (first.type === t.Input) return { kind: "input", given: givenIn(items.slice(1)) };
  const called = items[1]?.type === "closed" && items[1].text === ")";
  if (!isName(first.type) || called) return { kind: "stage-end", condition: false };
  return { kind: "layer-argument", layer: owner, given: givenIn(items.slice(1)) };
}

function expectedInTrain(frames: readonly Frame[]): Expected {
  const { items, start } = frames.at(-1)!;
  const file = frames[0]!.items.filter(({ type, end }) => type !== t.NewLine && end <= start);
  const model = file[1]?.text ?? "";
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return { kind: "setting", model };
  const setting = first.text;
  const steps = items.slice(1).filter(({ type }) => type !== t.Arrow);
  const [step] = steps;
  const word = step && isName(step.type) && steps[1]?.type !== t.Equals ? step.text : undefined;
  if (last.type === t.Equals)
    return { kind: "argument-value", owner: word ?? setting, argument: items.at(-2)?.text ?? "", setting, model };
  // A path in the place of a word is no argument.
  const named = word !== undefined || step?.type === t.StringText;
  return {
    kind: "setting-argument",
    setting,
    step: word ?? (named ? step!.text : undefined),
    given: givenIn(steps.slice(named ? 1 : 0)),
    model,
  };
}

function givenIn(items: readonly Item[]): readonly Given[] {
  const given: Given[] = [];
  for (const [i, { type, text }] of items.entries()) {
    const before = items[i - 1]?.type;
    if (type === t.AttributeLetter) given.push({ kind: "letter", text });
    else if (isName(type) && items[i + 1]?.type === t.Equals) given.push({ kind: "named", text });
    else if (isName(type) && before !== t.Equals) given.push({ kind: "word", text });
    else if (type === t.StringText && before !== t.Equals) given.push({ kind: "text", text: text.replaceAll('"', "") });
    else if ((type === t.Integer || type === t.Decimal || type === "closed") && !isPart(items, i))
      given.push({ kind: "value", text });
  }
  return given;
}

/** Of a list of sizes, or of an attribute or a named argument. */
function isPart(items: readonly Item[], i: number): boolean {
  const before = items[i - 1]?.type;
  return (
    before === t.SizeJoin ||
    before === t.AttributeLetter ||
    before === t.Equals ||
    before === t.Colon ||
    before === t.PaddingColon
  );
}

function inQuotes({ kind, items }: Frame): Expected {
  const words = items.filter(({ type }) => type !== t.NewLine);
  return kind === "file" && words[0]?.type === t.Import && words.at(-1)?.type === t.From
    ? { kind: "import-path", quoted: true }
    : nothing;
}
