/** What holds of every program that is formatted, as one function for all suites. */
import { expect } from "vitest";
import { formatText, type FormatOptions } from "../../src/format/format.ts";
import { printAst } from "../../src/syntax/print-ast.ts";
import { parseText } from "../syntax/parse-text.ts";

/** The tree without places (a number may change the case of its exponent) and the comments in order, for comparison. */
export function meaningOf(text: string): { readonly tree: string; readonly comments: readonly string[] } {
  const { file, messages } = parseText(text);
  if (messages.length > 0) throw new Error(`${messages.join("\n")}\n${text}`);
  return {
    tree: printAst(file)
      .replace(/ {2}\/\/ \d+:\d+$/gm, "")
      .replace(/(\d)E([+-]?\d)/g, "$1e$2"),
    comments: file.comments.map((comment) => comment.text.replace(/\s+$/gm, "")),
  };
}

/** Formats, and checks that meaning and comments are the same and that formatting again changes nothing. */
export async function mustFormat(text: string, options: FormatOptions = {}): Promise<string> {
  const before = meaningOf(text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"));
  const once = await formatText(text, options);
  expect(meaningOf(once.replace(/\r\n?/g, "\n"))).toEqual(before);
  expect(await formatText(once, options)).toBe(once);
  return once;
}
