/**
 * Size lists as they are written elsewhere: `28 x 28 x 1`, `5x5 x6`, `5*5*6`. Takes tokens whose braces are told apart, notes each list
 * as a slip and returns tokens that join its sizes. Touches nothing that means something: of `fc 10 * 2` and `conv 3x3x8 * 2` the
 * star repeats the stage. Linear.
 */
import { createTokenInstance, type IToken } from "../../grammar/chevrotain.ts";
import * as t from "../../grammar/tokens.ts";
import { positionAt, type Source } from "../source/source.ts";
import type { Slip } from "./report-lines.ts";
import { createTokenWalk } from "./token-frames.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { endOfToken } from "./token-span.ts";

interface List {
  /** Index behind it. */
  readonly end: number;
  /** Written in another way. */
  readonly wrong: boolean;
  readonly tokens: readonly IToken[];
  readonly text: string;
  readonly byStars: boolean;
}

export function repairSizes(
  source: Source,
  tokens: readonly IToken[],
  slips: Slip[],
  { isLayer }: Vocabulary,
): readonly IToken[] {
  const repaired: IToken[] = [];
  const walk = createTokenWalk();
  let found = false;
  let known = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const { body, head } = walk(token);
    // Each list is looked at once, from its beginning.
    const list =
      body !== undefined && token.tokenType === t.Integer && i >= known ? listAt(source, tokens, i) : undefined;
    known = list?.end ?? known;
    // The rules would read `x` as a word behind the layer, which no layer takes.
    const certain = list?.byStars === true || head.tokenType !== t.Name || isLayer(head.image);
    if (list?.wrong && certain) {
      found = true;
      const span = { start: token.startOffset, end: endOfToken(tokens[list.end - 1]!) };
      const stars = tokens.slice(i, list.end).some(({ tokenType }) => tokenType === t.Star);
      const message = stars ? "the sizes of a list are joined by `x`, not by `*`" : "the sizes of a list stand apart";
      slips.push({ line: positionAt(source, span.start).line, span, message, text: list.text, safe: true });
      repaired.push(...list.tokens);
      i = list.end - 1;
      continue;
    }
    repaired.push(token);
  }
  return found ? repaired : tokens;
}

/** The list that begins at `i`, of one size or more. */
function listAt(source: Source, tokens: readonly IToken[], i: number): List {
  const kept: IToken[] = [tokens[i]!];
  const texts: string[] = [tokens[i]!.image];
  /** Of each joint, whether it is a star. */
  const stars: boolean[] = [];
  let apart = false;
  let at = i + 1;
  for (;;) {
    const token = tokens[at];
    const glued = token?.tokenType === t.Name ? /^x(\d[\d_]*)$/.exec(token.image) : null;
    if (token && glued) {
      const start = token.startOffset;
      kept.push(
        joint(start),
        createTokenInstance(t.Integer, glued[1]!, start + 1, endOfToken(token) - 1, NaN, NaN, NaN, NaN),
      );
      texts.push(glued[1]!);
      stars.push(false);
      apart = true;
      at++;
      continue;
    }
    const isJoint =
      token !== undefined &&
      (token.tokenType === t.SizeJoin ||
        token.tokenType === t.Star ||
        (token.tokenType === t.Name && token.image === "x"));
    const end = isJoint ? endOfSize(tokens, at + 1) : undefined;
    if (!isJoint || end === undefined) break;
    kept.push(joint(token.startOffset), ...tokens.slice(at + 1, end));
    texts.push(source.text.slice(tokens[at + 1]!.startOffset, endOfToken(tokens[end - 1]!)));
    stars.push(token.tokenType === t.Star);
    if (token.tokenType === t.Name) apart = true;
    at = end;
  }
  // A last star may repeat the stage.
  const joinedByStars = stars.indexOf(true) >= 0 && stars.indexOf(true) < stars.length - 1;
  return { end: at, wrong: apart || joinedByStars, tokens: kept, text: texts.join("x"), byStars: joinedByStars };
}

function joint(at: number): IToken {
  return createTokenInstance(t.SizeJoin, "x", at, at, NaN, NaN, NaN, NaN);
}

/** The index behind a size: a whole number, or an expression in braces on the same line. */
function endOfSize(tokens: readonly IToken[], i: number): number | undefined {
  if (tokens[i]?.tokenType === t.Integer) return i + 1;
  if (tokens[i]?.tokenType !== t.SizeOpen) return undefined;
  for (let at = i + 1; at < tokens.length; at++) {
    const { tokenType } = tokens[at]!;
    if (tokenType === t.NewLine || tokenType === t.SizeOpen || tokenType === t.LeftBrace) return undefined;
    if (tokenType === t.RightBrace || tokenType === t.SizeClose) return at + 1;
  }
  return undefined;
}
