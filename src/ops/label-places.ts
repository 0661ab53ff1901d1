/**
 * How many labels an image has. Takes the shape of a model's output, channels last; returns the places that have a label
 * each, or nothing where the whole image has one. The rule: a map with more than one place is answered place by place.
 */
import type { Shape } from "./operator.ts";

/** `[H, W]` of an output `[H, W, C]`; nothing for a list (`fc`, `flatten`) and for a map of one place. */
export function labelPlaces(output: Shape): Shape | undefined {
  const places = output.slice(0, -1);
  return places.some((extent) => extent > 1) ? places : undefined;
}
