/**
 * Text of a program in the Markdown of an editor. Takes names, comments, strings and paths, which may hold anything; gives Markdown in
 * which they are text or code and never a link, HTML, an image or a command, and the same as plain text for clients that show no
 * Markdown. The one place that escapes. Pages of our own pass through `ours`.
 */
import { safeLines, safeText } from "../diagnostics/safe-text.ts";

/** A piece of a line: text, code or something that stands out. */
export type Inline = string | { readonly code: string } | { readonly strong: string };

/** A paragraph, a list or a piece of code, in both forms. */
export interface Block {
  readonly markdown: string;
  readonly plain: string;
}

export const code = (text: string): Inline => ({ code: text });
export const strong = (text: string): Inline => ({ strong: text });

export function paragraph(...parts: readonly Inline[]): Block {
  return { markdown: escapeLineStart(parts.map(inlineMarkdown).join("")), plain: parts.map(inlinePlain).join("") };
}

export function list(items: readonly (readonly Inline[])[]): Block {
  return {
    markdown: items.map((parts) => `- ${escapeLineStart(parts.map(inlineMarkdown).join(""))}`).join("\n"),
    plain: items.map((parts) => `- ${parts.map(inlinePlain).join("")}`).join("\n"),
  };
}

export function codeBlock(text: string): Block {
  const safe = safeLines(text.replace(/\r\n?/g, "\n"));
  const fence = "`".repeat(Math.max(3, longestRun(safe) + 1));
  return { markdown: `${fence}cnn\n${safe}\n${fence}`, plain: safe };
}

/** A comment of a program: its paragraphs, with `code` where it writes so. */
export function comment(text: string): Block {
  const paragraphs = text
    .split(/(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)/)
    .map((each) => each.trim())
    .filter((each) => each !== "");
  const blocks = paragraphs.map((each) => paragraph(...splitCode(each)));
  return join(blocks, "\n\n");
}

/** Markdown that this project wrote. Links into our own pages lead nowhere from an editor: their words stay. */
export function ours(markdown: string): Block {
  const text = markdown.replace(/\[([^\]\n]*)\]\((?!https?:\/\/)[^)\n]*\)/g, "$1").trim();
  return { markdown: text, plain: text };
}

/** Blocks below one another; a line divides those of `apart` from the ones before. */
export function page(blocks: readonly Block[], apart: readonly Block[] = []): Block {
  if (apart.length === 0) return join(blocks, "\n\n");
  const below = join(apart, "\n\n");
  if (blocks.length === 0) return below;
  const above = join(blocks, "\n\n");
  return { markdown: `${above.markdown}\n\n---\n\n${below.markdown}`, plain: `${above.plain}\n\n${below.plain}` };
}

function join(blocks: readonly Block[], between: string): Block {
  return {
    markdown: blocks.map(({ markdown }) => markdown).join(between),
    plain: blocks.map(({ plain }) => plain).join(between),
  };
}

/** Text on one line, every character of which stands for itself. */
export function escapeMarkdown(text: string): string {
  return safeText(text)
    .replace(/[\\`*_[\]<>~|$@]/g, "\\$&")
    .replace(/&(?=#|\w)/g, "\\&")
    .replace(/\{(?=\{)/g, "\\{")
    .replace(/:(?=\S)/g, "\\:")
    .replace(/(www)\./gi, "$1\\.");
}

/** Nothing becomes a heading, a list, a quotation or a line across the page. */
function escapeLineStart(markdown: string): string {
  return markdown
    .trimStart()
    .replace(/^[#+=-]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

/** Code keeps every character; its fence is longer than any in the text. */
function inlineMarkdown(part: Inline): string {
  if (typeof part === "string") return escapeMarkdown(part);
  if ("strong" in part) return part.strong.trim() === "" ? "" : `**${escapeMarkdown(part.strong.trim())}**`;
  const text = safeText(part.code);
  if (text.trim() === "") return "";
  const fence = "`".repeat(longestRun(text) + 1);
  const gap = /^`|`$|^ .* $/.test(text) ? " " : "";
  return `${fence}${gap}${text}${gap}${fence}`;
}

function inlinePlain(part: Inline): string {
  return safeText(typeof part === "string" ? part : "code" in part ? part.code : part.strong);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(({ 0: run }) => run.length));
}

function splitCode(text: string): readonly Inline[] {
  return text.split(/(`[^`\n]+`)/).map((piece, i) => (i % 2 === 1 ? code(piece.slice(1, -1)) : piece));
}
