/**
 * The random numbers of the language: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as
 * 1, 2, 3; SC 2011). Takes a counter of four 32-bit words and a key of two, gives four words; no state, so any element's
 * number is known without the ones before it. The module computes the same words; this is their definition.
 */

export type Words4 = readonly [number, number, number, number];

export function philox(counter: Words4, key: readonly [number, number]): Words4 {
  let [c0, c1, c2, c3] = counter.map((word) => word >>> 0) as [number, number, number, number];
  let k0 = key[0] >>> 0;
  let k1 = key[1] >>> 0;
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = wideProduct(0xd2511f53, c0);
    const [high1, low1] = wideProduct(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** High and low word of the 64-bit product of two 32-bit words. */
function wideProduct(a: number, b: number): [number, number] {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const rest = aLow * bHigh + (middle % 0x10000);
  const high = aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(rest / 0x10000);
  return [high >>> 0, Math.imul(a, b) >>> 0];
}

/** Uniform in [0, 1), a multiple of 2^-24 (exact in f32). */
export function uniform(word: number): number {
  return (word >>> 8) * 2 ** -24;
}

/** The two words of a seed: a whole number from 0 up to 2^53. */
export function keyOfSeed(seed: number): [number, number] {
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}

/** The number that a `random` scalar stands for. */
export function randomAt(seed: number, step: number, stream: number, major: number, minor: number): number {
  return uniform(philox([major, minor >>> 2, stream, step], keyOfSeed(seed))[(minor & 3) as 0 | 1 | 2 | 3]);
}
