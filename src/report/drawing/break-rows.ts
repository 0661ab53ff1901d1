/**
 * Cells into rows: as few as fit the width, and then as even as they can be, so that the last one is not a lone cell. Takes
 * widths and the gap between cells; gives the numbers of the cells in each row. A cell wider than that has its own row.
 */
export function breakRows(widths: readonly number[], gap: number, width: number): readonly (readonly number[])[] {
  const fewest = fill(widths, gap, width);
  if (fewest.length < 2) return fewest;
  let low = Math.max(...widths);
  let high = Math.max(width, low);
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (fill(widths, gap, middle).length <= fewest.length) high = middle;
    else low = middle;
  }
  return fill(widths, gap, high);
}

function fill(widths: readonly number[], gap: number, width: number): number[][] {
  const rows: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const [number, own] of widths.entries()) {
    if (used + gap + own > width) {
      rows.push([number]);
      used = own;
    } else {
      rows[rows.length - 1]!.push(number);
      used += gap + own;
    }
  }
  return rows;
}
