/** The use of a name at an offset: takes a snapshot and an offset, gives the smallest use that holds it. */
import type { Declared, Use } from "../check/scope/trace.ts";
import { holds } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";

export function useAt({ source, trace }: Snapshot, offset: number): Use | undefined {
  let best: Use | undefined;
  for (const use of trace.usesOf(source)) {
    if (!holds(use.span, offset)) continue;
    const [size, least] = [length(use), best ? length(best) : Infinity];
    // Of two that touch at the offset the one that begins there.
    if (size < least || (size === least && use.span.start === offset)) best = use;
  }
  return best;
}

function length({ span }: Use): number {
  return span.end - span.start;
}

export function declarationsOf({ meanings }: Use): readonly Declared[] {
  return meanings.flatMap((meaning) => (meaning.kind === "declaration" ? [meaning.declared] : []));
}
