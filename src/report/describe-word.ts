/**
 * The page of a word of the language: what hover shows and `cnnc explain WORD` prints. Takes the word, and the kinds that are possible
 * where it stands, if that is known; returns title, summary and Markdown, with all its meanings, or nothing where it means nothing.
 * Pure, and without Node.
 */
import { allMeaningfulWords, findMeanings } from "./language/find-meanings.ts";
import type { MeaningKind, WordMeaning, WordPage } from "./language/word-meaning.ts";

export type { MeaningKind, WordMeaning, WordPage } from "./language/word-meaning.ts";

export function describeWord(word: string, ...kinds: readonly MeaningKind[]): WordPage | undefined {
  const { meanings: all, isForeign } = findMeanings(word);
  const meanings = all.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
  const [first, ...more] = meanings;
  if (first === undefined) return undefined;
  const note = isForeign ? [`\`${word}\` is called ${namesOf(meanings)} here.`] : [];
  if (more.length === 0) {
    const { title, summary } = first;
    return { word, title, summary, meanings, markdown: page([`# ${title}`, ...note, render(first)]) };
  }
  const title = `${first.name} (${meanings.length} meanings)`;
  const parts = meanings.map((meaning) => `## ${meaning.title}\n\n${render(meaning)}`);
  return { word, title, summary: first.summary, meanings, markdown: page([`# ${word}`, ...note, ...parts]) };
}

const page = (parts: readonly string[]): string => `${parts.join("\n\n")}\n`;

const namesOf = (meanings: readonly WordMeaning[]): string =>
  [...new Set(meanings.map(({ name }) => `\`${name}\``))].join(" or ");

function render(meaning: WordMeaning): string {
  return `${meaning.summary}\n\n${meaning.body()}`;
}

/** Every word with a page, for "did you mean" and completion. */
export function allWords(): readonly string[] {
  return allMeaningfulWords();
}
