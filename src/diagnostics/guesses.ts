/**
 * What may be spent on guesses in one check. To look for the word that was meant, or to list those there are, costs as many steps
 * as there are words, for each mistake; a text in which nothing is right would take hours. So the words looked at are counted
 * over the whole check, and when they are used up a mistake is reported without a guess. Takes words, gives them on; a look
 * that has begun is not cut short, since the nearest of a part is not the nearest.
 */

export interface Guesses {
  /** The words to look at; none when enough were looked at before. */
  among(words: Iterable<string>): Iterable<string>;
  /** Words looked at so far. */
  readonly looked: number;
}

export function createGuesses(limit: number): Guesses {
  let looked = 0;
  return {
    get looked() {
      return looked;
    },
    *among(words) {
      if (looked >= limit) return;
      for (const word of words) {
        looked++;
        yield word;
      }
    },
  };
}

const longestList = 20;

/** `a, b, c`; of a long list the beginning. */
export function listWords(words: Iterable<string>): string {
  const shown: string[] = [];
  for (const word of words) {
    if (shown.length === longestList) return `${shown.join(", ")} and more`;
    shown.push(word);
  }
  return shown.join(", ");
}
