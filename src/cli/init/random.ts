/** Seeded random numbers for pictures: takes a seed, gives a function whose numbers lie from -1 to 1, the same for the same seed everywhere. */
import { philox } from "../../ir/philox.ts";

export function createRandom(seed: number): () => number {
  let counter = 0;
  let words: readonly number[] = [];
  return () => {
    if (counter % 4 === 0) words = philox([counter / 4, 0, 0, 0], [seed, 0]);
    return words[counter++ % 4]! / 2 ** 31 - 1;
  };
}
