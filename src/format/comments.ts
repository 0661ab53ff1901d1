/**
 * Comments as documents: takes a comment, gives its text unchanged but for blanks at the ends of its lines, and the form it has
 * at the end of a line, where it does not count for the width and may be aligned with its neighbors. Not for where they go.
 */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import type { Comment } from "../syntax/ast.ts";
import type { Sheet } from "./sheet.ts";

const { breakParent, join, lineSuffix, literalline } = builders;

export function isLineComment({ text }: Comment): boolean {
  return text.startsWith("//");
}

export function printComment({ text }: Comment): Doc {
  return join(
    literalline,
    text.split("\n").map((line) => line.trimEnd()),
  );
}

/** The blank before a comment that may end a line. */
export function blankBefore(sheet: Sheet, comment: Comment): Doc {
  return ` ${sheet.stops.mark("comment", comment.span.start, sheet.scope)}`;
}

/** A comment at the end of a line, which ends here. */
export function printAtLineEnd(sheet: Sheet, comment: Comment): Doc {
  return [lineSuffix([blankBefore(sheet, comment), printComment(comment)]), breakParent];
}
