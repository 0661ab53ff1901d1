/**
 * Solves `c·o + d·k + known = image` for the axis o, as the gradient of a strided window needs. Takes the index of one
 * dimension; chooses the axis that leaves the fewest points to visit; gives, for image positions c·q + r of one residue r,
 * what o and the tap k become. All arithmetic is on whole numbers known at compile time.
 */
import { type Affine, add, affine, coefficient, scale } from "../ir/affine.ts";
import type { Axis } from "../ir/nest.ts";
import { type ResidueRun, residueRuns } from "../ir/residue-runs.ts";

export interface Elimination {
  readonly axis: { readonly name: string; readonly extent: number };
  /** Its coefficient, and how many residues that gives. */
  readonly coefficient: number;
  readonly classes: number;
  /** The one other axis whose coefficient is no multiple of `classes`. */
  readonly tap?: { readonly name: string; readonly extent: number };
}

/** Undefined when no axis of the index can be solved for. */
export function chooseElimination(
  index: Affine,
  axes: readonly Axis[],
  kept: ReadonlySet<string>,
): Elimination | undefined {
  const free = index.terms.flatMap(([name, c]) => {
    const extent = axes.find((axis) => axis.name === name)!.extent;
    return kept.has(name) ? [] : [{ name, c, extent }];
  });
  let best: { elimination: Elimination; cost: number } | undefined;
  for (const { name, c, extent } of free) {
    if (extent === "batch") continue;
    const classes = Math.abs(c);
    if (index.terms.some(([axis, d]) => kept.has(axis) && d % classes !== 0)) continue;
    const others = free.filter((other) => other.name !== name);
    const coupled = others.filter((other) => other.c % classes !== 0);
    const [tap] = coupled;
    if (coupled.length > 1 || tap?.extent === "batch") continue;
    const visits = others.reduce((n, other) => n * (other.extent === "batch" ? 1 : other.extent), 1);
    const elimination: Elimination = {
      axis: { name, extent },
      coefficient: c,
      classes,
      ...(tap && { tap: { name: tap.name, extent: tap.extent as number } }),
    };
    const cost = tap ? (visits * greatestCommonDivisor(Math.abs(tap.c), classes)) / classes : visits;
    if (!best || cost < best.cost || (cost === best.cost && classes < best.elimination.classes))
      best = { elimination, cost };
  }
  return best?.elimination;
}

/**
 * All residues of an image of `extent` positions in runs. Where there are many, those are served together that have as many
 * positions and taps and whose first tap grows as they do: then o is the same for all of them.
 */
export function residuesOfImage(index: Affine, elimination: Elimination, extent: number): ResidueRun<number>[] {
  const residues = Array.from({ length: Math.min(elimination.classes, extent) }, (_, residue) => residue);
  const positions = (residue: number): number => Math.ceil((extent - residue) / elimination.classes);
  return residueRuns(residues, (first, residue, distance) => {
    if (positions(first) !== positions(residue)) return false;
    const [one, other] = [first, residue].map((each) => tapsOfClass(index, elimination, each));
    if (!one || !other) return one === other;
    return one.taps === other.taps && (other.first - one.first) * slope(index, elimination) === distance;
  });
}

export interface ClassSolution {
  /** For the eliminated axis and the tap. */
  readonly replacement: ReadonlyMap<string, Affine>;
  /** Taps of the class, when there is a tap axis. */
  readonly taps?: number;
}

/** The taps that reach the positions of a residue are first, first + step, …; undefined when none does. */
function tapsOfClass(
  index: Affine,
  elimination: Elimination,
  residue: number,
): { first: number; step: number; taps: number | undefined } | undefined {
  const { classes, tap } = elimination;
  const d = slope(index, elimination);
  const step = tap ? classes / greatestCommonDivisor(Math.abs(d), classes) : 1;
  const reaches = (k: number): boolean => (residue - index.constant - d * k) % classes === 0;
  let first = 0;
  while (first < step && !reaches(first)) first++;
  if (first === step || (tap && first >= tap.extent)) return undefined;
  return { first, step, taps: tap && Math.ceil((tap.extent - first) / step) };
}

/** The coefficient d of the tap. */
const slope = (index: Affine, { tap }: Elimination): number => (tap ? coefficient(index, tap.name) : 0);

/**
 * For image positions classes·image + residue, where the residue is that of a run, `first + offset`; undefined when no tap
 * reaches them.
 */
export function residueClass(
  index: Affine,
  elimination: Elimination,
  { first: residue }: ResidueRun<number>,
  image: Affine,
  offset: Affine,
): ClassSolution | undefined {
  const { axis, coefficient: c, classes, tap } = elimination;
  const found = tapsOfClass(index, elimination, residue);
  if (!found) return undefined;
  const { first, step, taps } = found;
  const d = slope(index, elimination);
  const rest = affine(
    index.constant,
    index.terms.filter(([name]) => name !== axis.name && name !== tap?.name),
  );
  const tapIndex = affine(first, tap && taps !== 1 ? [[tap.name, step]] : []);
  // (classes·image + residue - rest - d·k) / c, whole by the choice of the taps; the sign of c is ±.
  const numerator = add(add(scale(image, classes), affine(residue)), scale(add(rest, scale(tapIndex, d)), -1));
  const solved = affine(
    numerator.constant / c,
    numerator.terms.map(([name, factor]) => [name, factor / c]),
  );
  const replacement = new Map([[axis.name, solved]]);
  // In a run d is 1 or -1, and what the offset adds to the position, the tap takes off again.
  if (tap) replacement.set(tap.name, add(tapIndex, scale(offset, d)));
  return taps === undefined ? { replacement } : { replacement, taps };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
