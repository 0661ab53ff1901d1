/**
 * A misspelled word, answered: takes the word, its place and the words that would have been right; returns the help and the
 * fix of the diagnostic, or nothing when no word is near. The fix is safe
 * when the word is plainly that one with a slip of the hand: else it would put another network in its place.
 */
import type { Span } from "../source/source.ts";
import type { Fix } from "./diagnostic.ts";
import { findNearest } from "./nearest.ts";

export interface Meant {
  readonly help: string;
  readonly fixes: readonly Fix[];
}

export function didYouMean(word: string, span: Span, candidates: Iterable<string>): Meant | undefined {
  const near = findNearest(word, candidates);
  if (near === undefined) return undefined;
  const title = `replace with \`${near.word}\``;
  const edits = [{ span, text: near.word }];
  return {
    help: `did you mean \`${near.word}\`?`,
    fixes: [near.obvious ? { title, edits, safe: true } : { title, edits }],
  };
}
