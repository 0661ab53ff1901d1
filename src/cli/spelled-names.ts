/**
 * The names of files as the disk has them. Takes a folder, a path below it and a way to list folders; gives the path with each name
 * as it is stored, and says where a name was written in other case. Windows and macOS open `Blocks.cnn` as `blocks.cnn`, Linux
 * does not: a program must mean the same file everywhere. Names that look the same (composed or decomposed accents, of which
 * macOS keeps either) are the same. Pure but for the listing.
 */
import nodePath, { type PlatformPath } from "node:path";

export interface Listing {
  /** Names in a folder; throws where it cannot be listed. */
  list(folder: string): readonly string[];
  readonly path?: PlatformPath;
}

export interface Spelled {
  /** With the names of the disk as far as they are there, the rest as given. */
  readonly path: string;
  /** Names that are on the disk in other case. */
  readonly otherCase: boolean;
}

/** `file` lies below `folder`; both are absolute. */
export function spellNames(folder: string, file: string, { list, path = nodePath }: Listing): Spelled {
  let at = folder;
  let otherCase = false;
  for (const name of path.relative(folder, file).split(path.sep)) {
    const found = name === "" ? "" : nameIn(at, name, list);
    otherCase ||= found !== undefined && found.normalize() !== name.normalize();
    at = path.join(at, found ?? name);
  }
  return { path: at, otherCase };
}

function nameIn(folder: string, name: string, list: Listing["list"]): string | undefined {
  let names: readonly string[];
  try {
    names = list(folder);
  } catch {
    // What may be entered need not be listed.
    return undefined;
  }
  if (names.includes(name)) return name;
  const composed = name.normalize();
  const folded = composed.toLowerCase();
  return (
    names.find((each) => each.normalize() === composed) ??
    names.find((each) => each.normalize().toLowerCase() === folded)
  );
}
