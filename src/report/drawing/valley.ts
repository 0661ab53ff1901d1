/**
 * A chain that goes down and up again (an encoder and a decoder, with bridges between): as a valley. Where values that are read
 * further on are nested like brackets, each pair of ends shares a row, what lies between them lies below, and the bridges are
 * short. Takes the entries and the width there is; returns the cell, or nothing where the chain has no such shape, or no room
 * for it.
 */
import type { Canvas, Cell } from "./cell.ts";
import { type Entry, gap, rowMargin } from "./grid.ts";
import type { Point } from "./marks.ts";
import { type Skip, skipsOf } from "./skips.ts";

type Bridge = Skip & { readonly from: number; readonly enter: Point };

/** Numbers of entries, in order, with their places from the left. */
interface Segment {
  readonly numbers: readonly number[];
  readonly xs: readonly number[];
  readonly right: number;
}

interface Slope {
  /** On the way down and on the way up; the lowest row has none of the latter. */
  readonly down: Segment;
  readonly up?: Segment;
  readonly bridge?: Bridge;
  readonly axis: number;
  readonly bottom: number;
}

const rowGap = 30;
/** Between the two slopes. */
const between = 64;
/** Of the width, for parts on one slope: tried in turn. */
const shares = [1, 0.6, 0.5, 0.4];

/** `entriesAt`: the same entries, each at most as wide as asked. */
export function layValley(entriesAt: (width: number) => readonly Entry[], width: number): Cell | undefined {
  for (const share of shares) {
    const entries = entriesAt(share * width);
    const bridges = nested(skipsOf(entries));
    if (bridges === undefined) return undefined;
    const cell = layAt(entries, bridges, width);
    if (cell) return cell;
  }
  return undefined;
}

function layAt(entries: readonly Entry[], bridges: readonly Bridge[], width: number): Cell | undefined {
  const rows = slopesOf(entries, bridges);
  const right = Math.max(...rows.flatMap(({ down, up }) => [down.right, up?.right ?? 0]));
  if (right + rowMargin > width) return undefined;
  const last = entries.length - 1;
  const end = entries[last]!.cell;
  const [first] = rows as readonly [Slope, ...Slope[]];
  return {
    width: right + rowMargin,
    height: rows[rows.length - 1]!.bottom,
    inY: first.axis,
    outY: first.axis + end.outY - end.inY,
    outX: first.up!.right,
    drops: [],
    paint: (at, canvas) => {
      paintFlow(entries, rows, at, canvas);
      for (const row of rows) if (row.bridge) paintBridge(entries, row, row.bridge, at, canvas);
      for (const { down, up, axis } of rows)
        for (const { numbers, xs } of up ? [down, up] : [down])
          for (const [i, number] of numbers.entries()) {
            const { cell } = entries[number]!;
            cell.paint({ x: at.x + xs[i]!, y: at.y + axis - cell.inY }, canvas);
          }
    },
  };
}

/** From the outermost to the innermost; nothing where they are fewer than two, or cross. */
function nested(skips: readonly Skip[]): readonly Bridge[] | undefined {
  const bridges = skips.flatMap((skip) =>
    skip.from === undefined || skip.enter === undefined ? [] : [{ ...skip, from: skip.from, enter: skip.enter }],
  );
  if (bridges.length < 2 || bridges.length < skips.length) return undefined;
  bridges.sort((a, b) => a.from - b.from);
  const isNested = bridges.every(({ from, to }, i) => {
    const inner = bridges[i + 1];
    return inner === undefined ? from + 1 < to : from < inner.from && inner.to < to;
  });
  return isNested ? bridges : undefined;
}

