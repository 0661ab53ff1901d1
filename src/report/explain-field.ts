/**
 * The arithmetic of the receptive field of one layer: what a window adds to what its input sees, and where arms meet the
 * largest over the paths. Takes a checked layer and those it reads; asks the operator for its window. Holds no rule of its
 * own: `check/receptive-field.ts` computes, this shows the numbers.
 */
import type { CheckedLayer } from "../check/model.ts";
import type { ReceptiveField } from "../check/receptive-field.ts";
import type { Explanation } from "../ops/operator.ts";
import { spatialNames } from "../ops/shape.ts";
import { printJump } from "./numbers.ts";

export type Seen = Pick<ReceptiveField, "extent" | "jump">;

/** `seen`: by the values the layer reads, in their order; absent where a model with mistakes leaves one open. Axes of equal numbers together. */
export function explainField(layer: CheckedLayer, seen: readonly (Seen | undefined)[]): readonly Explanation[] {
  const before = seen.filter((each) => each !== undefined);
  if (before.length < seen.length) return [];
  const count = layer.receptiveField.length;
  const names = count > 3 ? [] : spatialNames(count);
  const axes = new Map<string, { readonly names: string[]; readonly rows: readonly Explanation[] }>();
  for (let axis = 0; axis < count; axis++) {
    const rows =
      layer.operator.kind === "join" ? explainJoin(layer, before, axis) : explainWindow(layer, before[0]!, axis);
    const key = JSON.stringify(rows);
    const known = axes.get(key);
    if (known) known.names.push(names[axis] ?? "");
    else axes.set(key, { names: [names[axis] ?? ""], rows });
  }
  return [...axes.values()].flatMap(({ names: together, rows }) =>
    rows.map((row) => (count === 1 ? row : { ...row, subject: `${row.subject}, ${together.join(" and ")}` })),
  );
}

const field = "receptive field";
const jump = "places between neighbors, j";

function explainWindow(
  { operator, input, values, receptiveField, jump: jumps }: CheckedLayer,
  before: Seen,
  axis: number,
) {
  if (operator.kind === "join") return [];
  const window = operator.window(input, values);
  // A layer on other axes than the input's says nothing about the input's.
  if (window === undefined || (window !== "all" && window.length !== receptiveField.length)) return [];
  const [r, j] = [before.extent[axis]!, before.jump[axis]!];
  const extent = receptiveField[axis]!;
  const places = window === "all" ? Math.round((extent - r) / j) + 1 : window[axis]!.extent;
  const stride = window === "all" ? 1 : window[axis]!.stride;
  const rows: Explanation[] = [
    {
      subject: field,
      formula: "r + (F - 1)·j",
      numbers: `${printJump(r)} + (${places} - 1)·${printJump(j)}`,
      value: printJump(extent),
    },
  ];
  if (stride !== 1)
    rows.push({
      subject: jump,
      formula: "j·S",
      numbers: `${printJump(j)}·${printJump(stride)}`,
      value: printJump(jumps[axis]!),
    });
  return rows;
}

function explainJoin(
  { receptiveField, jump: jumps }: CheckedLayer,
  before: readonly Seen[],
  axis: number,
): Explanation[] {
  const largest = (
    subject: string,
    of: (seen: Seen) => number | undefined,
    value: number,
    formula: string,
  ): Explanation => ({
    ...{ subject, formula, value: printJump(value) },
    numbers: `max(${before.map((seen) => printJump(of(seen) ?? 1)).join(", ")})`,
  });
  const rows = [largest(field, ({ extent }) => extent[axis], receptiveField[axis]!, "largest r of the arms")];
  if (before.some((seen) => seen.jump[axis] !== jumps[axis]))
    rows.push(largest(jump, (seen) => seen.jump[axis], jumps[axis]!, "largest j of the arms"));
  return rows;
}
