/**
 * What `check`, `build` and `train` know of data before it is loaded. Takes the folder of a program, or the options of a command;
 * gives the reader of facts, which is loaded when it is asked for.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type DataFactsReader, factsOfNamedSet } from "../std/data-sets.ts";
import type { Options } from "./options.ts";

/** Data that is given by path has quotes in the text; where none of it is there, nothing of the room of data is loaded. */
export async function dataFactsFrom(root: string, text: string): Promise<DataFactsReader> {
  const paths = [...text.matchAll(/\bdata\s+"([^"\n]*)"/g)].map(([, path = ""]) => resolve(root, path));
  if (!paths.some((path) => existsSync(path))) return factsOfNamedSet;
  const { createDataFacts } = await import("../data/facts.ts");
  return createDataFacts(root);
}

/** Not with `--no-data`, and not where `--data` takes the place of what the recipe names. */
export function looksAtData(options: Options): boolean {
  // Commander gives one name to both.
  const { data } = options as { readonly data?: string | boolean };
  return data === undefined || data === true;
}
