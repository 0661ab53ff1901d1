/**
 * Where a named data set may stand. Takes the set's row and the surroundings, returns folders in the order in which they
 * are tried, each with the reason for people. Looks for npm packages, else touches no disk.
 */
import { join } from "node:path";
import { packageFolder } from "./files.ts";
import type { NamedSet } from "./named-sets.ts";

export interface Surroundings {
  /** The folder given with `--data`; when given, nothing else is tried. */
  readonly dataDir?: string | undefined;
  /** The value of `CNNC_DATA`. */
  readonly environment?: string | undefined;
  /** The project's folders, from which its npm packages are found. */
  readonly projects: readonly string[];
}

export interface Place {
  readonly folder: string;
  /** Who named it: `--data`, `CNNC_DATA`, a package. */
  readonly reason: string;
}

/** The places, and those that had to be left out because a package is not installed. */
export interface Places {
  readonly folders: readonly Place[];
  readonly absent: readonly string[];
}

export function placesOf(set: NamedSet, around: Surroundings): Places {
  if (around.dataDir !== undefined) {
    const base = around.dataDir;
    return { folders: ["", ...set.folders].map((f) => ({ folder: join(base, f), reason: "--data" })), absent: [] };
  }
  const folders: Place[] = [];
  const absent: string[] = [];
  const { environment } = around;
  if (environment) {
    folders.push(...set.folders.map((f) => ({ folder: join(environment, f), reason: "CNNC_DATA" })));
  } else {
    absent.push("CNNC_DATA is not set");
  }
  if (set.npmPackage !== undefined) {
    const name = set.npmPackage;
    const found = [...around.projects, import.meta.url]
      .map((from) => packageFolder(name, from))
      .filter((folder) => folder !== undefined);
    folders.push(...[...new Set(found)].map((f) => ({ folder: join(f, "data"), reason: `npm package ${name}` })));
    if (found.length === 0) absent.push(`npm package ${name} is not installed`);
  }
  folders.push(...set.systemFolders.map((folder) => ({ folder, reason: "system package" })));
  return { folders, absent };
}
