/**
 * The one style of the language as edits: of a whole text, of the declarations that spans touch, and of the line that is being
 * typed. Takes a snapshot; gives edits that touch blanks alone, so that cursors stay. A text with a syntax error is left as it is,
 * but for the indentation of the line being typed, which follows the brackets before it.
 */
import {
  Arrow,
  Comma,
  LeftBrace,
  LeftBracket,
  LeftParen,
  NewLine,
  Pipe,
  RightBrace,
  RightBracket,
  RightParen,
} from "../../grammar/tokens.ts";
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { formatText, type FormatOptions } from "../format/format.ts";
import { positionAt, type Source, type Span } from "../source/source.ts";
import { readWords } from "../syntax/parse.ts";
import { endOfToken } from "../syntax/token-span.ts";
import { editsBetween } from "./edits-between.ts";
import type { Snapshot } from "./snapshot.ts";

export async function formatAll(
  { source, whole }: Snapshot,
  options: FormatOptions = {},
): Promise<readonly TextEdit[]> {
  if (!whole) return [];
  return editsOfGaps(source.text, await formatText(source.text, { endOfLine: "auto", ...options }));
}

/** What stands between declarations stays, and so do those that no span touches. */
export async function formatSpans(
  snapshot: Snapshot,
  spans: readonly Span[],
  options: FormatOptions = {},
): Promise<readonly TextEdit[]> {
  const touched = snapshot.file.declarations
    .map(({ span }) => span)
    .filter((span) => spans.some(({ start, end }) => start <= span.end && span.start <= end));
  if (touched.length === 0) return [];
  const edits = await formatAll(snapshot, options);
  return edits.filter(({ span }) => touched.some(({ start, end }) => start <= span.start && span.end <= end));
}

/** `offset`: behind what was typed. Of other lines and other characters than those of `onTypeTriggers` nothing changes. */
export function formatOnType(
  { source }: Snapshot,
  offset: number,
  typed: string,
  { tabWidth = 2, useTabs = false }: FormatOptions = {},
): readonly TextEdit[] {
  if (!onTypeTriggers.includes(typed)) return [];
  const start = source.lineStarts[positionAt(source, offset).line - 1]!;
  const present = /^[ \t]*/.exec(source.text.slice(start))![0];
  // A bracket behind other words does not move its line.
  if (typed !== "\n" && source.text.slice(start, offset).trim() !== typed) return [];
  const wanted = indentationOf(source, start, useTabs ? "\t" : " ".repeat(tabWidth));
  if (wanted === undefined || wanted === present) return [];
  return [{ span: { start, end: start + present.length }, text: wanted }];
}

/** The first is what an editor has to ask for at least. */
export const onTypeTriggers: readonly string[] = ["}", "\n", "]", ")", "|"];

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Words stay the same, but for the signs before arms and the case of an exponent; so only what is between them is compared. */
function editsOfGaps(before: string, after: string): readonly TextEdit[] {
  const [from, to] = [wordsOf(before), wordsOf(after)];
  const edits: TextEdit[] = [];
  let [i, k] = [0, 0];
  let [fromEnd, toEnd] = [0, 0];
  for (;;) {
    const [was, is] = [from[i], to[k]];
    const pipe = (word: Word | undefined): boolean => word?.text === "|";
    if (pipe(was) && !pipe(is)) i++;
    else if (pipe(is) && !pipe(was)) k++;
    else {
      if (was?.text.toLowerCase() !== is?.text.toLowerCase()) return editsBetween(before, after);
      const gapEnd = was?.start ?? before.length;
      edits.push(...shifted(editsBetween(before.slice(fromEnd, gapEnd), after.slice(toEnd, is?.start)), fromEnd));
      if (!was || !is) return edits;
      if (was.text !== is.text) edits.push({ span: { start: was.start, end: was.end }, text: is.text });
      [fromEnd, toEnd] = [was.end, is.end];
      i++;
      k++;
    }
  }
}

function wordsOf(text: string): readonly Word[] {
  return readWords(text)
    .tokens.filter(({ tokenType }) => tokenType !== NewLine)
    .map((token) => ({ text: token.image, start: token.startOffset, end: endOfToken(token) }));
}

function shifted(edits: readonly TextEdit[], by: number): readonly TextEdit[] {
  return edits.map(({ span, text }) => ({ span: { start: span.start + by, end: span.end + by }, text }));
}

/** Nothing inside a comment. */
function indentationOf({ text, lineStarts }: Source, lineStart: number, unit: string): string | undefined {
  const { tokens, comments } = readWords(text);
  if (comments.some(({ startOffset, endOffset }) => startOffset < lineStart && lineStart <= endOffset!))
    return undefined;
  /** Where the words of a line begin; those of an arm behind its sign. */
  const indentAt = (offset: number): string => {
    const start = lineStarts.findLast((each) => each <= offset) ?? 0;
    return /^[ \t]*(?:\| ?)?/.exec(text.slice(start, start + 1000))![0].replace(/\| ?/, "  ");
  };
  /** Around the line: the bracket, and the last arm in it that begins a line. */
  const around: { readonly at: number; arm?: number }[] = [];
  let last = NewLine;
  let beginsLine = true;
  let next = tokens.findIndex(({ startOffset }) => startOffset >= lineStart);
  if (next < 0) next = tokens.length;
  for (const { tokenType, startOffset } of tokens.slice(0, next)) {
    if (tokenType === LeftBrace || tokenType === LeftBracket || tokenType === LeftParen)
      around.push({ at: startOffset });
    else if (tokenType === RightBrace || tokenType === RightBracket || tokenType === RightParen) around.pop();
    else if (tokenType === Pipe && beginsLine && around.length > 0) around.at(-1)!.arm = startOffset;
    beginsLine = tokenType === NewLine;
    if (tokenType !== NewLine) last = tokenType;
  }
  const { tokenType: first } = tokens[next] ?? { tokenType: NewLine };
  const inner = around.at(-1);
  const continues = first === Arrow || last === Arrow || (last === Comma && !inner);
  if (!inner) return continues ? unit : "";
  const outer = indentAt(inner.at);
  if (first === RightBrace || first === RightBracket || first === RightParen) return outer;
  if (first === Pipe || inner.arm === undefined) return `${outer}${unit}${continues && first !== Pipe ? unit : ""}`;
  return `${indentAt(inner.arm)}${continues ? unit : ""}`;
}
