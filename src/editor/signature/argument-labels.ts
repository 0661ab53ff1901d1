/**
 * The arguments of a schema as a signature shows them, and which of them is meant by the words that are written. Takes a schema, gives a
 * label and a text for each argument in its order.
 */
import { type ArgumentSpec, type Schema, isNamed } from "../../ops/schema.ts";
import { describeArgument } from "../../report/argument-table.ts";
import type { Word } from "./call-around.ts";

export interface ArgumentLabel {
  readonly name: string;
  /** `[sN]`: in brackets what may be left out. */
  readonly label: string;
  /** Markdown of our own. */
  readonly said: string;
}

export function labelsOf(schema: Schema): readonly ArgumentLabel[] {
  return Object.entries(schema).map(([name, spec]) => {
    const [, values, said] = describeArgument(name, spec);
    return { name, label: labelOf(name, spec), said: [said, values].filter((text) => text !== "").join("; ") };
  });
}

function labelOf(name: string, spec: ArgumentSpec): string {
  if (isNamed(spec))
    return spec.kind === "named-word" && spec.bare === true ? `[${spec.words.join("|")}]` : `[${name}=…]`;
  switch (spec.kind) {
    case "sizes": {
      const [places = ""] = spec.places.split(", or ");
      return spec.optional === true ? `[${places}]` : places;
    }
    case "number":
      return spec.default === undefined ? name : `[${name}]`;
    case "numbers":
      return `[${name}, …]`;
    case "attribute":
    case "padding":
      return `[${spec.letter}N]`;
    case "flag":
      return `[${name}]`;
    default:
      return spec satisfies never;
  }
}

/** The position in the schema; nothing where the word at the cursor means none, or may mean any. `words`: behind the name. */
export function activeOf(schema: Schema, words: readonly Word[]): number | undefined {
  const names = Object.keys(schema);
  const positional = names.filter((name) => isPositional(schema[name]!));
  const before = words.slice(0, -1).filter((word) => argumentOf(schema, word) === undefined && isValue(word)).length;
  const word = words.at(-1);
  if (!word) return undefined;
  const name = argumentOf(schema, word) ?? (word.tokens.length === 0 || isValue(word) ? positional[before] : undefined);
  return name === undefined ? undefined : names.indexOf(name);
}

/** Told by the word itself: `s2`, `lr=0.1`, `nobias`. */
function argumentOf(schema: Schema, { tokens: [first, second] }: Word): string | undefined {
  if (!first || (first.type !== "AttributeLetter" && first.type !== "Name")) return undefined;
  const { text } = first;
  if (second?.type === "Equals") return Object.hasOwn(schema, text) ? text : undefined;
  return Object.keys(schema).find((name) => {
    const spec = schema[name]!;
    if ("letter" in spec) return spec.letter === text;
    if (spec.kind === "flag") return name === text;
    return spec.kind === "named-word" && spec.bare === true && spec.words.includes(text);
  });
}

function isPositional({ kind }: ArgumentSpec): boolean {
  return kind === "sizes" || kind === "number" || kind === "numbers";
}

const values: ReadonlySet<string> = new Set(["Integer", "Decimal", "LeftBrace", "LeftBracket", "LeftParen", "Minus"]);

function isValue({ tokens: [first] }: Word): boolean {
  return first !== undefined && values.has(first.type);
}
