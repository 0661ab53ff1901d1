/**
 * Folders of a data set that are its parts. Takes the names of the folders in it; returns which is training, validation and test,
 * by the words of `part-names.ts` in any case. Pure. Whether a folder that is called so holds a part is for the caller to see: a
 * class may be called `train` too.
 */
import { join } from "node:path";
import { fail, filesAmbiguous } from "./diagnostics.ts";
import { PART_NAMES, partOfWord, partText } from "./part-names.ts";
import type { PartName } from "./reading.ts";

export type PartFolders = Readonly<Partial<Record<PartName, string>>>;

/** Throws `data/ambiguous-files` when two folders mean one part. */
export function partFoldersAmong(names: readonly string[], folder: string): PartFolders {
  const parts: Partial<Record<PartName, string>> = {};
  for (const part of PART_NAMES) {
    const [first, second] = names.filter((name) => partOfWord(name) === part);
    if (first === undefined) continue;
    if (second !== undefined) {
      const message = `more than one folder could be the ${partText(part)} part`;
      const help = "keep one of them, or give the folder that holds one set";
      fail(filesAmbiguous({ message, file: folder, notes: [`${first} and ${second} are there`], help }), 1);
    }
    parts[part] = first;
  }
  return parts;
}

/** What each part of a set is read from. */
export interface PartPlaces {
  readonly train: string;
  readonly validation?: string;
  readonly test?: string;
}

/** Where there is a validation part and no test part, it is the test part. */
export function placesOfParts({ train = "", validation, test = validation }: PartFolders, root: string): PartPlaces {
  return {
    train: join(root, train),
    ...(validation === undefined || validation === test ? {} : { validation: join(root, validation) }),
    ...(test === undefined ? {} : { test: join(root, test) }),
  };
}
