/** The use of a name at an offset: takes a snapshot and an offset, gives the smallest use that holds it. */
import type { Declared, Meaning, Use } from "../check/scope/trace.ts";
import { isSameDeclaration } from "../check/scope/trace.ts";
import type { Source } from "../source/source.ts";
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

/** Of one declaration, everywhere that the snapshot knows, its own file first, in the order of the texts. */
export function usesOf({ source, trace }: Snapshot, declared: Declared): readonly Use[] {
  const sources: readonly Source[] = [source, ...[...trace.sources].filter((each) => each !== source)];
  return sources.flatMap((each) =>
    [...trace.usesOf(each)]
      .filter(({ meanings }) => meanings.some((meaning) => means(meaning, declared)))
      .sort((a, b) => a.span.start - b.span.start),
  );
}

function means(meaning: Meaning, declared: Declared): boolean {
  return meaning.kind === "declaration" && isSameDeclaration(meaning.declared, declared);
}
