/**
 * Everything a word means in the language: takes the word as it is written anywhere (`conv`, `->`, `s2`, `Conv2d`, `learning_rate`),
 * returns its meanings, the language's own before those of other frameworks' words, none where it means nothing. The index is made
 * once, of the records that the checker and the operators have; bodies are made when they are asked for.
 */
import { type WordKind, chapters } from "../../check/language/chapters.ts";
import { letterRecords } from "../../check/language/layer-arguments.ts";
import { settingTable } from "../../check/recipe/setting-records.ts";
import type { WordRecord } from "../../check/word-record.ts";
import { argumentCalled, settingCalled } from "../../check/recipe/setting-words.ts";
import type { Operator } from "../../ops/operator.ts";
import * as operators from "../../ops/registry.ts";
import { renderOperatorBody, sentence, summarizeOperator } from "../render-operators.ts";
import { argumentWords } from "./argument-words.ts";
import { libraryWords } from "./library-words.ts";
import { printTitle, renderRecordBody } from "./render-record.ts";
import type { WordMeaning } from "./word-meaning.ts";

let index: ReadonlyMap<string, readonly WordMeaning[]> | undefined;

export interface FoundMeanings {
  readonly meanings: readonly WordMeaning[];
  /** The word is another framework's. */
  readonly isForeign: boolean;
}

export function findMeanings(word: string): FoundMeanings {
  index ??= makeIndex();
  const letter = /^([a-z])\d/.exec(word)?.[1];
  const own = index.get(word) ?? (isLetter(letter) ? index.get(letter) : undefined);
  return own ? { meanings: own, isForeign: false } : { meanings: meantElsewhere(word, index), isForeign: true };
}

const isLetter = (letter: string | undefined): letter is string =>
  letter !== undefined && Object.hasOwn(letterRecords, letter);

/** Every word that means something, each once. */
export function allMeaningfulWords(): readonly string[] {
  index ??= makeIndex();
  return [...index.keys()];
}

function makeIndex(): ReadonlyMap<string, readonly WordMeaning[]> {
  const made = new Map<string, WordMeaning[]>();
  const add = (word: string, meaning: WordMeaning): void => {
    const known = made.get(word);
    if (known) known.push(meaning);
    else made.set(word, [meaning]);
  };
  for (const { kind, records } of chapters)
    for (const record of records) {
      const meaning = meaningOfRecord(record, kind);
      for (const word of record.words) add(word, meaning);
    }
  for (const table of operatorTables)
    for (const operator of table.values()) {
      const meaning = meaningOfOperator(operator);
      add(operator.name, meaning);
      if (operator.kind === "layer") for (const alias of operator.aliases ?? []) add(alias, meaning);
    }
  for (const [word, meaning] of argumentWords()) add(word, meaning);
  for (const [word, meaning] of libraryWords()) add(word, meaning);
  return made;
}

const operatorTables: readonly ReadonlyMap<string, Operator>[] = [
  operators.layers,
  operators.joins,
  operators.losses,
  operators.optimizers,
  operators.schedules,
  operators.clips,
  operators.augmentations,
  operators.inits,
];

function meaningOfRecord(record: WordRecord, kind: WordKind): WordMeaning {
  return {
    kind,
    name: record.words[0]!,
    title: `${printTitle(record.title)} (${kind})`,
    summary: sentence(record.summary),
    body: () => renderRecordBody(record),
  };
}

/** What a reader calls it. */
const kindNames: Readonly<Record<Operator["kind"], string>> = {
  layer: "layer",
  join: "join",
  loss: "loss",
  optimizer: "optimizer",
  schedule: "schedule",
  clip: "way to clip",
  augmentation: "augmentation",
  init: "initialization",
};

function meaningOfOperator(operator: Operator): WordMeaning {
  const { kind, name } = operator;
  // Its formulas are those of its checked example.
  let body: string | undefined;
  return {
    kind,
    name,
    title: `${name} (${kindNames[kind]})`,
    summary: summarizeOperator(operator),
    body: () => (body ??= renderOperatorBody(operator)),
  };
}

/** By the words of other frameworks. */
function meantElsewhere(word: string, known: ReadonlyMap<string, readonly WordMeaning[]>): readonly WordMeaning[] {
  const { vocabulary } = operators;
  const found: WordMeaning[] = [];
  const take = (name: string | undefined, ...kinds: readonly WordMeaning["kind"][]): void => {
    // `leakyrelu 0.1` is a layer and its argument.
    for (const meaning of known.get(name?.split(" ", 1)[0] ?? "") ?? [])
      if (kinds.includes(meaning.kind) && !found.includes(meaning)) found.push(meaning);
  };
  take(vocabulary.layerCalled(word)?.name, "layer");
  take(vocabulary.joinFor(word), "join");
  for (const [setting, { takes }] of settingTable)
    if (takes.kind === "choice" || takes.kind === "chain")
      take(vocabulary.choiceCalled(setting, word), "loss", "optimizer", "schedule", "clip", "augmentation", "init");
  take(settingCalled(word), "setting");
  take(argumentCalled(word)?.argument, "argument");
  return found;
}
