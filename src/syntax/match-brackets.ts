/**
 * Which brackets have no partner: takes tokens with the braces told apart; returns what has to be put in, left out and retagged
 * so that they balance, with a finding each. Two ways of reading: by the brackets alone, or, once these are known not to
 * balance, by the indentation too, which mostly shows which one is missing. Linear, the nesting being limited before.
 */
import type { IToken, TokenType } from "../../grammar/chevrotain.ts";
import * as t from "../../grammar/tokens.ts";
import { lineIndent, positionAt, type Source } from "../source/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import * as d from "./diagnostics.ts";
import { endOfToken, spanOfToken } from "./token-span.ts";

export interface Matching {
  /** Closers to put in, by the index of the token they stand before. */
  readonly insertions: ReadonlyMap<number, readonly TokenType[]>;
  readonly removals: ReadonlySet<number>;
  /** The kind of each closing brace that stays. */
  readonly closers: ReadonlyMap<IToken, TokenType>;
  readonly findings: readonly Diagnostic[];
}

interface Frame {
  readonly opener: IToken;
  readonly kind: "paren" | "bracket" | "body" | "size";
  /** Of the line that opens it; looked at when bodies are told by their indentation. */
  readonly indent: number;
  /** Index of the first newline with this bracket innermost: where its line ends. */
  lineEnd: number | undefined;
}

const closerOf = { paren: t.RightParen, bracket: t.RightBracket, body: t.RightBrace, size: t.SizeClose } as const;
const literalOf = { paren: ")", bracket: "]", body: "}", size: "}" } as const;

const kindOf: ReadonlyMap<TokenType, Frame["kind"]> = new Map([
  [t.LeftParen, "paren"],
  [t.LeftBracket, "bracket"],
  [t.LeftBrace, "body"],
  [t.SizeOpen, "size"],
]);
const declarations: ReadonlySet<TokenType> = new Set(t.declarationStarts);
const endsParen: ReadonlySet<TokenType> = new Set([
  t.Arrow,
  t.Pipe,
  t.LeftBrace,
  t.SizeOpen,
  t.Let,
  t.Expect,
  t.Head,
  t.Else,
]);
const followsBody: ReadonlySet<TokenType> = new Set([
  ...t.declarationStarts,
  ...[t.NewLine, t.Arrow, t.Star, t.As, t.Colon, t.Pipe, t.RightBrace, t.RightBracket, t.Else],
]);
const endsSize: ReadonlySet<TokenType> = new Set([t.NewLine, t.Arrow, t.Pipe]);

