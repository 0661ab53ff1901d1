/**
 * Arguments of operators and settings as words: `lr`, `nobias`, `horizontal`. Takes the schemas; gives for each name one meaning with
 * everything that takes it.
 */
import { chapters } from "../../check/language/chapters.ts";
import { settingTable } from "../../check/recipe/setting-records.ts";
import * as operators from "../../ops/registry.ts";
import type { ArgumentSpec, Schema } from "../../ops/schema.ts";
import { cell, describeArgument } from "../argument-table.ts";
import { sentence } from "../render-operators.ts";
import type { WordMeaning } from "./word-meaning.ts";

interface Use {
  /** `sgd`, `stop` */
  readonly owner: string;
  readonly name: string;
  readonly spec: ArgumentSpec;
}

export function argumentWords(): readonly (readonly [word: string, meaning: WordMeaning])[] {
  const uses = new Map<string, Use[]>();
  const add = (word: string, use: Use): void => {
    const known = uses.get(word);
    if (known === undefined) uses.set(word, [use]);
    else if (!known.some(({ owner, name }) => owner === use.owner && name === use.name)) known.push(use);
  };
  for (const { owner, schema } of argumentOwners())
    for (const [name, spec] of Object.entries(schema)) {
      add(name, { owner, name, spec });
      for (const word of wordsOf(spec)) add(word, { owner, name, spec });
    }
  const words: (readonly [word: string, meaning: WordMeaning])[] = [];
  for (const [word, found] of uses) words.push([word, meaningOf(word, found)]);
  for (const [owner, { takes }] of settingTable)
    if (takes.kind === "arguments")
      for (const [word, meaning] of Object.entries(takes.words ?? {}))
        words.push([word, meaningInstead(word, owner, meaning)]);
  return words;
}

const tables = [
  operators.layers,
  operators.losses,
  operators.optimizers,
  operators.schedules,
  operators.clips,
  operators.augmentations,
  operators.inits,
] as const;

/** Everything that takes arguments by a schema. */
export function* argumentOwners(): Iterable<{ readonly owner: string; readonly schema: Schema }> {
  for (const table of tables) for (const { name, schema } of table.values()) yield { owner: name, schema };
  for (const [owner, { takes }] of settingTable) if (takes.kind === "arguments") yield { owner, schema: takes.schema };
  for (const { records } of chapters)
    for (const { words, takesArguments } of records)
      if (takesArguments) yield { owner: words[0]!, schema: takesArguments };
}

/** Words that stand for themselves, with or without the name of their argument. */
function wordsOf(spec: ArgumentSpec): readonly string[] {
  return "words" in spec ? (spec.words ?? []) : [];
}

function meaningOf(word: string, uses: readonly Use[]): WordMeaning {
  const owners = [...new Set(uses.map(({ owner }) => `\`${owner}\``))];
  const shown = owners.length > 6 ? [...owners.slice(0, 6), `${owners.length - 6} more`] : owners;
  const docs = new Set(uses.map(({ spec }) => spec.doc));
  const [only] = docs.size === 1 ? docs : [];
  const what = uses.every(({ name }) => name === word) ? "an argument of" : "a word behind";
  return {
    kind: "argument",
    name: word,
    title: `${word} (argument)`,
    summary: sentence(`${what} ${shown.join(", ")}${only === undefined ? "" : `: ${only}`}`),
    body: () =>
      [
        "| of | argument | written | values | |",
        "| --- | --- | --- | --- | --- |",
        ...uses.map(
          ({ owner, name, spec }) =>
            `| ${[`\`${owner}\``, name, ...describeArgument(name, spec)].map(cell).join(" | ")} |`,
        ),
      ].join("\n"),
  };
}

/** A word in the place of arguments: `normalize auto`. */
function meaningInstead(word: string, owner: string, meaning: string): WordMeaning {
  return {
    kind: "argument",
    name: word,
    title: `${word} (argument)`,
    summary: sentence(`a word behind \`${owner}\`: ${meaning}`),
    body: () => `\`\`\`text\n${owner} ${word}\n\`\`\``,
  };
}
