/**
 * Affine index expressions over the axes of a loop nest: `2*y + i - 1`. Axes are named; a name stands once.
 */

export interface Affine {
  readonly constant: number;
  /** Axis name and coefficient (never 0), sorted by name. */
  readonly terms: readonly (readonly [axis: string, coefficient: number])[];
}

export function affine(constant: number, terms: Iterable<readonly [string, number]> = []): Affine {
  const sums = new Map<string, number>();
  for (const [axis, coefficient] of terms) sums.set(axis, (sums.get(axis) ?? 0) + coefficient);
  return {
    constant,
    terms: [...sums].filter(([, c]) => c !== 0).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  };
}

export function axisIndex(axis: string): Affine {
  return { constant: 0, terms: [[axis, 1]] };
}

export function add(a: Affine, b: Affine): Affine {
  return affine(a.constant + b.constant, [...a.terms, ...b.terms]);
}

export function scale(a: Affine, factor: number): Affine {
  return affine(
    a.constant * factor,
    a.terms.map(([axis, c]) => [axis, c * factor]),
  );
}

/** Replaces each axis by an affine expression over other axes. */
export function substitute(a: Affine, replacement: ReadonlyMap<string, Affine>): Affine {
  let result = affine(a.constant);
  for (const [axis, c] of a.terms) result = add(result, scale(replacement.get(axis) ?? axisIndex(axis), c));
  return result;
}

export function coefficient(a: Affine, axis: string): number {
  return a.terms.find(([name]) => name === axis)?.[1] ?? 0;
}

export function evaluate(a: Affine, values: (axis: string) => number): number {
  let sum = a.constant;
  for (const [axis, c] of a.terms) sum += c * values(axis);
  return sum;
}

/** The axis when the expression is just that axis (coefficient 1, no constant). */
export function soleAxis(a: Affine): string | undefined {
  return a.constant === 0 && a.terms.length === 1 && a.terms[0]![1] === 1 ? a.terms[0]![0] : undefined;
}

export function equal(a: Affine, b: Affine): boolean {
  return (
    a.constant === b.constant &&
    a.terms.length === b.terms.length &&
    a.terms.every(([axis, c], i) => b.terms[i]![0] === axis && b.terms[i]![1] === c)
  );
}

export function printAffine(a: Affine): string {
  let text = "";
  for (const [axis, c] of a.terms) {
    const sign = c < 0 ? (text ? " - " : "-") : text ? " + " : "";
    text += sign + (Math.abs(c) === 1 ? axis : `${Math.abs(c)}*${axis}`);
  }
  if (!text) return String(a.constant);
  return a.constant === 0 ? text : `${text} ${a.constant < 0 ? "-" : "+"} ${Math.abs(a.constant)}`;
}
