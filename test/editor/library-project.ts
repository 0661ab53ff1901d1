/**
 * The standard library, the examples and the tutorial as one project of its own: copies, whose imports lead to one another, so that
 * every name in them can be changed. Gives the texts by path, a project over any texts of those paths, and their snapshots.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import type { Project } from "../../src/check/files/project.ts";
import { type Snapshot, takeSnapshot } from "../../src/editor/snapshot.ts";
import { createSource, type Source } from "../../src/source/source.ts";

const root = resolve(import.meta.dirname, "../..");

export function readLibraryProject(): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [folder, to] of [
    ["stdlib", "/project/std"],
    ["examples", "/project/examples"],
    ["docs/tutorial", "/project/tutorial"],
  ] as const)
    for (const name of readdirSync(join(root, folder)).filter((each) => each.endsWith(".cnn"))) {
      const text = readFileSync(join(root, folder, name), "utf8");
      texts.set(`${to}/${name}`, text.replace(/"std\/([\w-]+)"/g, '"../std/$1.cnn"'));
    }
  return texts;
}

export interface LibraryProject extends Project {
  readonly sources: ReadonlyMap<string, Source>;
}

export function projectOver(texts: ReadonlyMap<string, string>): LibraryProject {
  const sources = new Map([...texts].map(([path, text]) => [path, createSource(path, text)]));
  return {
    sources,
    read(from, path) {
      const found = sources.get(posix.resolve(posix.dirname(from.path), path));
      return found ?? { why: "not-found", message: `there is no file ${JSON.stringify(path)}` };
    },
  };
}

export function snapshotsOf(project: LibraryProject): readonly Snapshot[] {
  return [...project.sources.values()].map((source) => takeSnapshot(source, project));
}
