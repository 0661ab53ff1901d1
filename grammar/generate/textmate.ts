/**
 * Makes the TextMate grammar out of the token table: editors and pages color .cnn text with it. Takes nothing but the table,
 * returns the text of `generated/cnn.tmLanguage.json`. A layer is recognized by its place (first word of a stage), never by
 * its name, so a new layer changes nothing here.
 */
import { Name, tokenRows, type TokenRow } from "../tokens.ts";

interface Pattern {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Record<string, { readonly name: string }>;
}

/** Where a stage can begin on its line; the lookbehinds are of fixed length, as every TextMate engine wants. */
const stageStart = "(?:^|(?<=->)|(?<=[|\\[{]))\\s*";
const word = "[A-Za-z_][A-Za-z0-9_]*";
const size = "(?:\\d+(?:x\\d+)*(?:x(?=\\{))?)";

export function printTextmate(): string {
  const keywords = tokenRows.filter((row) => /^[a-z]+$/.test(row.literal ?? ""));
  const marks = tokenRows.filter((row) => row.literal !== undefined && !/^[a-z]+$/.test(row.literal));
  const always = keywords.filter((row) => row.type.CATEGORIES?.includes(Name) !== true);
  const patterns: Pattern[] = [
    { name: scoped("comment.block.documentation"), match: "///(?!/).*$" },
    { name: scoped("comment.line.double-slash"), match: "//.*$" },
    { name: scoped("comment.block"), begin: "/\\*", end: "\\*/" },
    { name: scoped("string.quoted.double"), match: '"[^"\\r\\n]*"?' },
    declaration(["block", "model"], "entity.name.type"),
    declaration(["train"], "entity.name.type"),
    declaration(["const", "let", "head"], "variable.other.declaration"),
    {
      match: `\\b(expect)\\s+(${word})`,
      captures: { 1: { name: scoped(scopeOf("expect")) }, 2: { name: scoped("support.constant.metric") } },
    },
    { match: "(@)\\s*(batch)\\b", captures: captures("keyword.operator.reference", scopeOf("batch")) },
    { match: `(@)\\s*(${word})`, captures: captures("keyword.operator.reference", "variable.other.label") },
    { match: `\\b(as)\\s+(${word})`, captures: captures(scopeOf("as"), "variable.other.label") },
    { match: '\\b(from)(?=\\s*")', captures: captures(scopeOf("from")) },
    ...groupByScope(always).map(([scope, rows]) => ({
      name: scoped(scope),
      match: `\\b(?:${rows.map((row) => row.literal).join("|")})\\b`,
    })),
    { match: `\\b(${word})\\s*(=)(?!=)`, captures: captures("variable.parameter", "keyword.operator.assignment") },
    { match: `\\b(${word})(?=\\()`, captures: captures("entity.name.function.block") },
    {
      match: `${stageStart}${notKeyword(always)}(${word})\\b(?!\\()`,
      captures: captures("entity.name.function.layer"),
    },
    {
      match: `(?<=[\\s}\\d])([spdg])(?=\\{|\\d+(?:x\\d+)*(?:x\\{|:|(?![A-Za-z0-9_])))(${size}?)`,
      captures: captures("keyword.other.attribute", "constant.numeric"),
    },
    { name: scoped("constant.numeric.size"), match: "\\b\\d+(?:x\\d+)+" },
    { name: scoped("constant.numeric"), match: "\\b\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?" },
    ...groupByScope(marks).map(([scope, rows]) => ({
      name: scoped(scope),
      match: rows.map((row) => escapeMark(row.literal ?? "")).join("|"),
    })),
  ];
  const grammar = { name: "cnn", scopeName: "source.cnn", fileTypes: ["cnn"], patterns };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}

/** The blanks before a stage belong to its match, which so begins before a keyword's would. */
function notKeyword(keywords: readonly TokenRow[]): string {
  return `(?!(?:${keywords.map((row) => row.literal).join("|")})\\b)`;
}

function declaration(words: readonly string[], nameScope: string): Pattern {
  return { match: `\\b(${words.join("|")})\\s+(${word})`, captures: captures(scopeOf(words[0] ?? ""), nameScope) };
}

function captures(...scopes: readonly string[]): Record<string, { name: string }> {
  return Object.fromEntries(scopes.map((scope, i) => [String(i + 1), { name: scoped(scope) }]));
}

function scopeOf(literal: string): string {
  const scope = tokenRows.find((row) => row.literal === literal)?.scope;
  if (scope === undefined) throw new Error(`no scope for ${literal}`);
  return scope;
}

/** Rows of one scope together; marks keep the table's order, which puts longer ones first. */
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

function escapeMark(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function scoped(scope: string): string {
  return `${scope}.cnn`;
}
