/**
 * What a command knows when it runs once more under `--watch`: where to note what it reads, when to stop, and which run
 * folders are its own. Types, and the record of those runs.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RUN_FILES } from "../run-folder.ts";
import type { InputNotes } from "./inputs.ts";

export interface Round {
  readonly inputs: InputNotes;
  /** Raised when something the round has read is otherwise now. */
  readonly changed: AbortSignal;
  readonly runs: OwnRuns;
  /** While it is true, the command ends by itself on Ctrl-C. */
  endsItself: boolean;
}

/** Runs that earlier rounds have made, and that nobody has touched since. */
export interface OwnRuns {
  /** The folder holds what this command has written there. */
  keep(folder: string): Promise<void>;
  owns(folder: string): Promise<boolean>;
}

/** A run is known by its record, which has the moment of its beginning. */
export function createOwnRuns(): OwnRuns {
  const records = new Map<string, string>();
  const read = (folder: string): Promise<string> =>
    readFile(join(folder, RUN_FILES.run), "utf8").catch(() => "no record");
  return {
    async keep(folder) {
      records.set(resolve(folder), await read(folder));
    },
    async owns(folder) {
      return records.get(resolve(folder)) === (await read(folder));
    },
  };
}
