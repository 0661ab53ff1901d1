/**
 * Branches that begin with a word that is no join: `concta {` at the end of a line, `max { … | … }`. Takes tokens before braces are
 * told apart, reports each such word with the joins there are, and retags it as one, so that its arms are read. Looks at words
 * that begin a stage and stand before a brace; linear.
 */
import type { IToken, TokenType } from "../../grammar/chevrotain.ts";
import { retag } from "../../grammar/braces.ts";
import * as t from "../../grammar/tokens.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { findNearest } from "../diagnostics/nearest.ts";
import type { Source } from "../source/source.ts";
import type { Findings } from "./collect.ts";
import * as d from "./diagnostics.ts";
import { spanOfToken } from "./token-span.ts";
import type { Vocabulary } from "./vocabulary.ts";

const joins: ReadonlyMap<string, TokenType> = new Map([
  ["add", t.Add],
  ["mul", t.Mul],
  ["concat", t.Concat],
]);

/** Words before a brace at the end of a line, where no size can begin. */
const branchWords: ReadonlyMap<string, TokenType> = new Map([...joins, ["else", t.Else]]);

/** What a stage follows. */
const beforeStage: ReadonlySet<TokenType> = new Set([t.NewLine, t.Arrow, t.LeftBrace, t.Pipe, t.LeftBracket]);

/** What a name may follow that is not the first word of a stage. */
const endsWord: ReadonlySet<TokenType> = new Set([
  ...[t.Model, t.Block, t.Train, t.Head, t.Name, t.If, t.Not],
  ...t.tokenRows.map(({ type }) => type).filter(({ CATEGORIES }) => CATEGORIES?.includes(t.BinaryOperator)),
]);

export function repairBranches(
  source: Source,
  tokens: readonly IToken[],
  findings: Findings,
  vocabulary: Vocabulary,
): void {
  const withArms = bracesWithArms(tokens);
  for (let i = 1; i < tokens.length; i++) {
    const [before, word, brace] = [tokens[i - 2], tokens[i - 1]!, tokens[i]!];
    if (brace.tokenType !== t.LeftBrace || word.tokenType !== t.Name || before === undefined) continue;
    if (withArms.has(i) && beforeStage.has(before.tokenType)) joinMustBeKnown(source, word, findings, vocabulary);
    else if (tokens[i + 1]?.tokenType === t.NewLine && !endsWord.has(before.tokenType))
      branchMustBeRight(source, word, findings);
  }
}

/** Indices of the braces in which a `|` stands, not in brackets inside. */
function bracesWithArms(tokens: readonly IToken[]): ReadonlySet<number> {
  const found = new Set<number>();
  const open: number[] = [];
  for (const [i, { tokenType }] of tokens.entries()) {
    if (tokenType === t.LeftBrace || tokenType === t.LeftParen || tokenType === t.LeftBracket) open.push(i);
    else if (tokenType === t.RightBrace || tokenType === t.RightParen || tokenType === t.RightBracket) open.pop();
    else if (tokenType === t.Pipe && open.length > 0) found.add(open[open.length - 1]!);
  }
  return found;
}

function joinMustBeKnown(source: Source, token: IToken, findings: Findings, vocabulary: Vocabulary): void {
  const word = token.image;
  const span = spanOfToken(token);
  const message = `\`${word}\` is no join: there are \`add\`, \`mul\` and \`concat\``;
  const ours = vocabulary.joinFor(word);
  const title = `write \`${ours}\``;
  const fixed = ours
    ? { help: title, fixes: [{ title, edits: [{ span, text: ours }], safe: true as const }] }
    : (didYouMean(word, span, joins.keys()) ?? {
        help: "write `add` for the sum of the arms, `mul` for their product, `concat` to put their channels side by side",
      });
  findings.add(d.unexpectedToken({ message, source, span, ...fixed }));
  retag(token, joins.get(ours ?? findNearest(word, joins.keys())?.word ?? "") ?? t.Add);
}

/** `concta {` at the end of a line. */
function branchMustBeRight(source: Source, token: IToken, findings: Findings): void {
  const near = findNearest(token.image, branchWords.keys());
  if (near === undefined) return;
  const span = spanOfToken(token);
  const message = `\`${token.image}\` begins no branch`;
  findings.add(d.unexpectedToken({ message, source, span, ...didYouMean(token.image, span, branchWords.keys()) }));
  retag(token, branchWords.get(near.word)!);
}