function slopesOf(entries: readonly Entry[], bridges: readonly Bridge[]): readonly Slope[] {
  const segment = (first: number, end: number, left: number): Segment => {
    const numbers = Array.from({ length: end - first }, (_, i) => first + i);
    let x = left;
    const xs = numbers.map((number) => {
      const own = x;
      x += entries[number]!.cell.width + gap;
      return own;
    });
    return { numbers, xs, right: x - gap };
  };
  const downs = bridges.map(({ from }, depth) => segment((bridges[depth - 1]?.from ?? -1) + 1, from + 1, rowMargin));
  const left = Math.max(...downs.map(({ right }) => right)) + between;
  const rows: Slope[] = [];
  let y = 0;
  const add = (down: Segment, up?: Segment, bridge?: Bridge): void => {
    const cells = [...down.numbers, ...(up?.numbers ?? [])].map((number) => entries[number]!.cell);
    const axis = y + Math.max(...cells.map(({ inY }) => inY));
    const bottom = axis + Math.max(...cells.map(({ height, inY }) => height - inY));
    rows.push({ down, ...(up ? { up } : {}), ...(bridge ? { bridge } : {}), axis, bottom });
    y = bottom + rowGap;
  };
  for (const [depth, bridge] of bridges.entries())
    add(downs[depth]!, segment(bridge.to, bridges[depth - 1]?.to ?? entries.length, left), bridge);
  const { from, to } = bridges[bridges.length - 1]!;
  add(segment(from + 1, to, rowMargin));
  return rows;
}

/** Where the flow enters and leaves each entry. */
function paintFlow(entries: readonly Entry[], rows: readonly Slope[], at: Point, canvas: Canvas): void {
  const enters = new Map<number, Point>();
  const leaves = new Map<number, Point>();
  for (const { down, up, axis } of rows)
    for (const { numbers, xs } of up ? [down, up] : [down])
      for (const [i, number] of numbers.entries()) {
        const { cell } = entries[number]!;
        enters.set(number, { x: at.x + xs[i]!, y: at.y + axis });
        leaves.set(number, { x: at.x + xs[i]! + cell.width, y: at.y + axis + cell.outY - cell.inY });
      }
  const [first] = entries;
  if (first!.subject.kind !== "input")
    canvas.line(first!.subject, [{ x: at.x, y: at.y + rows[0]!.axis }, enters.get(0)!]);
  const lowest = rows[rows.length - 1]!;
  for (const [number, { subject }] of entries.entries()) {
    if (number === 0) continue;
    const from = leaves.get(number - 1)!;
    const to = enters.get(number)!;
    const row = rows.findIndex(({ down, up }) => down.numbers.includes(number) || up?.numbers[0] === number);
    const { down, up } = rows[row] ?? lowest;
    const begins = row >= 0 && (down.numbers[0] === number || up?.numbers[0] === number);
    if (!begins) {
      const middle = from.x + gap / 2;
      canvas.line(subject, [from, { x: middle, y: from.y }, { x: middle, y: to.y }, to]);
      continue;
    }
    // Down from the row above, or up from the one below: in the room between them, each at a height of its own.
    const isDown = down.numbers[0] === number;
    const y = at.y + (isDown ? rows[row - 1]!.bottom + rowGap / 2 - 5 : rows[row]!.bottom + rowGap / 2 + 5);
    const turn = from.x + rowMargin / 2;
    const back = to.x - rowMargin / 2;
    canvas.line(subject, [from, { x: turn, y: from.y }, { x: turn, y }, { x: back, y }, { x: back, y: to.y }, to]);
  }
}

/** From behind the last entry on the way down, straight across, into the first on the way up. */
function paintBridge(
  entries: readonly Entry[],
  { down, up, axis }: Slope,
  { from, to, enter, subject }: Bridge,
  at: Point,
  canvas: Canvas,
): void {
  const { cell } = entries[from]!;
  const start = { x: at.x + down.right + 7, y: at.y + axis + cell.outY - cell.inY };
  const y = at.y + axis - entries[to]!.cell.inY + enter.y;
  canvas.line(subject, [start, { x: start.x, y }, { x: at.x + up!.xs[0]! + enter.x, y }], { style: "skip" });
}
