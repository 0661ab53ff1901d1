/**
 * The sizes of a shape by name: `in.h`, `in.w`, `in.c`, `in.d`, `in.l`, `in.size`. Takes a shape without batch, channels
 * last. A list (after a full connection) has only its size.
 */
import type { Shape } from "../../ops/operator.ts";
import { product } from "../../ops/size-arithmetic.ts";

const names: readonly (readonly string[])[] = [[], [], ["l", "c"], ["h", "w", "c"], ["d", "h", "w", "c"]];

export function shapeFields(shape: Shape): readonly string[] {
  return [...(names[shape.length] ?? []), "size"];
}

/** Of shapes with another number of axes, if not of this one. */
export function isSizeName(field: string): boolean {
  return names.some((axes) => axes.includes(field));
}

export function shapeField(shape: Shape, field: string): number | undefined {
  if (field === "size") return product(shape);
  const at = names[shape.length]?.indexOf(field) ?? -1;
  return at < 0 ? undefined : shape[at];
}
