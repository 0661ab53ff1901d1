/**
 * Prints the rules as EBNF in the notation of the language reference: `{ }` repeats, `[ ]` may be absent, `|` chooses. Takes
 * the rules as data, returns the text of `generated/cnn.ebnf`.
 */
import { Lexer } from "../chevrotain.ts";
import { binaryLevels } from "../operators.ts";
import { tokenRows, Comparison, Name } from "../tokens.ts";
import type { NamedRule, Production } from "./productions.ts";
import { wordNames } from "./productions.ts";

const preface = `(* The grammar of .cnn, generated from grammar/parser.ts by "npm run generate". Do not edit.

   Blanks separate words and mean nothing else, except that
     - a size list and an attribute hold no blanks: 5x5x6, 3x3x{c}, s2, p3:3x1:0, s{s};
     - x stands directly between two sizes, a padding-colon directly between two paddings of one attribute;
     - names of the form [spdg][0-9]+ are reserved for attributes.
   NL is one or more newlines. Newlines count only inside a body or a train block; they are ignored inside ( ), next to
   "->", "|" and ",", just inside brackets, and before "else" and the brace of a body. A chain ends where NL stands before let, expect or head. *)
`;

export function printEbnf(rules: readonly NamedRule[]): string {
  const width = Math.max(...rules.map((rule) => rule.name.length));
  const lines = rules.map((rule) => printRule(rule, width));
  return `${preface}\n${lines.join("\n")}\n\n${printWords()}`;
}

function printRule(rule: NamedRule, width: number): string {
  const line = `${rule.name.padEnd(width)} = ${printProduction(rule.definition, "rule")} ;`;
  if (line.length <= 120 || rule.definition.kind !== "choice") return line;
  const indent = " ".repeat(width + 1);
  const [first, ...rest] = rule.definition.items.map((item) => printProduction(item, "choice"));
  const lines = [`${rule.name.padEnd(width)} = ${first}`, ...rest.map((item) => `${indent}| ${item}`)];
  return `${lines.join("\n")} ;`;
}

function printProduction(production: Production, inside: "rule" | "choice" | "sequence"): string {
  switch (production.kind) {
    case "sequence":
      return production.items.map((item) => printProduction(item, "sequence")).join(" ");
    case "choice": {
      const text = production.items.map((item) => printProduction(item, "choice")).join(" | ");
      return inside === "rule" ? text : `( ${text} )`;
    }
    case "optional":
      return `[ ${printProduction(production.item, "rule")} ]`;
    case "repeat": {
      const item = printProduction(production.item, "rule");
      if (production.separator !== undefined) {
        const list = `${item} { ${printProduction(production.separator, "rule")} ${item} }`;
        return production.least === 0 ? `[ ${list} ]` : list;
      }
      return production.least === 0 ? `{ ${item} }` : `${item} { ${item} }`;
    }
    case "rule":
    case "word":
      return production.name;
    case "literal":
      return `"${production.text}"`;
    default:
      return production satisfies never;
  }
}

function printWords(): string {
  const lines = ["(* Words; patterns are regular expressions. *)", ""];
  for (const { type } of tokenRows) {
    const name = wordNames.get(type);
    if (name !== undefined && type.PATTERN instanceof RegExp && type.PATTERN !== Lexer.NA)
      lines.push(`${name.padEnd(14)} = ${type.PATTERN.source}`);
  }
  lines.push('letter         = "s" | "p" | "d" | "g"', 'x              = "x"', 'padding-colon  = ":"');
  const comparisons = tokenRows.filter(({ type }) => type.CATEGORIES?.includes(Comparison));
  lines.push(`comparison     = ${comparisons.map(({ literal }) => `"${literal}"`).join(" | ")}`);
  lines.push(
    `operator       = ${binaryLevels
      .flat()
      .map((word) => `"${word}"`)
      .join(" | ")}`,
  );
  lines.push("", "(* Operators of expr, loosest first; all group from the left. *)", "");
  binaryLevels.forEach((level, i) => {
    lines.push(`level ${i + 1}: ${level.join(" ")}`);
    if (i === 1) lines.push("       : not");
  });
  lines.push("       : - (unary)");
  const reserved = tokenRows.filter(({ type, literal }) => /^[a-z]+$/.test(literal ?? "") && !isName(type.CATEGORIES));
  lines.push("", "(* Keywords, never names. *)", "", reserved.map(({ literal }) => literal).join(" "));
  return `${lines.join("\n")}\n`;
}

function isName(categories: readonly unknown[] | undefined): boolean {
  return categories?.includes(Name) === true;
}
