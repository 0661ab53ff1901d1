/**
 * What a text points to: files that it imports, data and graphs that it reads, and addresses in its comments. Takes a snapshot, gives
 * spans (within the quotes) and targets; a path is as it is written, and counts from the program's own folder. An import that was
 * not found points nowhere.
 */
import type { Source, Span } from "../source/source.ts";
import type { Node, StringLiteral } from "../syntax/ast.ts";
import { walk } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";

export interface DocumentLink {
  readonly span: Span;
  readonly target:
    | { readonly kind: "source"; readonly source: Source }
    | { readonly kind: "path"; readonly path: string }
    | { readonly kind: "url"; readonly url: string };
}

export function documentLinks(snapshot: Snapshot): readonly DocumentLink[] {
  return [...importLinks(snapshot), ...pathLinks(snapshot), ...commentLinks(snapshot)].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

function* importLinks({ source, trace }: Snapshot): Iterable<DocumentLink> {
  for (const { span, meanings } of trace.usesOf(source))
    for (const meaning of meanings)
      if (meaning.kind === "file")
        yield { span: withinQuotes(span, source), target: { kind: "source", source: meaning.source } };
}

/** Behind `data`, and of the graph of an input: whatever else stands in quotes is a name. */
function* pathLinks({ file, source }: Snapshot): Iterable<DocumentLink> {
  for (const node of walk(file))
    for (const { value, span } of pathsIn(node))
      if (value !== "") yield { span: withinQuotes(span, source), target: { kind: "path", path: value } };
}

function pathsIn(node: Node): readonly StringLiteral[] {
  if (!("arguments" in node) || !Array.isArray(node.arguments)) return [];
  const given = node.arguments as readonly ({ readonly kind?: string; readonly value?: unknown } & Node)[];
  const { name, kind } = node as { readonly name?: { readonly text: string }; readonly kind?: string };
  if (kind === "input") return given.flatMap(({ value }) => (isText(value) ? [value] : []));
  const [first] = given;
  return kind === undefined && name?.text === dataSetting && first?.kind === "string" && isText(first.value)
    ? [first.value]
    : [];
}

const dataSetting = "data";

function isText(value: unknown): value is StringLiteral {
  return typeof value === "object" && value !== null && (value as { readonly kind?: unknown }).kind === "string";
}

function withinQuotes({ start, end }: Span, { text }: Source): Span {
  const closed = end - start > 1 && text[end - 1] === '"';
  return text[start] === '"' ? { start: start + 1, end: closed ? end - 1 : end } : { start, end };
}

function* commentLinks({ file }: Snapshot): Iterable<DocumentLink> {
  for (const { text, span } of file.comments)
    for (const { 0: found, index } of text.matchAll(/https?:\/\/[^\s<>"'`]+/g)) {
      // The full stop behind an address is not part of it, nor is a parenthesis around it.
      const url = found.replace(/[.,;:!?]+$/, "").replace(/\)+$/, (closing) => (found.includes("(") ? closing : ""));
      if (!URL.canParse(url)) continue;
      const start = span.start + index;
      yield { span: { start, end: start + url.length }, target: { kind: "url", url } };
    }
}
