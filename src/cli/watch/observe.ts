/**
 * Word from the system that files may have changed. Takes absolute paths of files, which need not exist, and of folders with
 * programs; calls back for each event near them. Watches folders, never files: a file that an editor replaces by renaming
 * another over it, that is deleted and written anew, or that appears later is an event of its folder. Events may be too many
 * and are no proof of a change (see `inputs.ts`). Loads chokidar when something is to be watched.
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { FSWatcher } from "chokidar";
import { isHidden } from "../read-file.ts";

export interface Observer {
  /** In the place of what was watched before; returns when changes from now on are heard of. */
  update(files: readonly string[], folders: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** What is watched: where to begin, and which paths below matter. */
interface Region {
  readonly roots: readonly string[];
  readonly paths: ReadonlySet<string>;
  readonly folders: readonly string[];
}

/** Who waits for longer does better to look itself. */
const READY_MILLISECONDS = 2_000;

export function createObserver(onEvent: () => void): Observer {
  let watcher: FSWatcher | undefined;
  let shown = "";
  let last: Promise<void> = Promise.resolve();
  let closed = false;
  let stop: () => void = () => undefined;
  const closing = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const replace = async (region: Region): Promise<void> => {
    const key = JSON.stringify([region.roots, [...region.paths], region.folders]);
    // Without anything to watch chokidar never becomes ready.
    if (key === shown || region.roots.length === 0) return;
    const { watch } = await import("chokidar");
    if (closed) return;
    const old = watcher;
    watcher = watch([...region.roots], {
      ignoreInitial: true,
      ignorePermissionErrors: true,
      // Who compares contents wants to hear at once that a file has gone.
      atomic: false,
      ignored: (path, stats) => !matters(path, stats?.isFile() === true, region),
    });
    shown = key;
    // Where the system watches no more (a limit, a folder that went), `watch-loop.ts` looks by itself.
    watcher.on("all", onEvent).on("error", onEvent);
    const begun = watcher;
    const ready = new Promise<void>((resolve) => begun.once("ready", () => resolve()));
    await Promise.race([ready, closing, setTimeout(READY_MILLISECONDS, undefined, { ref: false })]);
    await old?.close();
  };
  return {
    update(files, folders) {
      last = last.then(() => replace(regionOf(files, folders)));
      return last;
    },
    async close() {
      closed = true;
      stop();
      await watcher?.close();
    },
  };
}

function regionOf(files: readonly string[], folders: readonly string[]): Region {
  const roots = new Set<string>();
  const paths = new Set<string>();
  const all = [...folders, ...folders.flatMap(realPath)];
  for (const path of [...files, ...files.flatMap(realPath), ...all]) {
    // The folder above the nearest one that exists, so that its removal and return are heard of too.
    const root = dirname(nearestFolder(dirname(path)));
    roots.add(root);
    for (let at = path; at !== root && at !== dirname(at); at = dirname(at)) paths.add(at);
    paths.add(root);
  }
  return { roots: [...roots], paths, folders: all };
}

/** Behind links: another file may take the place of the one they lead to. */
function realPath(path: string): readonly string[] {
  return existsSync(path) ? [realpathSync(path)] : [];
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** `isFile`: known to be one; else it may be a folder. */
function matters(path: string, isFile: boolean, { paths, folders }: Region): boolean {
  if (paths.has(path)) return true;
  if (isFile && !path.endsWith(".cnn")) return false;
  const file = isFile ? path : join(path, "any.cnn");
  return folders.some((folder) => path.startsWith(join(folder, sep)) && !isHidden(folder, file));
}
