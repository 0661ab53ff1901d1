/**
 * The sizes of a shape by name: `in.h`, `in.w`, `in.c`, `in.d`, `in.l`, `in.size`. Takes a shape without batch, channels
 * last. A list (after a full connection) has only its size.
 */
import type { Shape } from "../../ops/operator.ts";
import { product } from "../../ops/size-arithmetic.ts";

/** By the number of axes. */
export const axisNames: readonly (readonly string[])[] = [[], [], ["l", "c"], ["h", "w", "c"], ["d", "h", "w", "c"]];

export function shapeFields(shape: Shape): readonly string[] {
  return [...(axisNames[shape.length] ?? []), "size"];
}

/** Of shapes with another number of axes, if not of this one. */
export function isSizeName(field: string): boolean {
  return axisNames.some((axes) => axes.includes(field));
}

export function shapeField(shape: Shape, field: string): number | undefined {
  if (field === "size") return product(shape);
  const at = axisNames[shape.length]?.indexOf(field) ?? -1;
  return at < 0 ? undefined : shape[at];
}
