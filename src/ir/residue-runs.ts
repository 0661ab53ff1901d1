/**
 * Which residues of a stride one loop nest serves. Takes the classes of all residues in order, and whether a later one differs
 * from the first of its run only by its distance; gives the runs. Transposed convolutions and gradients of windows share it.
 */

/** Up to as many classes get a nest each, with nothing left to compute. A stride of 32 on two axes would have 1,024 of them. */
const NESTS_OF_THEIR_OWN = 4;

export interface ResidueRun<T> {
  /** That of its first residue. */
  readonly first: T;
  readonly length: number;
}

export function residueRuns<T>(
  classes: readonly T[],
  goesOn: (first: T, other: T, distance: number) => boolean,
): ResidueRun<T>[] {
  const runs: ResidueRun<T>[] = [];
  for (const each of classes) {
    const run = runs.at(-1);
    if (run && classes.length > NESTS_OF_THEIR_OWN && goesOn(run.first, each, run.length))
      runs[runs.length - 1] = { ...run, length: run.length + 1 };
    else runs.push({ first: each, length: 1 });
  }
  return runs;
}
