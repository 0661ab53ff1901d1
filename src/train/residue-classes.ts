/**
 * Solves `c·o + d·k + known = image` for the axis o, as the gradient of a strided window needs. Takes the index of one
 * dimension; chooses the axis that leaves the fewest points to visit; gives, for image positions c·q + r of one residue r,
 * what o and the tap k become. All arithmetic is on whole numbers known at compile time.
 */
import { type Affine, add, affine, coefficient, scale } from "../ir/affine.ts";
import type { Axis } from "../ir/nest.ts";

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

export interface ClassSolution {
  /** For the eliminated axis and the tap. */
  readonly replacement: ReadonlyMap<string, Affine>;
  /** Taps of the class, when there is a tap axis. */
  readonly taps?: number;
}

/** For image positions classes·image + residue; undefined when no tap reaches them. */
export function residueClass(
  index: Affine,
  { axis, coefficient: c, classes, tap }: Elimination,
  residue: number,
  image: Affine,
): ClassSolution | undefined {
  const d = tap ? coefficient(index, tap.name) : 0;
  const rest = affine(
    index.constant,
    index.terms.filter(([name]) => name !== axis.name && name !== tap?.name),
  );
  const step = tap ? classes / greatestCommonDivisor(Math.abs(d), classes) : 1;
  const reaches = (k: number): boolean => (residue - rest.constant - d * k) % classes === 0;
  let first = 0;
  while (first < step && !reaches(first)) first++;
  if (first === step || (tap && first >= tap.extent)) return undefined;

  const taps = tap ? Math.ceil((tap.extent - first) / step) : undefined;
  const tapIndex = affine(first, tap && taps !== 1 ? [[tap.name, step]] : []);
  // (classes·image + residue - rest - d·k) / c, whole by the choice of the taps; the sign of c is ±.
  const numerator = add(add(scale(image, classes), affine(residue)), scale(add(rest, scale(tapIndex, d)), -1));
  const solved = affine(
    numerator.constant / c,
    numerator.terms.map(([name, factor]) => [name, factor / c]),
  );
  const replacement = new Map([[axis.name, solved]]);
  if (tap) replacement.set(tap.name, tapIndex);
  return taps === undefined ? { replacement } : { replacement, taps };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
