/**
 * The standard library as sources: what stands in `stdlib/`, embedded at build time so that the checker needs no files. Takes a
 * name as an import writes it, gives the text. Not for parsing: see `check/load-file.ts`.
 */
import { createSource, type Source } from "../source/source.ts";
import { texts } from "./generated/texts.ts";

/** `std/lenet`, `std/resnet`, … */
export const standardNames: readonly string[] = [...texts.keys()];

const sources: ReadonlyMap<string, Source> = new Map(
  [...texts].map(([name, text]) => [name, createSource(name, text)]),
);

/** The same one each time. */
export function findStandardSource(name: string): Source | undefined {
  return sources.get(name);
}

export function isStandard({ path }: Source): boolean {
  return texts.has(path);
}
