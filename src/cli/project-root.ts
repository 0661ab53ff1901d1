/**
 * The folder of a project: what a program may import lies in it. Takes the folder of the program, the working folder and a way to
 * ask what exists; returns the nearest folder from the program's upwards with a `package.json`, a `.git` or a
 * `cnnc.config.json`; without one the working folder where the program lies below it, else the program's own. Pure but for
 * the question; the paths of another platform can be handed in. Takes real paths.
 */
import nodePath, { type PlatformPath } from "node:path";

const MARKERS = ["package.json", ".git", "cnnc.config.json"] as const;

export interface Surroundings {
  readonly working: string;
  exists(path: string): boolean;
  readonly path?: PlatformPath;
}

export function findProjectRoot(home: string, { working, exists, path = nodePath }: Surroundings): string {
  for (let at = home; ; at = path.dirname(at)) {
    if (MARKERS.some((marker) => exists(path.join(at, marker)))) return at;
    if (path.dirname(at) === at) return isInside(working, home, path) ? working : home;
  }
}

/** Whether `file` is `folder` or lies below it: on another drive it does not. */
export function isInside(folder: string, file: string, path: PlatformPath = nodePath): boolean {
  const way = path.relative(folder, file);
  return !path.isAbsolute(way) && way !== ".." && !way.startsWith(`..${path.sep}`);
}
