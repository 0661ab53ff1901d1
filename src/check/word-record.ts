/**
 * What a word of the language means: one record, from which hover, `cnnc explain WORD`, completion and the reference are made.
 * Operators have such a record of their own (`ops/operator.ts`); these are the words around them. Facts that the checker
 * decides by (ranges, words, defaults) stand beside the text in the same record, and the checker reads them there. Only types.
 */
import type { Schema } from "../ops/schema.ts";

export interface WordRecord {
  /** As it heads its page: `let`, `[ … ]`. */
  readonly title: string;
  /** Under which it is found: `["if", "else"]`, `["->", "chain"]`. The first is its name. */
  readonly words: readonly string[];
  /** One line, without a full stop. */
  readonly summary: string;
  /** Markdown. */
  readonly details: string;
  /** How it is written, a line a form. */
  readonly syntax: readonly string[];
  /** What it takes by name, where that is a schema's to say and the record of a setting does not. */
  readonly takesArguments?: Schema;
  /** A whole program that compiles without a word, and shows it. */
  readonly example: string;
}

/** Records of one kind, as a chapter of the reference. */
export type WordRecords<Key extends string = string> = Readonly<Record<Key, WordRecord>>;
