/**
 * Snippets: texts with places to fill in, in the form that TextMate gave them and every editor took over: `conv ${1:3x3x16}`.
 * Plain text must be escaped on its way into one; this is the only file that writes the form.
 */
import type { TextEdit } from "../diagnostics/diagnostic.ts";

/** Text in which nothing is a place. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, (sign) => `\\${sign}`);
}

/** The place of a number, from 1; 0 is where the cursor ends. */
export function snippetHole(number: number, example: string): string {
  return `\${${number}:${escapeSnippet(example)}}`;
}

/** The text of an edit, its hole a place. */
export function snippetOf({ text, hole }: TextEdit): string {
  if (!hole) return escapeSnippet(text);
  const [before, example, after] = [text.slice(0, hole.start), text.slice(hole.start, hole.end), text.slice(hole.end)];
  return `${escapeSnippet(before)}${snippetHole(1, example)}${escapeSnippet(after)}`;
}

/** A text in parts, of which some are examples that the author writes over. */
export type Parts = readonly (string | { readonly example: string })[];

/** With its examples as they are. */
export function plainText(parts: Parts): string {
  return parts.map((part) => (typeof part === "string" ? part : part.example)).join("");
}

/** With its examples as places, in their order. */
export function snippetText(parts: Parts): string {
  let number = 0;
  return parts
    .map((part) => (typeof part === "string" ? escapeSnippet(part) : snippetHole(++number, part.example)))
    .join("");
}
