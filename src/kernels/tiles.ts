/**
 * How many results a kernel keeps in registers at once. From the spill rule measured on V8 (kernels.md, R1): an outer
 * product of `rows` and `columns` needs rows·columns accumulators, all its operands and one temporary in the 15 vector
 * registers that V8 leaves free on x64; one spill in the loop halves the speed.
 */

const REGISTERS = 15;

export function fits(rows: number, columns: number): boolean {
  return rows * columns + rows + columns + 1 <= REGISTERS;
}

/** Rows of a tile whose columns are the vectors of one pixel's lanes. */
export function rowsFor(vectors: number, extent: number): number {
  let rows = 1;
  while (rows < extent && rows < 6 && fits(rows + 1, vectors)) rows++;
  return rows;
}

/** Splits an extent into tiles of at most `size`: `[start, count, size]` runs, the remainder as one smaller tile. */
export function tilesOf(extent: number, size: number): readonly { start: number; count: number; size: number }[] {
  const whole = Math.floor(extent / size);
  const rest = extent - whole * size;
  const runs = whole > 0 ? [{ start: 0, count: whole, size }] : [];
  return rest > 0 ? [...runs, { start: whole * size, count: 1, size: rest }] : runs;
}

/**
 * Rows and columns for a tile with vectors on both sides, over extents of rows and columns: the least estimated cycles
 * (two multiply or add units, two loads a cycle, adds four cycles deep, four instructions a cycle). `contiguous` columns
 * of four can be written as one vector.
 */
export function tileFor(
  rowExtent: number,
  columnExtent: number,
  contiguous: boolean,
): { rows: number; columns: number } {
  let best = { rows: 1, columns: 1 };
  let least = Number.POSITIVE_INFINITY;
  for (let rows = 1; rows <= Math.min(rowExtent, 6); rows++) {
    for (let columns = 1; columns <= Math.min(columnExtent, 6); columns++) {
      if (!fits(rows, columns)) continue;
      const step = Math.max(rows * columns, (rows + columns) / 2, 4, (2 * rows * columns + rows + columns + 6) / 4);
      const tiles = Math.ceil(rowExtent / rows) * Math.ceil(columnExtent / columns);
      const epilogue = contiguous && columns !== 4 && columnExtent >= 4 ? 1.25 : 1;
      const cycles = tiles * (step + 0.25) * epilogue;
      if (cycles < least) {
        least = cycles;
        best = { rows, columns };
      }
    }
  }
  return best;
}
