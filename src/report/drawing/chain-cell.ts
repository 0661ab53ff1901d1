/**
 * A chain as a cell: its items side by side in rows that are read as lines of text are, values from further back on lanes above
 * the rows, side chains of heads below them. Takes the chain and the width there is; returns the cell.
 */
import { placeBands, type Side } from "./bands.ts";
import type { Canvas, Cell, Layouter } from "./cell.ts";
import { subjectOf } from "./facts.ts";
import { type Chain, cursorsOf, endOf, type SideChain } from "./form.ts";
import { sideCell } from "./frame-cell.ts";
import { type Entry, gap, type Grid, layGrid, rowMargin } from "./grid.ts";
import type { Point } from "./marks.ts";
import { clip, widthOf } from "./measure.ts";
import { layValley } from "./valley.ts";
import { marginOfSkips, routeSkips } from "./skips.ts";

const rowGap = 26;
const emptyHeight = 14;
const longestTag = 150;

/** `before`: entries that stand before the chain's own, such as the model's input. */
export function chainCell(chain: Chain, width: number, layouter: Layouter, before: readonly Entry[] = []): Cell {
  const { entries, sides } = partsOf(chain, width, layouter, before);
  const end = endOf(chain) === chain.exit ? "" : clip(`@${chain.exit}`, "reference", longestTag);
  if (end === "" && sides.length === 0 && entries.some(({ cell }) => cell.drops.length > 0)) {
    const entriesAt = (room: number): readonly Entry[] =>
      room === width ? entries : partsOf(chain, room, layouter, before).entries;
    const valley = layValley(entriesAt, width);
    if (valley) return valley;
  }
  return layRows(entries, sides, end, width);
}

interface Parts {
  readonly entries: readonly Entry[];
  readonly sides: readonly Side[];
}

function partsOf(chain: Chain, width: number, layouter: Layouter, before: readonly Entry[]): Parts {
  const entries = [...before];
  const sides: Side[] = [];
  for (const [item, cursor] of cursorsOf(chain)) {
    if (item.kind === "side") {
      sides.push(sideOf(item, cursor, entries, width, layouter));
      continue;
    }
    const subject = subjectOf(item, layouter.model);
    const cell = layouter.item(item, width);
    entries.push({ cell, subject, exit: item.exit, ...(item.entry === cursor ? {} : { elsewhere: item.entry }) });
  }
  return { entries, sides };
}

/** Behind the entry whose value it begins with; one that begins with a value of another chain only names it. */
function sideOf(side: SideChain, cursor: string, entries: readonly Entry[], width: number, layouter: Layouter): Side {
  const last = entries.length - 1;
  const from = side.entry === cursor ? last : entries.findLastIndex(({ exit }) => exit === side.entry);
  const detached = side.entry !== cursor && from < 0;
  const cell = sideCell(side, detached ? side.entry : undefined, width, layouter);
  return { cell, subject: subjectOf(side, layouter.model), behind: detached ? last : from, detached };
}

/** `end` is written behind the last row: the name of the value that goes on, where that is not the last entry's. */
function layRows(entries: readonly Entry[], sides: readonly Side[], end: string, width: number): Cell {
  const isBanded = (rowOf: readonly number[]) => (row: number) =>
    sides.some(({ behind }) => (rowOf[behind] ?? 0) === row);
  const grid = layGrid(entries, width, (rowOf) => marginOfSkips(entries, rowOf, isBanded(rowOf)));
  const { rows, rowOf, xs } = grid;
  const skips = routeSkips(grid, isBanded(rowOf));
  const bands = placeBands(grid, sides);
  const tops: number[] = [];
  const axes: number[] = [];
  const bottoms: number[] = [];
  let y = 0;
  for (const [row, { numbers }] of rows.entries()) {
    const cells = numbers.map((number) => entries[number]!.cell);
    tops[row] = y + skips.heights[row]!;
    axes[row] = tops[row]! + Math.max(...cells.map(({ inY }) => inY));
    bottoms[row] = axes[row]! + Math.max(...cells.map(({ height, inY }) => height - inY));
    y = bottoms[row]! + bands.heights[row]! + (row + 1 < rows.length ? rowGap : 0);
  }
  const right = Math.max(0, ...rows.map((row) => row.right), ...bands.rights) + (rows.length > 1 ? rowMargin : 0);
  const endWidth = end === "" ? 0 : widthOf(end, "reference") + gap;
  const last = entries[entries.length - 1];
  const outY = last ? axes[axes.length - 1]! + last.cell.outY - last.cell.inY : emptyHeight / 2;
  const turns = rows.map((row, number) => ({
    x: Math.max(row.right, bands.rights[number]!) + rowMargin / 2,
    y: bottoms[number]! + bands.heights[number]! + rowGap / 2,
  }));
  return {
    width: right + endWidth,
    height: Math.max(y, emptyHeight),
    inY: axes[0] ?? emptyHeight / 2,
    outY,
    outX: last ? xs[entries.length - 1]! + last.cell.width : 0,
    drops: [],
    paint: (at, canvas) => {
      paintFlow(grid, axes, turns, at, canvas);
      skips.paint(at, { tops, axes, bottoms }, canvas);
      bands.paint(at, bottoms, axes, canvas);
      for (const [number, { cell }] of entries.entries())
        cell.paint({ x: at.x + xs[number]!, y: at.y + axes[rowOf[number]!]! - cell.inY }, canvas);
      if (end === "") return;
      const text = { kind: "text", face: "reference", text: end, anchor: "start", x: at.x + right + gap / 2, y: at.y + outY - 5 } as const; // prettier-ignore
      canvas.part(last?.subject, `goes on with ${end}`, [text]);
    },
  };
}

/** Lines from entry to entry; `turns`: where those from the end of a row turn down, and back. */
function paintFlow(
  { entries, xs, rowOf, left }: Grid,
  axes: readonly number[],
  turns: readonly Point[],
  at: Point,
  canvas: Canvas,
): void {
  const enter = (number: number): Point => ({ x: at.x + xs[number]!, y: at.y + axes[rowOf[number]!]! });
  const leave = (number: number): Point => {
    const { cell } = entries[number]!;
    return { x: at.x + xs[number]! + cell.width, y: at.y + axes[rowOf[number]!]! + cell.outY - cell.inY };
  };
  for (const [number, { subject, elsewhere }] of entries.entries()) {
    const to = enter(number);
    if (number === 0) {
      // Nothing leads to the input.
      if (subject.kind !== "input") canvas.line(subject, [{ x: at.x, y: to.y }, to]);
    } else if (elsewhere === undefined) {
      const from = leave(number - 1);
      const row = rowOf[number - 1]!;
      const middle = from.x + gap / 2;
      const turn = { x: at.x + turns[row]!.x, y: at.y + turns[row]!.y };
      const back = at.x + left - rowMargin / 2;
      const way = row === rowOf[number]
        ? [{ x: middle, y: from.y }, { x: middle, y: to.y }]
        : [{ x: turn.x, y: from.y }, turn, { x: back, y: turn.y }, { x: back, y: to.y }]; // prettier-ignore
      canvas.line(subject, [from, ...way, to]);
    }
  }
}
