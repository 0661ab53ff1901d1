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
  /**
   * A slip of the hand and nothing else: only case differs, or one letter is missing, doubled or has changed places with its
   * neighbor, and no other candidate is as near. A letter that was replaced by another makes another word.
   */
  readonly obvious: boolean;
}

export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  return findNearest(word, candidates)?.word;
}

/** Of equally near ones the first. */
export function findNearest(word: string, candidates: Iterable<string>): Nearest | undefined {
  if (word.length === 0 || word.length > longest) return undefined;
  let best: string | undefined;
  let only = true;
  const seen = new Set<string>();
  let bestDistance = Math.min(2, Math.floor((word.length + 1) / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === word || seen.has(candidate)) continue;
    seen.add(candidate);
    const sameLetters = candidate.toLowerCase() === word.toLowerCase();
    const distance = sameLetters ? 0 : editDistance(word, candidate, 3);
    if (distance === bestDistance) only = false;
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
    only = true;
  }
  if (best === undefined) return undefined;
  const obvious = only && (bestDistance === 0 || isSlip(word, best));
  return { word: best, only, obvious };
}

/** One letter missing, doubled, or swapped with its neighbor; in words of three letters or more. */
function isSlip(written: string, meant: string): boolean {
  if (Math.min(written.length, meant.length) < 3) return false;
  const [a, b] = [written.toLowerCase(), meant.toLowerCase()];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  if (a.length + 1 === b.length) return a.slice(at) === b.slice(at + 1);
  if (a.length === b.length + 1) return a.slice(at + 1) === b.slice(at) && a[at] === a[at - 1];
  return a.length === b.length && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
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
