/**
 * Arithmetic of sizes and counts: exact on safe integers, and saturating where a product leaves them, so that a network
 * with 3.6 billion weights, or an absurd one, is counted and reported instead of wrapping round or turning into NaN.
 * Takes whole numbers; relies on nothing. Not for the numbers a network computes.
 */
import { LIMITS } from "../limits.ts";

/** The largest extent of one axis, and the largest number of elements of one tensor. */
export const largestSize = LIMITS.integerValue.value;

/** What a count becomes when it is too large to be exact. */
export const saturated = Number.MAX_SAFE_INTEGER;

export function add(a: number, b: number): number {
  return saturate(a + b);
}

/** The one multiplication of sizes: exact, or `saturated` (with the sign of the product). */
export function multiply(a: number, b: number): number {
  return saturate(a * b);
}

export function product(factors: Iterable<number>): number {
  let result = 1;
  for (const factor of factors) result = multiply(result, factor);
  return result;
}

/** ⌊a / b⌋ for b > 0. */
export function floorDivide(a: number, b: number): number {
  const rest = remainder(a, b);
  return (a - rest) / b;
}

/** ⌈a / b⌉ for b > 0. */
export function ceilDivide(a: number, b: number): number {
  return -floorDivide(-a, b) || 0;
}

/** a - b·⌊a / b⌋, so 0 ≤ remainder < b, for b > 0. */
export function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest < 0 ? rest + b : Math.abs(rest);
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Ascending; a ≤ 2^31, so at most some 46,000 trials. */
export function divisors(a: number): number[] {
  const low: number[] = [];
  const high: number[] = [];
  for (let d = 1; d * d <= a; d++) {
    if (a % d !== 0) continue;
    low.push(d);
    if (d * d !== a) high.unshift(a / d);
  }
  return [...low, ...high];
}

/** `3,600,000,000`; a saturated count is no exact number, and says so: `over 9,007,…`. */
export function printCount(count: number): string {
  if (Math.abs(count) >= saturated) return `over ${printCount(saturated - 1)}`;
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

function saturate(value: number): number {
  return Number.isSafeInteger(value) ? value : value < 0 ? -saturated : saturated;
}
