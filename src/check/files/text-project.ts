/**
 * A project whose files are texts in memory: for the library, for pages and for tests. Takes the path of the program and the
 * texts by their path from its folder. Pure; `..` cannot leave what is given.
 */
import { createSource, type Source } from "../../source/source.ts";
import type { Project } from "./project.ts";

export function createTextProject(entry: string, texts: ReadonlyMap<string, string>): Project {
  const home = folderOf(entry);
  const sources = new Map<string, Source>();
  for (const [path, text] of texts) {
    const shown = resolve(home, path);
    if (shown !== undefined) sources.set(shown, createSource(shown, text));
  }
  return {
    read(from, path) {
      const shown = path.startsWith("/") ? undefined : resolve(folderOf(from.path), path);
      const found = shown === undefined ? undefined : sources.get(shown);
      if (found) return found;
      const names = [...sources.keys()];
      return {
        why: shown === undefined ? "outside" : "not-found",
        message:
          shown === undefined
            ? `${JSON.stringify(path)} is no path inside the project`
            : `there is no file ${JSON.stringify(path)}`,
        notes: names.length === 0 ? ["the program was given without other files"] : [`files: ${names.join(", ")}`],
      };
    },
  };
}

function folderOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at < 0 ? "" : path.slice(0, at);
}

/** Nothing when it leads out of the top folder. */
function resolve(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
