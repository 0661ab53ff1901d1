/**
 * The word or sign at an offset: takes a source and an offset, gives the token of its line that holds it; of two that touch there the
 * later one, unless that only divides words. Nothing in blanks.
 */
import { lineText, positionAt, type Source } from "../source/source.ts";
import { readWords } from "../syntax/parse.ts";
import { holds } from "./nodes-at.ts";
import { type Token, tokenFrom } from "./tokens-of.ts";

export function tokenAt(source: Source, offset: number): Token | undefined {
  const touching = tokensOfLine(source, positionAt(source, offset).line).filter(({ span }) => holds(span, offset));
  const inside = touching.find(({ span }) => offset < span.end);
  // A cursor between a word and a bracket is at the word.
  if (inside && !separates(inside)) return inside;
  return touching.find((token) => !separates(token)) ?? touching.at(-1);
}

const separates = ({ text }: Token): boolean => /^[()[\]{},=.]$/.test(text);

/** Of one line, from 1, in the order of the text. */
function tokensOfLine(source: Source, line: number): readonly Token[] {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return [];
  const { tokens } = readWords(lineText(source, line));
  return tokens.map((token) => tokenFrom(token, start)).filter(({ type }) => type !== "NewLine");
}
