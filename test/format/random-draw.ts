/** Random choices from a seed, with a size that runs out and a note of whether newlines mean nothing: for `random-program.ts`. */

export interface Draw {
  /** A whole number from 0 to `below` - 1. */
  number(below: number): number;
  chance(percent: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Takes one off the size; false when nothing is left. */
  spend(): boolean;
  /** Writes what stands in parentheses. */
  parentheses(write: () => void): void;
  /** Writes what stands in none, whatever is around. */
  outside(write: () => void): void;
  inParentheses(): boolean;
}

export function createDraw(seed: number, size: number): Draw {
  let state = seed | 0;
  let left = size;
  let inside = false;
  // mulberry32
  const number = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
  const within = (value: boolean, write: () => void): void => {
    const outer = inside;
    inside = value;
    write();
    inside = outer;
  };
  return {
    number,
    chance: (percent) => number(100) < percent,
    pick: (items) => items[number(items.length)]!,
    spend: () => left-- > 0,
    parentheses: (write) => within(true, write),
    outside: (write) => within(false, write),
    inParentheses: () => inside,
  };
}
