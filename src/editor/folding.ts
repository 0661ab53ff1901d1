/**
 * What can be folded: brackets over several lines (bodies, recipes, groups, branches, lists), arms, comments and runs of imports.
 * Takes a snapshot, gives spans that begin on the line that stays and end on the last line that goes, so that a closing bracket at
 * the head of a line stays too. Works on words, so a text need not parse.
 */
import * as t from "../../grammar/tokens.ts";
import type { TokenType } from "../../grammar/chevrotain.ts";
import { positionAt, type Source, type Span } from "../source/source.ts";
import { readWords } from "../syntax/parse.ts";
import { endOfToken } from "../syntax/token-span.ts";
import type { Snapshot } from "./snapshot.ts";

export interface FoldingRange {
  readonly span: Span;
  readonly kind: "region" | "comment" | "imports";
}

export function foldingRanges({ source, file }: Snapshot): readonly FoldingRange[] {
  const imports = file.declarations.filter(({ kind }) => kind === "import").map(({ span }) => span);
  return [...brackets(source), ...comments(source), ...runs(imports, source, "imports")]
    .filter(({ span }) => lineOf(source, span.end) > lineOf(source, span.start))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

function lineOf(source: Source, offset: number): number {
  return positionAt(source, offset).line;
}

const partners: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.RightBrace, t.LeftBrace],
  [t.RightBracket, t.LeftBracket],
  [t.RightParen, t.LeftParen],
]);

function brackets(source: Source): readonly FoldingRange[] {
  const found: FoldingRange[] = [];
  const fold = (start: number, end: number): void => {
    found.push({ span: { start, end: beforeHead(source, end) }, kind: "region" });
  };
  const open: { readonly type: TokenType; readonly start: number; arm: number | undefined }[] = [];
  for (const token of readWords(source.text).tokens) {
    const { tokenType: type, startOffset: start } = token;
    if ([...partners.values()].includes(type)) open.push({ type, start, arm: undefined });
    else if (type === t.Pipe && open.length > 0) {
      const around = open.at(-1)!;
      if (around.arm !== undefined) fold(around.arm, start);
      around.arm = start;
    } else if (partners.has(type)) {
      // One that closes nothing is passed over.
      const at = open.findLastIndex((each) => each.type === partners.get(type));
      if (at < 0) continue;
      const [bracket] = open.splice(at);
      if (bracket!.arm !== undefined) fold(bracket!.arm, start);
      fold(bracket!.start, start);
    }
  }
  return found;
}

/** The end of the line before, where a sign is the first of its line. */
function beforeHead({ text, lineStarts }: Source, offset: number): number {
  const start = lineStarts.findLast((each) => each <= offset) ?? 0;
  if (start === 0 || text.slice(start, offset).trim() !== "") return offset;
  return text[start - 1] === "\n" && text[start - 2] === "\r" ? start - 2 : start - 1;
}

function comments(source: Source): readonly FoldingRange[] {
  const spans = readWords(source.text).comments.map((token) => ({
    start: token.startOffset,
    end: endOfToken(token),
    image: token.image,
  }));
  const blocks = spans.filter(({ image }) => image.startsWith("/*"));
  const lines = spans.filter(({ start, image }) => image.startsWith("//") && beforeHead(source, start) !== start);
  const first = spans.find(({ start, image }) => image.startsWith("//") && source.text.slice(0, start).trim() === "");
  const all = first && !lines.includes(first) ? [first, ...lines] : lines;
  return [
    ...blocks.map(({ start, end }): FoldingRange => ({ span: { start, end }, kind: "comment" })),
    ...runs(all, source, "comment"),
  ];
}

/** Of what stands on lines one behind the other. */
function runs(spans: readonly Span[], source: Source, kind: FoldingRange["kind"]): readonly FoldingRange[] {
  const found: { span: { start: number; end: number }; kind: FoldingRange["kind"] }[] = [];
  for (const { start, end } of spans) {
    const last = found.at(-1);
    if (last && lineOf(source, start) === lineOf(source, last.span.end) + 1) last.span.end = end;
    else found.push({ span: { start, end }, kind });
  }
  return found;
}
