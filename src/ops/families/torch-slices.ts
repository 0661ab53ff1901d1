/** Slices in Python: `x[:, 0:8, 4:60]`. Takes the range of each axis behind the batch; absent: the whole axis. */
import { type Python, leaf, row, text } from "../pytorch.ts";

export function sliceOf(value: Python, ranges: readonly (readonly [from: number, to: number] | undefined)[]): Python {
  const last = ranges.findLastIndex((range) => range !== undefined);
  const parts = ranges
    .slice(0, last + 1)
    .flatMap((range) =>
      range ? [text(", "), leaf(range[0], "first"), text(":"), leaf(range[1], "end")] : [text(", :")],
    );
  return parts.length === 0 ? value : row(value, "[:", ...parts, "]");
}
