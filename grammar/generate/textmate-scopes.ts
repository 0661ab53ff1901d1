/**
 * Scopes for the TextMate grammar: takes the token table, gives patterns for its keywords and marks, and the small forms that the
 * rules of `textmate.ts` are written in. Not for where a word may be written: the rules know that.
 */
import { Name, tokenRows, type TokenRow } from "../tokens.ts";

export interface Pattern {
  readonly include?: string;
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly Pattern[];
}

export type Captures = Readonly<Record<string, { readonly name?: string; readonly patterns?: readonly Pattern[] }>>;

const isWord = (row: TokenRow): boolean => /^[a-z]+$/.test(row.literal ?? "");

/** The words that are never names. */
export const keywords: readonly TokenRow[] = tokenRows.filter(
  (row) => isWord(row) && row.type.CATEGORIES?.includes(Name) !== true,
);

/** The scope of a keyword or mark in the table. */
export function scopeOf(literal: string): string {
  const scope = tokenRows.find((row) => row.literal === literal)?.scope;
  if (scope === undefined) throw new Error(`no scope for ${literal}`);
  return scope;
}

/** A scope with the language's name behind it. */
export function scoped(scope: string): string {
  return `${scope}.cnn`;
}

/** Scopes of the groups of a match, from the first on; an empty one leaves its group as it is. */
export function captures(...scopes: readonly string[]): Captures {
  return Object.fromEntries(
    scopes.flatMap((scope, i) => (scope === "" ? [] : [[String(i + 1), { name: scoped(scope) }]])),
  );
}

/** One pattern for each scope among the keywords. */
export function keywordPatterns(): Pattern[] {
  return groupByScope(keywords).map(([scope, rows]) => ({
    name: scoped(scope),
    match: `\\b(?:${rows.map((row) => row.literal).join("|")})\\b`,
  }));
}

/** One pattern for each scope among the marks; they keep the table's order, which puts longer ones first. */
export function markPatterns(): Pattern[] {
  const marks = tokenRows.filter((row) => row.literal !== undefined && !isWord(row));
  return groupByScope(marks).map(([scope, rows]) => ({
    name: scoped(scope),
    match: rows.map((row) => (row.literal ?? "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"),
  }));
}

function groupByScope(rows: readonly TokenRow[]): [string, TokenRow[]][] {
  const groups = new Map<string, TokenRow[]>();
  for (const row of rows) {
    if (row.scope === undefined) continue;
    const group = groups.get(row.scope);
    if (group === undefined) groups.set(row.scope, [row]);
    else group.push(row);
  }
  return [...groups];
}
