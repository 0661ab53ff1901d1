/**
 * What stands between things on lines of their own (declarations, lines of a body, arms): the comments behind the one before,
 * the comments on their own lines, at most one blank line between any two of these. Takes the place of the gap, gives a document
 * that reaches to the begin of the next thing. Called once for every gap, in the order of the text.
 */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import type { Comment } from "../syntax/ast.ts";
import { blankBefore, isLineComment, printComment } from "./comments.ts";
import { hasBlankLine, hasNewline, type Sheet } from "./sheet.ts";

const { hardline, lineSuffix, breakParent } = builders;

/**
 * At the begin of the file, behind an opening bracket, between two things, before a closing bracket or the end; between brackets
 * or in a file that hold nothing else.
 */
export type ItemPlace = "start" | "first" | "next" | "last" | "only" | "whole";

export interface ItemGap {
  /** Everything up to the line of the next thing, the newline included; without it before a closing bracket. */
  readonly before: Doc;
  /** Comments on the line of the next thing. */
  readonly inline: Doc;
}

/** `glue`: no blank line between documentation and what it documents. */
export function itemGap(sheet: Sheet, place: ItemPlace, glue = false): ItemGap {
  const { words } = sheet;
  const target = words.start;
  const comments = words.commentsBefore(target);
  let ownUntil = comments.length;
  const ends = place === "last" || place === "only" || place === "whole";
  const starts = place === "start" || place === "whole";
  if (!ends) {
    while (
      ownUntil > 0 &&
      !hasNewline(sheet, comments[ownUntil - 1]!.span.end, comments[ownUntil]?.span.start ?? target)
    ) {
      ownUntil--;
    }
  }
  const own = comments.slice(0, ownUntil);
  const trailing = starts ? 0 : countTrailing(sheet, own);
  const docs: Doc[] = [printTrailing(sheet, own.slice(0, trailing))];
  let at = own[trailing - 1]?.span.end ?? words.end;
  let begun = !starts;
  let blankAllowed = place === "next" || place === "last";
  const newLine = (until: number, glued: boolean): void => {
    if (begun) docs.push(blankAllowed && !glued && hasBlankLine(sheet, at, until) ? [hardline, hardline] : hardline);
    begun = true;
    blankAllowed = true;
  };
  for (const comment of own.slice(trailing)) {
    newLine(comment.span.start, false);
    docs.push(printComment(comment));
    at = comment.span.end;
  }
  const inline = comments.slice(ownUntil);
  const documented = glue && inline.length === 0 && own.length > trailing && own[own.length - 1]!.documentation;
  if (!ends) newLine(inline[0]?.span.start ?? target, documented);
  return { before: docs, inline: inline.map((comment): Doc => [printComment(comment), " "]) };
}

/** How many of the comments begin on the line on which what is before them ends. */
function countTrailing(sheet: Sheet, comments: readonly Comment[]): number {
  let count = 0;
  let at = sheet.words.end;
  while (count < comments.length && !hasNewline(sheet, at, comments[count]!.span.start))
    at = comments[count++]!.span.end;
  return count;
}

/** Only a line comment does not count for the width: a block comment might have stood inside the line before. */
function printTrailing(sheet: Sheet, comments: readonly Comment[]): Doc {
  return comments.map((comment, i): Doc => {
    const blank = i === 0 ? blankBefore(sheet, comment) : " ";
    if (!isLineComment(comment)) return [blank, printComment(comment)];
    return [lineSuffix([blank, printComment(comment)]), breakParent];
  });
}
