/**
 * What stands between two words of one line: blanks and comments. Takes the layout's wish for a gap and gives a document that
 * has it and the comments there, each where its author put it as far as the layout allows. A line comment ends its line wherever
 * it stands: the source had a newline there, so one is allowed. Called once for every gap, in the order of the text.
 */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import { blankBefore, isLineComment, printAtLineEnd, printComment } from "./comments.ts";
import { hasNewline, type Sheet } from "./sheet.ts";

const { hardline } = builders;

/** Behind an opening bracket, between words (in a column that is settled or not), or before a closing bracket or comma. */
export type Place = "open" | "settled" | "middle" | "close";

/** `separator`, or what takes its place where comments stand in the gap. */
export function gap(sheet: Sheet, separator: Doc, place: Place = "middle"): Doc {
  const { words } = sheet;
  const comments = words.commentsBefore(words.start);
  if (comments.length === 0) {
    if (place !== "middle" || separator === "" || sheet.settled) return separator;
    const kind = words.at("as") ? "label" : words.at(":") ? "shape" : "word";
    return [separator, sheet.stops.mark(kind, words.start, sheet.scope)];
  }
  const docs: Doc[] = [];
  let at = words.end;
  let ended = false;
  for (const [index, comment] of comments.entries()) {
    const ownLine = hasNewline(sheet, at, comment.span.start);
    at = comment.span.end;
    if (isLineComment(comment)) {
      docs.push(ownLine || ended ? [hardline, printComment(comment)] : printAtLineEnd(sheet, comment));
      ended = true;
      continue;
    }
    if (ended) docs.push(hardline);
    else if (index > 0) docs.push(" ");
    else if (place === "close") docs.push(blankBefore(sheet, comment));
    else docs.push(place !== "open" && separator === "" ? " " : separator);
    docs.push(printComment(comment));
    ended = false;
  }
  if (ended) docs.push(hardline);
  else docs.push(place === "close" ? separator : " ");
  return docs;
}

/** A blank before a value of which the first number may be aligned at its end. */
export function gapBeforeNumber(sheet: Sheet): Doc {
  const { words } = sheet;
  const number = /^\d/.test(words.next) && !words.commentAhead() ? words.next : "";
  return number === "" ? gap(sheet, " ") : [" ", sheet.stops.mark("number", words.start, sheet.scope, number.length)];
}

export interface ArrowGap {
  /** Comments before the arrow. */
  readonly before: Doc;
  /** The arrow, and what stands between it and the next step. */
  readonly arrow: Doc;
  /** Whether the author broke the chain here. */
  readonly broken: boolean;
}

/** Takes an arrow with the comments around it. A line comment behind an arrow moves before it: there the line is broken. */
export function arrowGap(sheet: Sheet): ArrowGap {
  const { words } = sheet;
  const start = words.end;
  const arrowAt = words.start;
  const next = words.startAfterNext();
  const first = words.commentsBefore(arrowAt);
  const second = words.commentsBefore(next);
  const move = second.some(isLineComment);
  const before: Doc[] = [];
  let at = start;
  for (const comment of move ? [...first, ...second] : first) {
    const ownLine = hasNewline(sheet, at, comment.span.start);
    if (ownLine) before.push(hardline, printComment(comment));
    else if (isLineComment(comment)) before.push(printAtLineEnd(sheet, comment));
    else before.push(blankBefore(sheet, comment), printComment(comment));
    at = comment.span.end;
  }
  const behind = move ? [] : second.map((comment): Doc => [printComment(comment), " "]);
  const arrow = [sheet.stops.mark("arrow", arrowAt, sheet.scope), words.take("->"), " ", behind];
  return { before, arrow, broken: hasNewline(sheet, start, next) };
}
