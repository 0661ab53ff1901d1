/**
 * Which cnnc trains a file. Takes the file, the folders that are open, what is set, and the `PATH`; gives the program's JavaScript
 * file: the one that is set, or the project's own (`node_modules/cnnc`, from the file's folder up to the open one), or the one on
 * the `PATH`. It is always a script for node, never a name for a shell: on Windows what lies on the `PATH` is a batch file, which
 * would read its arguments anew.
 */
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative } from "node:path";

export interface Search {
  readonly file: string;
  readonly folders: readonly string[];
  /** The setting `cnnc.command`; empty: none. */
  readonly configured: string;
  readonly path: string;
}

const script = join("cnnc", "bin", "cnnc.js");

export function findProgram({ file, folders, configured, path }: Search): string | undefined {
  if (configured !== "") return isAbsolute(configured) ? scriptOf(configured) : undefined;
  return ownProgram(file, folders) ?? programOnPath(path);
}

function ownProgram(file: string, folders: readonly string[]): string | undefined {
  // Outside of what is open nothing is looked for: it is not known to be trusted.
  const root = folders.filter((folder) => isInside(folder, file)).sort((a, b) => a.length - b.length)[0];
  if (root === undefined) return undefined;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", script);
    if (existsSync(found)) return found;
    if (folder === root || folder === dirname(folder)) return undefined;
  }
}

function programOnPath(path: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    for (const name of ["cnnc", "cnnc.cmd"]) {
      const found = existsSync(join(folder, name)) ? scriptOf(join(folder, name)) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The script that a path means: itself, what it links to, or what lies beside a batch file of npm. */
function scriptOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const real = realpathSync(path);
  if (/\.[cm]?js$/.test(real)) return real;
  return [join(dirname(real), "node_modules", script), join(dirname(real), "..", script)].find(existsSync);
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
