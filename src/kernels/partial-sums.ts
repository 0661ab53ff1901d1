/**
 * Where a long sum is cut in two: the last axes are summed into a number that starts at zero, and those numbers are added
 * up. Rounding grows with the length of a chain of additions, so two short chains lose far less than a long one, at no cost
 * that can be measured. Takes the summed axes, outermost first, and how many terms a chain gets at each point.
 */

/** Additions in one chain. */
const CHAIN = 1024;

/** How many of the axes stay outside: the others are as many as make no chain longer than `CHAIN`, at least one. */
export function cutOfSum(axes: readonly { readonly extent: number }[], terms: number): number {
  let chain = terms;
  for (let i = axes.length - 1; i >= 0; i--) {
    chain *= axes[i]!.extent;
    if (chain > CHAIN) return Math.min(i + 1, axes.length - 1);
  }
  return 0;
}
