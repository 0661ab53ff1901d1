/**
 * "Did you mean": takes a word and the words that would have been right, returns the nearest of them if it is near enough.
 * Distance is Damerau-Levenshtein (insert, delete, replace, swap two neighbors), at most 2 and less for short words. Linear in
 * the number of candidates; words are clipped, so a hostile one costs nothing.
 */

/** Longer words than this have no near neighbor worth naming. */
const longest = 64;

export interface Nearest {
  readonly word: string;
  /** No other candidate is as near. */
  readonly only: boolean;
}

export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  return findNearest(word, candidates)?.word;
}

/** Of equally near ones the first. */
export function findNearest(word: string, candidates: Iterable<string>): Nearest | undefined {
  if (word.length === 0 || word.length > longest) return undefined;
  let best: string | undefined;
  let only = true;
  let bestDistance = Math.min(2, Math.floor((word.length + 1) / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === word || candidate === best) continue;
    const sameLetters = candidate.toLowerCase() === word.toLowerCase();
    const distance = sameLetters ? 0 : editDistance(word, candidate, bestDistance + 1);
    if (distance === bestDistance) only = false;
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
    only = true;
  }
  return best === undefined ? undefined : { word: best, only };
}

/** The Damerau-Levenshtein distance (optimal string alignment), or `limit` if it is that or more. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least >= limit) return limit;
    before = above;
    above = row;
  }
  return Math.min(above[b.length]!, limit);
}
