/**
 * The standard library as sources: what stands in `stdlib/`, embedded at build time so that the checker needs no files. Takes a
 * name as an import writes it, gives the text. Not for parsing: see `check/load-file.ts`.
 */
import { createSource, type Source } from "../source/source.ts";
import { texts } from "./generated/texts.ts";

/** `std/lenet`, `std/resnet`, … */
export const standardNames: readonly string[] = [...texts.keys()];

export function findStandardSource(name: string): Source | undefined {
  const text = texts.get(name);
  return text === undefined ? undefined : createSource(name, text);
}

export function isStandard({ path }: Source): boolean {
  return texts.has(path);
}
