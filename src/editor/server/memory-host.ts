/**
 * What the language server needs where there are no files: texts in memory by their absolute paths (`/project/blocks.cnn`), and those
 * that are open. Takes the texts, which may change, and a version; gives a host. A path counts from the folder of the file that names it.
 */
import type { Project } from "../../check/files/project.ts";
import { createSource, type Source } from "../../source/source.ts";
import type { Host } from "./session.ts";

export function createMemoryHost(texts: ReadonlyMap<string, string>, version: string): Host {
  return {
    version,
    windows: false,
    files: () => ({
      identify: (path) => path,
      project: (_, open) => ({ read: (from, path) => read(from, path, open, texts) }),
    }),
  };
}

function read(
  from: Source,
  path: string,
  open: (identity: string) => Source | undefined,
  texts: ReadonlyMap<string, string>,
): ReturnType<Project["read"]> {
  const quoted = JSON.stringify(path);
  const wanted = path.startsWith("/") || !from.path.startsWith("/") ? undefined : resolvePath(from.path, path);
  if (wanted === undefined) return { why: "outside", message: `${quoted} is no path inside the project` };
  const opened = open(wanted);
  if (opened) return opened;
  const text = texts.get(wanted);
  return text === undefined
    ? { why: "not-found", message: `there is no file ${quoted}`, notes: listed(texts) }
    : createSource(wanted, text);
}

function listed(texts: ReadonlyMap<string, string>): readonly string[] {
  return texts.size === 0 ? [] : [`files: ${[...texts.keys()].sort().join(", ")}`];
}

/** Nothing when it leads out of the top folder. */
function resolvePath(from: string, path: string): string | undefined {
  const parts = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 1) parts.pop();
    else return undefined;
  }
  return parts.join("/");
}
