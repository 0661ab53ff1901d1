/**
 * Makes brackets balance: takes tokens with the braces told apart, reports each bracket without a partner, and returns tokens in which every
 * bracket has one (closers put in where they are missing, stray ones left out), so that the rules never lose more than a line
 * over a bracket. Relies on what cannot stand inside which bracket: `->` not in `( )`, a newline not in the braces of a size,
 * a declaration in none. Linear, the nesting being limited before.
 */
import { createTokenInstance, type IToken, type TokenType } from "../../grammar/chevrotain.ts";
import { retag } from "../../grammar/braces.ts";
import * as t from "../../grammar/tokens.ts";
import type { Source } from "../source/source.ts";
import type { Findings } from "./collect.ts";
import * as d from "./diagnostics.ts";
import { endOfToken, spanOfToken } from "./token-span.ts";

interface Frame {
  readonly opener: IToken;
  readonly kind: "paren" | "bracket" | "body" | "size";
  /** Index of the first newline with this bracket innermost: where its line ends. */
  lineEnd: number | undefined;
}

const closerOf = { paren: t.RightParen, bracket: t.RightBracket, body: t.RightBrace, size: t.SizeClose } as const;
const literalOf = { paren: ")", bracket: "]", body: "}", size: "}" } as const;

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
const endsSize: ReadonlySet<TokenType> = new Set([t.NewLine, t.Arrow, t.Pipe]);

/** `silent`: the text was cut short for another mistake, so what is open at its end is none. */
export function repairBrackets(
  source: Source,
  tokens: readonly IToken[],
  findings: Findings,
  silent: boolean,
): readonly IToken[] {
  const frames: Frame[] = [];
  const insertions = new Map<number, TokenType[]>();
  const removals = new Set<number>();

  const closeTop = (at: number, found: IToken | undefined): void => {
    const frame = frames.pop();
    if (frame === undefined) return;
    const place = frame.kind === "body" ? at : (frame.lineEnd ?? at);
    const list = insertions.get(place);
    if (list === undefined) insertions.set(place, [closerOf[frame.kind]]);
    else list.push(closerOf[frame.kind]);
    if (found === undefined && silent) return;
    const expected = literalOf[frame.kind];
    const closes = found !== undefined && (found.image === ")" || found.image === "]" || found.image === "}");
    findings.add(
      d.unclosedBracket({
        message: `\`${frame.opener.image}\` is never closed`,
        source,
        span: spanOfToken(frame.opener),
        labels: closes ? [{ span: spanOfToken(found), message: `\`${expected}\` is missing before this` }] : [],
        help: `close it with \`${expected}\``,
      }),
    );
  };

  for (let i = 0; i < tokens.length && !findings.full; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    let top = frames[frames.length - 1];
    while (
      top !== undefined &&
      (declarations.has(type) ||
        (top.kind === "paren" && endsParen.has(type)) ||
        (top.kind === "size" && endsSize.has(type)))
    ) {
      closeTop(i, token);
      top = frames[frames.length - 1];
    }
    if (type === t.NewLine) {
      if (top !== undefined) top.lineEnd ??= i;
    } else if (type === t.LeftParen) {
      frames.push({ opener: token, kind: "paren", lineEnd: undefined });
    } else if (type === t.LeftBracket) {
      frames.push({ opener: token, kind: "bracket", lineEnd: undefined });
    } else if (type === t.LeftBrace) {
      frames.push({ opener: token, kind: "body", lineEnd: undefined });
    } else if (type === t.SizeOpen) {
      frames.push({ opener: token, kind: "size", lineEnd: undefined });
    } else if (type === t.RightParen || type === t.RightBracket || type === t.RightBrace) {
      if (frames.some((frame) => literalOf[frame.kind] === token.image)) {
        while (literalOf[frames[frames.length - 1]!.kind] !== token.image) closeTop(i, token);
        retag(token, closerOf[frames.pop()!.kind]);
      } else {
        removals.add(i);
        const message = `\`${token.image}\` closes nothing`;
        findings.add(d.unmatchedBracket({ message, source, span: spanOfToken(token), help: "delete it" }));
      }
    }
  }
  while (frames.length > 0) closeTop(tokens.length, undefined);
  return insertions.size === 0 && removals.size === 0 ? tokens : rebuild(tokens, insertions, removals);
}

function rebuild(
  tokens: readonly IToken[],
  insertions: ReadonlyMap<number, readonly TokenType[]>,
  removals: ReadonlySet<number>,
): IToken[] {
  const repaired: IToken[] = [];
  for (let i = 0; i <= tokens.length; i++) {
    for (const type of insertions.get(i) ?? []) {
      const previous = repaired[repaired.length - 1];
      const at = previous === undefined ? 0 : endOfToken(previous);
      // An empty token just behind its predecessor: spans stay true.
      repaired.push(createTokenInstance(type, "", at, at - 1, NaN, NaN, NaN, NaN));
    }
    const token = tokens[i];
    if (token !== undefined && !removals.has(i)) repaired.push(token);
  }
  return repaired;
}
