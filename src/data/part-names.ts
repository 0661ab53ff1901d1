/**
 * The words by which people name the parts of a data set: folders, files and arrays. Takes a word, returns the part; pure. What
 * stands around the word (`x_train`, `valid.csv`) is each format's own.
 */
import type { PartName } from "./reading.ts";

/** In the order in which they are shown. */
export const PART_NAMES: readonly PartName[] = ["train", "validation", "test"];

const WORDS: ReadonlyMap<string, PartName> = new Map([
  ["train", "train"],
  ["training", "train"],
  ["val", "validation"],
  ["valid", "validation"],
  ["validation", "validation"],
  ["dev", "validation"],
  ["test", "test"],
  ["testing", "test"],
  ["eval", "test"],
  ["evaluation", "test"],
]);

/** In any case: `Train`, `TEST`. */
export function partOfWord(word: string): PartName | undefined {
  return WORDS.get(word.toLowerCase());
}

/** The words of one part. */
export function wordsOfPart(part: PartName): readonly string[] {
  return [...WORDS].flatMap(([word, known]) => (known === part ? [word] : []));
}

/** As a message calls it. */
export function partText(part: PartName): string {
  return part === "train" ? "training" : part;
}
