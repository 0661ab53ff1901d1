/**
 * What a number in a list of sizes counts. Takes the places of a schema (`kernel…xfilters`, `kernel…, or kernel…xmultiplier`), the
 * position in the list and how many sizes and axes there are; gives a word, with the axis where a place has one for each.
 */
import { spatialNames } from "../../ops/shape.ts";

export function placeName(
  places: string,
  at: number,
  { count, axes }: { readonly count: number; readonly axes: number },
): string {
  for (const alternative of places.split(/, or /)) {
    if (!alternative.includes("…")) continue;
    const [each = "", ...rest] = alternative.split(/…x?/).filter((name) => name !== "");
    if (axes + rest.length !== count) continue;
    const axis = axes > 1 && axes <= 3 ? `, ${spatialNames(axes)[at]}` : "";
    return at < axes ? `${each}${axis}` : (rest[at - axes] ?? each);
  }
  return places.replaceAll("…", "");
}
