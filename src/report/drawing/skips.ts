/**
 * Values that are read further on than by the next entry (`@name`): lines that leave the flow behind the entry that gives the
 * value and reach the later one on lanes above its row; where the value is made in another chain, a tag with its name stands in
 * for the line. Takes the grid of a chain; gives the room that each row needs above it, and paints.
 */
import type { Canvas } from "./cell.ts";
import { type Entry, type Grid, rowMargin } from "./grid.ts";
import { assignLanes } from "./lanes.ts";
import type { Point, Subject } from "./marks.ts";
import { clip, faces } from "./measure.ts";

/** Behind an entry, where lines leave the flow. */
const leaveAt = 7;
/** Before an entry, where they enter it. */
const enterAt = 9;
const laneHeight = 9;
const tagHeight = 18;
const longestTag = 150;

export interface Skip {
  readonly value: string;
  readonly subject: Subject;
  /** The entry that gives it; absent: none of this chain. */
  readonly from?: number;
  readonly to: number;
  /** Where it enters the cell, from its left and top; absent: it enters the flow before it. */
  readonly enter?: Point;
}

export interface Skips {
  /** Above each row. */
  readonly heights: readonly number[];
  readonly paint: (at: Point, rows: Heights, canvas: Canvas) => void;
}

/** Of each row: its top, the line of its flow, its bottom. */
export interface Heights {
  readonly tops: readonly number[];
  readonly axes: readonly number[];
  readonly bottoms: readonly number[];
}

/** Whether side chains, or names, lie below a row, so that no line may go straight down from it. */
type IsBlocked = (row: number) => boolean;

function blockedRows(skips: readonly Skip[], rowOf: readonly number[], isBanded: IsBlocked): IsBlocked {
  const named = new Set(skips.filter(({ from }) => from === undefined).map(({ to }) => rowOf[to]! - 1));
  return (row) => named.has(row) || isBanded(row);
}

/** More room on the left, where lines pass by whole rows. */
export function marginOfSkips(entries: readonly Entry[], rowOf: readonly number[], isBanded: IsBlocked): number {
  const skips = skipsOf(entries);
  const isBlocked = blockedRows(skips, rowOf, isBanded);
  return laneHeight * skips.filter((skip) => isFar(skip, rowOf, isBlocked)).length;
}

