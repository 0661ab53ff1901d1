/**
 * The rules as plain data, for the generators: takes the parser's serialized grammar and returns one small closed union, with
 * every terminal named as people read it. Relies on the token table for the literals. Not used by the compiler.
 */
import type { ISerializedGast, TokenType } from "../chevrotain.ts";
import { CnnParser } from "../parser.ts";
import * as t from "../tokens.ts";

export type Production =
  | { readonly kind: "sequence"; readonly items: readonly Production[] }
  | { readonly kind: "choice"; readonly items: readonly Production[] }
  | { readonly kind: "optional"; readonly item: Production }
  | { readonly kind: "repeat"; readonly item: Production; readonly least: 0 | 1; readonly separator?: Production }
  | { readonly kind: "rule"; readonly name: string }
  /** Always written the same. */
  | { readonly kind: "literal"; readonly text: string }
  /** A word of the token table with a pattern: `name`, `integer`. */
  | { readonly kind: "word"; readonly name: string };

export interface NamedRule {
  readonly name: string;
  readonly definition: Production;
}

/** What the words of the table are called in the EBNF and the diagrams. */
export const wordNames: ReadonlyMap<TokenType, string> = new Map([
  [t.NewLine, "NL"],
  [t.Name, "name"],
  [t.Integer, "integer"],
  [t.Decimal, "decimal"],
  [t.StringText, "string"],
  [t.AttributeLetter, "letter"],
  [t.SizeJoin, "x"],
  [t.PaddingColon, "padding-colon"],
  [t.BinaryOperator, "operator"],
  [t.Comparison, "comparison"],
]);

interface Serialized extends ISerializedGast {
  readonly name?: string;
  readonly separator?: Serialized;
  readonly definition?: Serialized[];
}

/** Every rule, in the order of the grammar. */
export function readRules(parser = new CnnParser({ validate: true })): NamedRule[] {
  return (parser.getSerializedGastProductions() as Serialized[]).map((rule) => ({
    name: rule.name ?? "",
    definition: sequence(rule.definition),
  }));
}

function sequence(items: readonly Serialized[] | undefined): Production {
  const read = (items ?? []).map(readProduction);
  return read.length === 1 ? read[0]! : { kind: "sequence", items: read };
}

function readProduction(node: Serialized): Production {
  const separator = node.separator === undefined ? {} : { separator: readProduction(node.separator) };
  switch (node.type) {
    case "Terminal":
      return readTerminal(node.name ?? "");
    case "NonTerminal":
      return { kind: "rule", name: node.name ?? "" };
    case "Alternation":
      return { kind: "choice", items: (node.definition ?? []).map(readProduction) };
    case "Option":
      return { kind: "optional", item: sequence(node.definition) };
    case "Repetition":
    case "RepetitionWithSeparator":
      return { kind: "repeat", least: 0, item: sequence(node.definition), ...separator };
    case "RepetitionMandatory":
    case "RepetitionMandatoryWithSeparator":
      return { kind: "repeat", least: 1, item: sequence(node.definition), ...separator };
    case "Alternative":
    case "Rule":
      return sequence(node.definition);
    default:
      return node.type satisfies never;
  }
}

function readTerminal(name: string): Production {
  for (const [type, word] of wordNames) if (type.name === name) return { kind: "word", name: word };
  const row = t.tokenRows.find(({ type }) => type.name === name);
  if (row?.literal === undefined) throw new Error(`the token ${name} has neither a literal nor a word name`);
  return { kind: "literal", text: row.literal };
}
