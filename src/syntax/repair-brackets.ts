/**
 * Makes brackets balance: takes tokens with the braces told apart, reports each bracket without a partner, and returns tokens in which every
 * bracket has one (closers put in where they are missing, stray ones left out), so that the rules never lose more than a line
 * over a bracket. Relies on what cannot stand inside which bracket: `->` not in `( )`, a newline not in the braces of a size,
 * a declaration in none. Linear, the nesting being limited before.
 */
import { createTokenInstance, type IToken, type TokenType } from "../../grammar/chevrotain.ts";
import { retag } from "../../grammar/braces.ts";
import { LIMITS } from "../limits.ts";
import type { Source } from "../source/source.ts";
import type { Findings } from "./collect.ts";
import { matchBrackets } from "./match-brackets.ts";
import { endOfToken } from "./token-span.ts";

/** `silent`: the text was cut short for another mistake, so what is open at its end is none. */
export function repairBrackets(
  source: Source,
  tokens: readonly IToken[],
  findings: Findings,
  silent: boolean,
): readonly IToken[] {
  const options = { most: LIMITS.syntaxErrors.value, silent };
  const plain = matchBrackets(source, tokens, { ...options, byIndent: false });
  const indented = plain.findings.length === 0 ? plain : matchBrackets(source, tokens, { ...options, byIndent: true });
  // An author who does not indent is not asked to.
  const best = indented.findings.length <= plain.findings.length ? indented : plain;
  for (const finding of best.findings) findings.add(finding);
  for (const [token, type] of best.closers) retag(token, type);
  const { insertions, removals } = best;
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
