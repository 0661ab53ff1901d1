/**
 * Brackets around lines: bodies, groups, recipes. Takes the brackets and a printer of one line; gives all on one line where the
 * author wrote it so and it fits, else the lines between, indented. Not for branches, whose arms have signs of their own.
 */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import { gap } from "./gaps.ts";
import { itemGap } from "./items.ts";
import { inScope, type Sheet } from "./sheet.ts";

const { hardline, indent, line, softline } = builders;

export interface Lines {
  /** Whether there is a line yet to be printed. */
  more(): boolean;
  print(): Doc;
}

/** `broken`: on several lines whatever the width; else the caller's group decides. */
export function enclose(sheet: Sheet, brackets: "{}" | "[]", broken: boolean, lines: Lines): Doc {
  return inScope(sheet, broken, () => {
    const { words } = sheet;
    const [opening = "", closing = ""] = brackets;
    const open = words.take(opening);
    if (!lines.more() && !words.commentAhead()) return [open, words.take(closing)];
    if (broken) return [open, indent(printLines(sheet, lines, true)), hardline, words.take(closing)];
    const separator = brackets === "{}" ? line : softline;
    if (!lines.more()) return [open, gap(sheet, separator, "close"), words.take(closing)];
    return [
      open,
      indent([gap(sheet, separator, "open"), lines.print()]),
      gap(sheet, separator, "close"),
      words.take(closing),
    ];
  });
}

/** Lines below each other; `enclosed`: from behind the opening bracket up to the closing one. */
export function printLines(sheet: Sheet, lines: Lines, enclosed: boolean): Doc {
  const docs: Doc[] = [];
  for (let first = true; lines.more(); first = false) {
    if (!first || enclosed) {
      const { before, inline } = itemGap(sheet, first ? "first" : "next");
      docs.push(before, inline);
    }
    docs.push(lines.print());
  }
  if (enclosed) docs.push(itemGap(sheet, docs.length === 0 ? "only" : "last").before);
  return docs;
}
