/**
 * Where the data of a run are, so that the run can be used from any folder and after a move. Takes the folder from which paths of
 * the program count and that of `--data`; gives a record for `run.json`, and from a record the place where the data are now.
 * `--data` wins; else the absolute place is tried, then the one as it is from the run folder, then from the working folder.
 */
import { isAbsolute, relative, resolve, sep } from "node:path";
import { namedSets } from "../data/named-sets.ts";
import { dataElsewhere, fail } from "./diagnostics.ts";
import { exists } from "./read-file.ts";
import type { DataRecord, KeptPlace } from "./run-folder.ts";

export function recordPlace(data: Omit<DataRecord, "places">, run: string): DataRecord {
  const place = (path: string): KeptPlace => ({
    absolute: resolve(path),
    fromRun: relative(resolve(run), resolve(path)).split(sep).join("/"),
  });
  const folder = data.folder === undefined ? {} : { folder: place(data.folder) };
  return { ...data, places: { root: place(data.root), ...folder } };
}

/** `--data`, where it is given, in the place of the recipe's set: a path, or the name of a set where nothing at hand is called so. */
export async function replaceData(data: Omit<DataRecord, "places">, given: string | undefined): Promise<DataRecord> {
  if (given === undefined) return data;
  const { folder: _, ...recipe } = data;
  return namedSets.has(given) && !(await exists(given)) ? { ...recipe, spec: given } : { ...recipe, folder: given };
}

/** `given` is `--data`. Throws `run/data-not-found` (exit 3) with where it looked. */
export async function findPlace(data: DataRecord, run: string, given: string | undefined): Promise<DataRecord> {
  if (given !== undefined) return recordPlace(await replaceData(data, given), run);
  const { spec, folder, root, places } = data;
  const candidates = (path: string, kept: KeptPlace | undefined): readonly string[] => [
    ...(kept === undefined ? [] : [kept.absolute, resolve(run, kept.fromRun)]),
    resolve(path),
  ];
  if (folder !== undefined) {
    const found = await firstThere(candidates(folder, places?.folder), (path) => path);
    return found === undefined ? lost(data, candidates(folder, places?.folder), run) : { ...data, folder: found };
  }
  const roots = candidates(root, places?.root);
  // A set with a name is looked for by the reader, in many places.
  const fileOf = namedSets.has(spec) || isAbsolute(spec) ? (at: string) => at : (at: string) => resolve(at, spec);
  const found = await firstThere(roots, fileOf);
  if (found !== undefined) return { ...data, root: found };
  return namedSets.has(spec) || isAbsolute(spec) ? { ...data, root: "." } : lost(data, roots.map(fileOf), run);
}

async function firstThere(places: readonly string[], fileOf: (place: string) => string): Promise<string | undefined> {
  for (const place of places) if (await exists(fileOf(place))) return place;
  return undefined;
}

function lost({ spec }: DataRecord, looked: readonly string[], run: string): never {
  return fail(
    dataElsewhere({
      message: `the data of the run, ${JSON.stringify(spec)}, are no longer where they were`,
      file: run,
      notes: [...new Set(looked)].map((path) => `looked at ${path}`),
      help: "say where they are now with `--data FOLDER`",
    }),
    3,
  );
}