/** `most`: findings after which nobody looks for more. `silent`: what is open at the end of the text is no mistake. */
export function matchBrackets(
  source: Source,
  tokens: readonly IToken[],
  { most, silent, byIndent }: { readonly most: number; readonly silent: boolean; readonly byIndent: boolean },
): Matching {
  const frames: Frame[] = [];
  const insertions = new Map<number, TokenType[]>();
  const removals = new Set<number>();
  const closers = new Map<IToken, TokenType>();
  const findings: Diagnostic[] = [];
  /** Of the line that is being read. */
  let indent = 0;
  const top = (): Frame | undefined => frames[frames.length - 1];

  const closeTop = (at: number, found: IToken | undefined): void => {
    const frame = frames.pop();
    if (frame === undefined) return;
    const place = frame.kind === "body" ? at : (frame.lineEnd ?? at);
    const list = insertions.get(place);
    if (list === undefined) insertions.set(place, [closerOf[frame.kind]]);
    else list.push(closerOf[frame.kind]);
    if (found === undefined && silent) return;
    findings.push(describeOpen(source, frame.opener, literalOf[frame.kind], found, lastWord(tokens, place)));
  };
  const closesNothing = (i: number): void => {
    removals.add(i);
    const token = tokens[i]!;
    const message = `\`${token.image}\` closes nothing`;
    findings.push(d.unmatchedBracket({ message, source, span: spanOfToken(token), help: "delete it" }));
  };
  const close = (token: IToken, i: number): void => {
    if (!frames.some((frame) => literalOf[frame.kind] === token.image)) {
      closesNothing(i);
      return;
    }
    while (literalOf[top()!.kind] !== token.image) closeTop(i, token);
    closers.set(token, closerOf[frames.pop()!.kind]);
  };

  for (let i = 0; i < tokens.length && findings.length <= most; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    for (let frame = top(); frame !== undefined && mustHaveClosed(frame, type); frame = top()) closeTop(i, token);
    const begins = byIndent && type !== t.NewLine && (i === 0 || tokens[i - 1]!.tokenType === t.NewLine);
    if (begins) indent = lineIndent(source, token.startOffset);
    if (byIndent && type === t.RightBrace && top()?.kind === "body" && bodyGoesOn(source, tokens, i, top()!, begins)) {
      closesNothing(i);
      continue;
    }
    if (begins && !declarations.has(type)) {
      if (type === t.RightBrace) {
        const partner = frames.findLastIndex((frame) => frame.kind === "body" && frame.indent === indent);
        if (partner >= 0) while (frames.length - 1 > partner) closeTop(i, token);
        else {
          closesNothing(i);
          continue;
        }
      } else {
        // A body is indented deeper than the line that opens it.
        for (let frame = top(); frame?.kind === "body" && frame.indent >= indent; frame = top()) closeTop(i, token);
      }
    }
    const kind = kindOf.get(type);
    if (kind !== undefined) frames.push({ opener: token, kind, indent, lineEnd: undefined });
    else if (type === t.NewLine) {
      const frame = top();
      if (frame !== undefined) frame.lineEnd ??= i;
    } else if (type === t.RightParen || type === t.RightBracket || type === t.RightBrace) close(token, i);
  }
  while (frames.length > 0) closeTop(tokens.length, undefined);
  return { insertions, removals, closers, findings };
}

function mustHaveClosed({ kind }: Frame, next: TokenType): boolean {
  if (declarations.has(next)) return true;
  return kind === "paren" ? endsParen.has(next) : kind === "size" && endsSize.has(next);
}

/** Whether what follows a closing brace cannot stand behind a body, or lines as deep as the body's follow its line. */
function bodyGoesOn(
  source: Source,
  tokens: readonly IToken[],
  index: number,
  { opener, indent }: Frame,
  begins: boolean,
): boolean {
  let next = index + 1;
  const behind = tokens[next]?.tokenType;
  if (behind !== undefined && !followsBody.has(behind)) return true;
  if (behind !== t.NewLine || begins) return false;
  while (tokens[next]?.tokenType === t.NewLine) next++;
  const word = tokens[next];
  if (word === undefined || declarations.has(word.tokenType) || word.tokenType === t.RightBrace) return false;
  const opened = positionAt(source, opener.startOffset).line;
  if (opened === positionAt(source, tokens[index]!.startOffset).line) return false;
  return lineIndent(source, word.startOffset) > indent;
}

/** The last word before an index that is no newline. */
function lastWord(tokens: readonly IToken[], index: number): IToken | undefined {
  let at = index - 1;
  while (at >= 0 && tokens[at]!.tokenType === t.NewLine) at--;
  return tokens[at];
}

/** Where the closer is missing, or at the opener when both are on one line. */
function describeOpen(
  source: Source,
  opener: IToken,
  expected: string,
  found: IToken | undefined,
  last: IToken | undefined,
): Diagnostic {
  const line = (offset: number): number => positionAt(source, offset).line;
  const end = last === undefined ? endOfToken(opener) : Math.max(endOfToken(opener), endOfToken(last));
  const help = `close it with \`${expected}\``;
  if (line(end) > line(opener.startOffset))
    return d.unclosedBracket({
      message: `\`${expected}\` is missing: a \`${opener.image}\` of line ${line(opener.startOffset)} is never closed`,
      source,
      span: { start: end, end },
      labels: [{ span: spanOfToken(opener), message: "this is never closed" }],
      help,
    });
  const closes = found !== undefined && /^[)\]}]$/.test(found.image);
  return d.unclosedBracket({
    message: `\`${opener.image}\` is never closed`,
    source,
    span: spanOfToken(opener),
    labels: closes ? [{ span: spanOfToken(found), message: `\`${expected}\` is missing before this` }] : [],
    help,
  });
}
