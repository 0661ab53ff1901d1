/**
 * Entries of a chain in rows: which row each is in and where, before anything is known of what passes between the rows. Takes
 * cells and the width there is; gives columns. `chain-cell.ts` adds the heights.
 */
import { breakRows } from "./break-rows.ts";
import type { Cell } from "./cell.ts";
import type { Subject } from "./marks.ts";

/** A cell of the chain, with what it reads and gives. */
export interface Entry {
  readonly cell: Cell;
  readonly subject: Subject;
  /** The value it gives. */
  readonly exit: string;
  /** The value it goes on from; absent: that of the entry before it. */
  readonly elsewhere?: string;
}

export interface Grid {
  readonly entries: readonly Entry[];
  /** From the left of the chain, for each entry. */
  readonly xs: readonly number[];
  /** For each entry the number of its row. */
  readonly rowOf: readonly number[];
  /** For each row the numbers of its entries, and its right end. */
  readonly rows: readonly { readonly numbers: readonly number[]; readonly right: number }[];
  /** Of the rows. */
  readonly left: number;
}

/** Between two cells. */
export const gap = 22;
/** Left and right of several rows, for the line from the end of one to the beginning of the next. */
export const rowMargin = 24;

/** `marginFor` says how much more room is needed on the left, for lines past several rows. */
export function layGrid(
  entries: readonly Entry[],
  width: number,
  marginFor: (rowOf: readonly number[]) => number,
): Grid {
  const widths = entries.map(({ cell }) => cell.width);
  let rows = breakRows(widths, gap, width);
  let margin = 0;
  // More margin may make more rows, and those more margin.
  for (let wanted = marginOf(rows, marginFor); wanted > margin; wanted = marginOf(rows, marginFor)) {
    margin = wanted;
    rows = breakRows(widths, gap, width - margin - rowMargin);
  }
  const xs: number[] = [];
  const rights = rows.map((own) => {
    let x = margin;
    for (const number of own) {
      xs[number] = x;
      x += widths[number]! + gap;
    }
    return x - gap;
  });
  return {
    entries,
    xs,
    rowOf: rowOfEach(rows),
    rows: rows.map((numbers, row) => ({ numbers, right: rights[row]! })),
    left: margin,
  };
}

function marginOf(rows: readonly (readonly number[])[], marginFor: (rowOf: readonly number[]) => number): number {
  return rows.length > 1 ? rowMargin + marginFor(rowOfEach(rows)) : 0;
}

const rowOfEach = (rows: readonly (readonly number[])[]): readonly number[] => rows.flatMap((own, row) => own.map(() => row)); // prettier-ignore
