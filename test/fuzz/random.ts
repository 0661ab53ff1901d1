/**
 * Random numbers for fuzzing: small, seeded, the same on every engine, so that one number and one index give an input again.
 * Takes a seed; not for training, which has a generator of its own.
 */
export interface Random {
  /** 0 up to 1. */
  next(): number;
  /** 0 up to `n`, `n` not among them. */
  below(n: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { next, below, chance: (probability) => next() < probability, pick: (items) => items[below(items.length)]! };
}

/** Input `index` of a run, on its own. */
export function randomFor(seed: number, index: number): Random {
  return createRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
}

/** From `CNNC_SEED`, or a new one for each run. */
export function seedOfRun(): number {
  const given = process.env.CNNC_SEED;
  return given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}
