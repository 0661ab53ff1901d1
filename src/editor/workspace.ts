/**
 * What an editor has open, as snapshots. Takes texts by their paths and a way to reach the files beneath them; gives one snapshot
 * of each open text, taken when it is first asked for and kept until the text, or one that it imports, is another. A text that is
 * open counts before what is on disk. The same text of the same file is the same `Source`, so that declarations compare equal
 * across snapshots. Reads nothing but what open texts import.
 */
import { isRefusal, type Project } from "../check/files/project.ts";
import { createSource, type Source } from "../source/source.ts";
import { findStandardSource } from "../std/library.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

/** Where files lie beneath the open texts; a shell hands it in. Paths are those of open texts and of sources read. */
export interface Files {
  /** One name for one file, by whatever path it is reached. */
  identify(path: string): string;
  /** Where a program's imports come from; `open` gives the open text of a file by its identity. */
  project(entry: string, open: (identity: string) => Source | undefined): Project;
}

export interface Workspace {
  /** In the order of opening. */
  readonly paths: readonly string[];
  /** Each of these gives the open texts of which another snapshot is to be taken, the one that was named first. */
  open(path: string, text: string): readonly string[];
  change(path: string, text: string): readonly string[];
  close(path: string): readonly string[];
  /** Something on disk is not as it was. */
  filesChanged(): readonly string[];
  source(path: string): Source | undefined;
  /** Of a text that is open. */
  snapshot(path: string): Snapshot | undefined;
  snapshots(): readonly Snapshot[];
  /** The last snapshot of which the syntax was whole, of this text or an older one. */
  lastWhole(path: string): Snapshot | undefined;
  /** Imports of any text, as its own snapshot finds them. */
  readonly project: Project;
}

interface OpenText {
  readonly identity: string;
  source: Source;
  taken: Taken | undefined;
  lastWhole: Snapshot | undefined;
}

interface Taken {
  readonly snapshot: Snapshot;
  readonly imported: ReadonlySet<Source>;
  /** An import was not found, and may be another time. */
  readonly missed: boolean;
}

export function createWorkspace(files: Files): Workspace {
  const texts = new Map<string, OpenText>();
  /** What was imported or open last, by path. */
  const known = new Map<string, Source>();

  const sameOrNew = (path: string, text: string): Source => {
    const same = [findStandardSource(path), known.get(path)].find((each) => each?.text === text);
    const source = same ?? createSource(path, text);
    known.set(path, source);
    return source;
  };
  const openByIdentity = (identity: string): Source | undefined =>
    [...texts.values()].findLast((each) => each.identity === identity)?.source;

  const find = (from: Source, name: string, project: Project): ReturnType<Project["read"]> => {
    const found = project.read(from, name);
    return isRefusal(found) || found === from ? found : sameOrNew(found.path, found.text);
  };
  const take = (path: string, text: OpenText): Taken => {
    const imported = new Set<Source>();
    let missed = false;
    const beneath = files.project(path, openByIdentity);
    const project: Project = {
      read(from, name) {
        const found = find(from, name, beneath);
        if (isRefusal(found)) missed = true;
        else imported.add(found);
        return found;
      },
    };
    const snapshot = takeSnapshot(text.source, project);
    if (snapshot.whole) text.lastWhole = snapshot;
    return { snapshot, imported, missed };
  };

  /** Their imports may be found elsewhere now. */
  const forgetImporters = (except?: string): readonly string[] => {
    const forgotten: string[] = [];
    for (const [path, each] of texts) {
      if (path === except || !each.taken || (each.taken.imported.size === 0 && !each.taken.missed)) continue;
      each.taken = undefined;
      forgotten.push(path);
    }
    return forgotten;
  };
  const forgetUnused = (): void => {
    const used = new Set([...texts.values()].flatMap(({ source, taken }) => [source, ...(taken?.imported ?? [])]));
    for (const [path, source] of known) if (!used.has(source)) known.delete(path);
  };

  const snapshotOf = (path: string): Snapshot | undefined => {
    const each = texts.get(path);
    return each && (each.taken ??= take(path, each)).snapshot;
  };

  return {
    get paths() {
      return [...texts.keys()];
    },
    open(path, text) {
      texts.delete(path);
      texts.set(path, {
        identity: files.identify(path),
        source: sameOrNew(path, text),
        taken: undefined,
        lastWhole: undefined,
      });
      return [path, ...forgetImporters(path)];
    },
    change(path, text) {
      const each = texts.get(path);
      if (!each) return [];
      const before = each.source;
      each.source = sameOrNew(path, text);
      if (each.source === before) return [path];
      each.taken = undefined;
      const importers = [...texts].filter(([, { taken }]) => taken?.imported.has(before));
      for (const [, importer] of importers) importer.taken = undefined;
      return [path, ...importers.map(([name]) => name)];
    },
    close(path) {
      if (!texts.delete(path)) return [];
      const forgotten = forgetImporters();
      forgetUnused();
      return forgotten;
    },
    filesChanged: () => forgetImporters(),
    source: (path) => texts.get(path)?.source,
    snapshot: snapshotOf,
    snapshots: () => [...texts.keys()].flatMap((path) => snapshotOf(path) ?? []),
    lastWhole: (path) => texts.get(path)?.lastWhole,
    project: { read: (from, name) => find(from, name, files.project(from.path, openByIdentity)) },
  };
}
