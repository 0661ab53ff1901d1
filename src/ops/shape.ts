/**
 * Shapes as operators handle them: printing, the order of axes in tensors, and the check that a result is not too large.
 * Takes shapes without the batch, channels last as written (`operator.ts`). Not for arithmetic on windows, which stands in
 * `families/window-geometry.ts`.
 */
import type { Problem, Shape, ShapeResult } from "./operator.ts";
import { largestSize, product } from "./size-arithmetic.ts";

export const printShape = (shape: Shape): string => shape.join("x");

export const channelsOf = (shape: Shape): number => shape[shape.length - 1]!;

/** Extents without the channels: none after `fc`. */
export const spatialOf = (shape: Shape): readonly number[] => shape.slice(0, -1);

/** `[H, W, C]` to the order of tensors, `[C, H, W]`. */
export const channelsFirst = (shape: Shape): readonly number[] => [channelsOf(shape), ...spatialOf(shape)];

/** What the axes before the channels are called. */
export function spatialNames(count: number): readonly string[] {
  return count === 1 ? ["length"] : ["depth", "height", "width"].slice(3 - count);
}

/** A result without problems, unless the output holds more elements than a tensor may. */
export function accept(output: Shape, warnings: readonly Problem[] = []): ShapeResult {
  const elements = product(output);
  if (output.every((size) => size <= largestSize) && elements <= largestSize)
    return { output, problems: [], ...(warnings.length > 0 ? { warnings } : {}) };
  return reject({
    code: "shape/too-large",
    message: `output ${printShape(output)} is too large`,
    notes: [`${output.join("·")} is more than ${largestSize}, the most elements that one image may have in a layer`],
    help: "make the input smaller, use fewer channels, or take larger strides before this layer",
  });
}

export function reject(...problems: readonly Problem[]): ShapeResult {
  return { problems };
}
