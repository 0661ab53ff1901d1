/**
 * What an offset is an argument of, told by the words before it alone, so that half-written text has an answer too: the nearest open
 * parenthesis behind a name, or else the line that a layer or a setting begins. Takes a source and an offset.
 */
import type { Source } from "../../source/source.ts";
import { countBefore, type Token, tokensOf } from "../tokens-of.ts";

/** Tokens that touch one another. */
export interface Word {
  readonly tokens: readonly Token[];
}

export type CallAround =
  /** `unit(8, s=` */
  | {
      readonly kind: "parentheses";
      readonly callee: Token;
      /** It is the model of a recipe. */
      readonly trains: boolean;
      /** Of the argument that the offset is in. */
      readonly position: number;
      readonly name: string | undefined;
    }
  /** `conv 5x5x6 s`, `optimizer sgd lr=` */
  | {
      readonly kind: "words";
      readonly inRecipe: boolean;
      /** From the name on, up to the offset; the last is empty where a blank stands before the offset. */
      readonly words: readonly Word[];
    };

const opens: ReadonlySet<string> = new Set(["LeftParen", "LeftBracket", "LeftBrace"]);
const closes: ReadonlySet<string> = new Set(["RightParen", "RightBracket", "RightBrace"]);
const declarations: ReadonlySet<string> = new Set(["Import", "Const", "Block", "Model", "Train"]);

export function callAround(source: Source, offset: number): CallAround | undefined {
  const { tokens, comments } = tokensOf(source);
  if (comments.some(({ start, end }) => start < offset && offset <= end)) return undefined;
  const count = countBefore(tokens, offset);
  const inRecipe = tokens.slice(0, count).findLast(({ type }) => declarations.has(type))?.type === "Train";
  let depth = 0;
  let first = count;
  for (let i = count - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (closes.has(token.type)) depth++;
    else if (opens.has(token.type) && depth > 0) depth--;
    else if (token.type === "LeftParen" && tokens[i - 1]?.type === "Name") return inParentheses(tokens, i, count);
    else if (opens.has(token.type) && isBody(tokens, i, inRecipe)) break;
    else if (depth === 0 && endsStage(tokens, i, inRecipe)) break;
    first = i;
  }
  const words = wordsBetween(tokens.slice(first, count), offset);
  return words.length < 2 ? undefined : { kind: "words", inRecipe, words };
}

function inParentheses(tokens: readonly Token[], open: number, count: number): CallAround {
  let position = 0;
  let depth = 0;
  let start = open + 1;
  for (let i = open + 1; i < count; i++) {
    const { type } = tokens[i]!;
    if (opens.has(type)) depth++;
    else if (closes.has(type)) depth--;
    else if (type === "Comma" && depth === 0) {
      position++;
      start = i + 1;
    }
  }
  const named = start < count && tokens[start]?.type === "Name" && tokens[start + 1]?.type === "Equals";
  return {
    kind: "parentheses",
    callee: tokens[open - 1]!,
    trains: tokens[open - 2]?.type === "Train",
    position,
    name: named ? tokens[start]!.text : undefined,
  };
}

/** Not the brackets of a list, nor the braces of a computed size. */
function isBody(tokens: readonly Token[], at: number, inRecipe: boolean): boolean {
  const [token, before] = [tokens[at]!, tokens[at - 1]];
  if (token.type === "LeftParen") return false;
  if (token.type === "LeftBracket")
    return !inRecipe && !["Equals", "LeftParen", "Comma", "Name"].includes(before?.type ?? "");
  const touches = before?.span.end === token.span.start;
  if (touches && ["AttributeLetter", "SizeJoin", "Equals", "Colon"].includes(before?.type ?? "")) return false;
  // `fc {n}`: a size stands right behind the brace.
  const next = tokens[at + 1];
  return before?.type !== "Name" || (next !== undefined && next.span.start > token.span.end) || next === undefined;
}

function endsStage(tokens: readonly Token[], at: number, inRecipe: boolean): boolean {
  switch (tokens[at]!.type) {
    case "Pipe":
    case "RightBrace":
      return true;
    case "Arrow":
      return !inRecipe;
    case "NewLine": {
      // Inside parentheses a line goes on.
      const before = tokens[at - 1]?.type;
      return before !== "Comma" && before !== "LeftParen" && before !== "NewLine";
    }
    default:
      return false;
  }
}

function wordsBetween(tokens: readonly Token[], offset: number): readonly Word[] {
  const words: Token[][] = [];
  let depth = 0;
  let end: number | undefined;
  for (const token of tokens) {
    if (token.type === "NewLine") continue;
    const inside = depth > 0;
    if (opens.has(token.type)) depth++;
    else if (closes.has(token.type)) depth--;
    if (inside || token.span.start === end) words[words.length - 1]!.push(token);
    else words.push([token]);
    end = token.span.end;
  }
  if (end !== undefined && end < offset && depth <= 0) words.push([]);
  return words.map((each) => ({ tokens: each }));
}
