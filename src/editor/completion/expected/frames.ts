/**
 * The brackets that are open behind some tokens, and what stands in each since its last separator. Takes tokens, of text that need not
 * parse; gives frames, that of the file first. A bracket that closes nothing is passed over; a declaration closes whatever is open.
 */
import { markSizeBraces } from "../../../../grammar/braces.ts";
import type { IToken, TokenType } from "../../../../grammar/chevrotain.ts";
import * as t from "../../../../grammar/tokens.ts";
import { endOfToken } from "../../../syntax/token-span.ts";

export type FrameKind = "file" | "body" | "train" | "branch" | "group" | "params" | "call" | "size" | "list" | "paren";

export interface Item {
  readonly type: TokenType | "closed";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Frame {
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

const file = (start: number): Frame => newFrame("file", start, start);

function newFrame(kind: FrameKind, start: number, stage: number, callee = ""): Frame {
  return { kind, callee, items: [], statement: true, any: false, given: [], start, stage };
}

/** The frames that are open behind these tokens, the file first. */
export function openFrames(tokens: readonly IToken[]): readonly Frame[] {
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
export function nameOf([name, equals]: readonly Item[]): string | undefined {
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

export function isName(type: Item["type"]): boolean {
  return type === t.Name || type === t.From || type === t.Batch;
}

export function isOperand({ type }: Item): boolean {
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
