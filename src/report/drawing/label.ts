/**
 * Names as a program gave them: of a layer, a block's use or a head, without the numbers that only count. Takes names of the
 * checked model (`conv2.bottleneck1.bn3`), gives the label or nothing.
 */
import type { CheckedLayer } from "../../check/model.ts";

/** Of `path` the last part, unless it is `counted` and a number; turns of repetitions (`a.2`) are left out. */
export function labelOf(path: string, counted: string): string | undefined {
  const parts = path.split(".");
  while (parts.length > 1 && /^\d+$/.test(parts[parts.length - 1]!)) parts.pop();
  const name = parts[parts.length - 1]!;
  const isCounted = name.startsWith(counted) && /^\d+$/.test(name.slice(counted.length));
  return name === "" || isCounted ? undefined : name;
}

export function layerLabel({ name, operator }: CheckedLayer): string | undefined {
  return labelOf(name, operator.name);
}
