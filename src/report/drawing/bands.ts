/**
 * Side chains of heads below the row in which they leave the flow. Takes the grid of a chain and the heads' cells; gives the
 * room that each row needs below it, and paints.
 */
import type { Canvas, Cell } from "./cell.ts";
import type { Grid } from "./grid.ts";
import type { Point, Subject } from "./marks.ts";

export interface Side {
  readonly cell: Cell;
  readonly subject: Subject;
  /** The number of the entry behind which it leaves; -1: before the first. */
  readonly behind: number;
  /** It reads a value of another chain: no line leads to it. */
  readonly detached: boolean;
}

export interface Bands {
  /** Below each row. */
  readonly heights: readonly number[];
  /** The right end below each row. */
  readonly rights: readonly number[];
  /** `bottoms` and `axes` of the rows. */
  readonly paint: (at: Point, bottoms: readonly number[], axes: readonly number[], canvas: Canvas) => void;
}

/** Behind an entry, where lines to heads leave the flow. */
const leaveAt = 14;
const above = 18;
const apart = 16;
const laneWidth = 8;

interface PlacedSide extends Side {
  /** Where its line leaves the flow, where its cell is, from the left of the chain; the cell's top below the row. */
  readonly leave: number;
  readonly x: number;
  readonly top: number;
  /** Its way, where it is not straight below. */
  readonly lane?: number;
}

export function placeBands({ entries, xs, rowOf, rows, left }: Grid, sides: readonly Side[]): Bands {
  const placed = rows.map(({ right }, row) => {
    const own = sides.filter(({ behind }) => (behind < 0 ? 0 : rowOf[behind]) === row);
    return placeSides(own, right, left, (behind) => (behind < 0 ? left : xs[behind]! + entries[behind]!.cell.width));
  });
  return {
    heights: placed.map((own) => Math.max(0, ...own.map(({ top, cell }) => top + cell.height))),
    rights: placed.map((own) => Math.max(0, ...own.map(({ x, cell }) => x + cell.width))),
    paint: (at, bottoms, axes, canvas) => {
      for (const [row, own] of placed.entries())
        for (const side of own) {
          const before = entries[side.behind]?.cell;
          const flow = at.y + axes[row]! + (before ? before.outY - before.inY : 0);
          paintSide(side, at.x, flow, at.y + bottoms[row]!, canvas);
        }
    },
  };
}

/**
 * Each where its line comes down, if all of them fit there. Else one below the other, with their lines on lanes between the row
 * and the first of them, and down at their left, so that none passes through another.
 */
function placeSides(
  sides: readonly Side[],
  right: number,
  left: number,
  endOf: (behind: number) => number,
): readonly PlacedSide[] {
  const leaves = sides.map(({ behind }) => endOf(behind) + leaveAt);
  const fits = sides.every(({ cell }, i) => leaves[i]! + apart + cell.width <= Math.min(right, leaves[i + 1] ?? right));
  if (fits) return sides.map((side, i) => ({ ...side, leave: leaves[i]!, x: leaves[i]! + apart, top: above }));
  const widest = Math.max(...sides.map(({ cell }) => cell.width));
  const x = Math.max(left + sides.length * laneWidth + apart / 2, right - widest);
  let top = sides.length * laneWidth + apart;
  return sides.map((side, i): PlacedSide => {
    const placed = { ...side, leave: leaves[i]!, x, top, lane: i };
    top += side.cell.height + apart;
    return placed;
  });
}

function paintSide(
  { cell, subject, leave, x, top, lane, detached }: PlacedSide,
  left: number,
  flow: number,
  bottom: number,
  canvas: Canvas,
): void {
  const y = bottom + top + cell.inY;
  const start = left + leave;
  const end = left + x;
  const laneY = bottom + laneWidth * ((lane ?? 0) + 1);
  const laneX = end - laneWidth * ((lane ?? 0) + 1);
  const way = lane === undefined
    ? [{ x: start, y }]
    : [{ x: start, y: laneY }, { x: laneX, y: laneY }, { x: laneX, y }]; // prettier-ignore
  if (!detached) canvas.line(subject, [{ x: start, y: flow }, ...way, { x: end, y }], { style: "side" });
  cell.paint({ x: end, y: bottom + top }, canvas);
}
