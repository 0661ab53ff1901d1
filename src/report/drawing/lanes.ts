/**
 * Horizontal ways beside a row of cells, which lines take past them. Takes the stretches that lines need; gives each a lane,
 * counted from the row outwards, so that none lie upon one another; short ones are next to the row.
 */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Lanes {
  readonly count: number;
  /** For each stretch. */
  readonly laneOf: readonly number[];
}

export function assignLanes(stretches: readonly Stretch[], apart: number): Lanes {
  const order = stretches.map((_, i) => i).sort((a, b) => lengthOf(stretches[a]!) - lengthOf(stretches[b]!) || a - b);
  const taken: Stretch[][] = [];
  const laneOf = new Array<number>(stretches.length).fill(0);
  for (const number of order) {
    const own = stretches[number]!;
    let lane = taken.findIndex((others) => others.every((other) => own.to + apart < other.from || other.to + apart < own.from)); // prettier-ignore
    if (lane < 0) lane = taken.push([]) - 1;
    taken[lane]!.push(own);
    laneOf[number] = lane;
  }
  return { count: taken.length, laneOf };
}

const lengthOf = ({ from, to }: Stretch): number => to - from;
