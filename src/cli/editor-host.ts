/**
 * What the language server needs of a machine with files: takes the version of cnnc, gives a host whose programs import by the same
 * rules as the command's (`project-files.ts`), with what is open before what is on disk. A folder that the client has open counts
 * as the working folder. Of the library, the files of the package, where they are there.
 */
import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isInside } from "./project-root.ts";
import { createProjectFiles } from "./project-files.ts";
import type { Project } from "../check/files/project.ts";
import type { Host } from "../editor/server/session.ts";

export function createEditorHost(version: string): Host {
  return {
    version,
    windows: process.platform === "win32",
    libraryFile,
    files: (folders) => ({
      identify,
      project: (entry, open) => {
        if (!isAbsolute(entry)) return unsaved;
        const working = folders().find((folder) => isInside(folder, entry) && existsSync(folder)) ?? dirname(entry);
        return createProjectFiles(entry, undefined, { find: open, working });
      },
    }),
  };
}

/** A text without a path has no folder. */
const unsaved: Project = {
  read: (_, path) => ({
    why: "not-found",
    message: `there is no file ${JSON.stringify(path)}`,
    help: "save the program first: what it imports is looked for from its own folder",
  }),
};

/** The real path; of a file that is not there yet, in the real path of its folder. */
function identify(path: string): string {
  return real(path) ?? join(real(dirname(path)) ?? dirname(path), basename(path));
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** `std/resnet`: two folders above the sources, three above what is built from them. */
function libraryFile(name: string): string | undefined {
  if (!name.startsWith("std/")) return undefined;
  return ["../../stdlib/", "../../../stdlib/"]
    .map((up) => fileURLToPath(new URL(`${up}${name.slice("std/".length)}.cnn`, import.meta.url)))
    .find((path) => existsSync(path));
}