export function routeSkips(grid: Grid, isBanded: IsBlocked): Skips {
  const { entries, xs, rowOf, rows, left } = grid;
  const skips = skipsOf(entries);
  const isBlocked = blockedRows(skips, rowOf, isBanded);
  const far = skips.filter((skip) => isFar(skip, rowOf, isBlocked));
  const marginOf = (skip: Skip): number => left - rowMargin - laneHeight * far.indexOf(skip) - 3;
  const startOf = ({ from }: Skip): number => xs[from!]! + entries[from!]!.cell.width + leaveAt;
  const endOf = ({ to, enter }: Skip): number => xs[to]! + (enter?.x ?? -enterAt);
  const stretchesOf = rows.map((_, row) =>
    skips.flatMap((skip) => {
      if (skip.from === undefined) return [];
      const isOwn = far.includes(skip);
      const enters = rowOf[skip.to] === row;
      const leaves = isOwn && rowOf[skip.from]! + 1 === row && !isBlocked(rowOf[skip.from]!);
      const spans: readonly (readonly [number, number])[] = [
        ...(enters ? [[isOwn ? marginOf(skip) : startOf(skip), endOf(skip)] as const] : []),
        ...(leaves ? [[marginOf(skip), startOf(skip)] as const] : []),
      ];
      return spans.map(([one, other]) => ({ skip, from: Math.min(one, other), to: Math.max(one, other) })); // prettier-ignore
    }),
  );
  const lanes = stretchesOf.map((stretches) => assignLanes(stretches, 4));
  // The rightmost lowest, so that no line passes through the name beside another.
  const tags = rows.map((_, row) =>
    skips.filter(({ from, to }) => from === undefined && rowOf[to] === row).sort((a, b) => endOf(b) - endOf(a)),
  );
  const lanesHeight = (row: number): number => (lanes[row]!.count === 0 ? 0 : lanes[row]!.count * laneHeight + 5);
  return {
    heights: rows.map((_, row) => lanesHeight(row) + tags[row]!.length * tagHeight),
    paint: (at, { tops, axes, bottoms }, canvas) => {
      const laneY = (skip: Skip, row: number): number => {
        const number = stretchesOf[row]!.findIndex((stretch) => stretch.skip === skip);
        return at.y + tops[row]! - 6 - laneHeight * lanes[row]!.laneOf[number]!;
      };
      const tail = (skip: Skip): readonly Point[] => {
        const x = at.x + endOf(skip);
        const axis = at.y + axes[rowOf[skip.to]!]!;
        const { enter, to } = skip;
        if (enter === undefined) return [{ x, y: axis }, { x: at.x + xs[to]!, y: axis }]; // prettier-ignore
        return [{ x, y: axis - entries[to]!.cell.inY + enter.y }];
      };
      for (const skip of skips) {
        const row = rowOf[skip.to]!;
        const end = at.x + endOf(skip);
        if (skip.from === undefined) {
          const y = at.y + tops[row]! - lanesHeight(row) - tags[row]!.indexOf(skip) * tagHeight;
          paintTag(skip, { x: end, y }, tail(skip), xs[skip.to]! + entries[skip.to]!.cell.width - endOf(skip), canvas);
          continue;
        }
        const { cell } = entries[skip.from]!;
        const first = rowOf[skip.from]!;
        const start = { x: at.x + startOf(skip), y: at.y + axes[first]! + cell.outY - cell.inY };
        const lane = laneY(skip, row);
        const number = far.indexOf(skip);
        const margin = at.x + marginOf(skip);
        const below = isBlocked(first) ? at.y + bottoms[first]! + 2 + (number % 3) * 2 : laneY(skip, Math.min(first + 1, row)); // prettier-ignore
        const way = number < 0
          ? [{ x: start.x, y: lane }]
          : [{ x: start.x, y: below }, { x: margin, y: below }, { x: margin, y: lane }]; // prettier-ignore
        canvas.line(skip.subject, [start, ...way, { x: end, y: lane }, ...tail(skip)], { style: "skip" });
      }
    },
  };
}

/** `room`: up to the end of what it leads to, so that it reaches over nothing else. */
function paintTag(
  { value, subject }: Skip,
  { x, y }: Point,
  tail: readonly Point[],
  room: number,
  canvas: Canvas,
): void {
  canvas.line(subject, [{ x, y: y - tagHeight + 5 }, ...tail], { style: "skip" }); // prettier-ignore
  const text = clip(`@${value}`, "reference", Math.min(longestTag, room - 4));
  canvas.part(subject, `reads ${value}`, [{ kind: "text", face: "reference", text, anchor: "start", x: x + 4, y: y - tagHeight + 4 + faces.reference.size * 0.7 }]); // prettier-ignore
}

/** Past one row or more between those it leaves and reaches, or past what lies below the one it leaves. */
function isFar({ from, to }: Skip, rowOf: readonly number[], isBlocked: IsBlocked): boolean {
  if (from === undefined || rowOf[to] === rowOf[from]) return false;
  return rowOf[to]! > rowOf[from]! + 1 || isBlocked(rowOf[from]!);
}

export function skipsOf(entries: readonly Entry[]): readonly Skip[] {
  return entries.flatMap(({ cell, subject, elsewhere }, to): readonly Skip[] => [
    ...(elsewhere === undefined || to === 0 ? [] : [skipTo(entries, to, elsewhere, subject)]),
    ...cell.drops.map((drop) => skipTo(entries, to, drop.value, drop.subject, drop)),
  ]);
}

function skipTo(entries: readonly Entry[], to: number, value: string, subject: Subject, enter?: Point): Skip {
  const from = entries.findLastIndex(({ exit }, number) => number < to && exit === value);
  return { value, subject, ...(from < 0 ? {} : { from }), to, ...(enter ? { enter } : {}) };
}
