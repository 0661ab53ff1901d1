/**
 * The word or sign at an offset: takes a source and an offset, gives the token of its line that holds it; of two that touch there the
 * later one, unless that only divides words. Nothing in blanks.
 */
import { lineText, positionAt, type Source, type Span } from "../source/source.ts";
import { readWords } from "../syntax/parse.ts";
import { holds } from "./nodes-at.ts";

export interface TokenAt {
  /** The name of its type in `grammar/tokens.ts`. */
  readonly type: string;
  readonly text: string;
  readonly span: Span;
}

export function tokenAt(source: Source, offset: number): TokenAt | undefined {
  const touching = tokensOfLine(source, positionAt(source, offset).line).filter(({ span }) => holds(span, offset));
  const inside = touching.find(({ span }) => offset < span.end);
  // A cursor between a word and a bracket is at the word.
  if (inside && !separates(inside)) return inside;
  return touching.find((token) => !separates(token)) ?? touching.at(-1);
}

const separates = ({ text }: TokenAt): boolean => /^[()[\]{},=.]$/.test(text);

/** Of one line, from 1, in the order of the text. */
export function tokensOfLine(source: Source, line: number): readonly TokenAt[] {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return [];
  return readWords(lineText(source, line)).tokens.flatMap(({ tokenType, image, startOffset }) =>
    tokenType.name === "NewLine"
      ? []
      : [
          {
            type: tokenType.name,
            text: image,
            span: { start: start + startOffset, end: start + startOffset + image.length },
          },
        ],
  );
}
