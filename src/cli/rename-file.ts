/**
 * Renaming over a file that somebody has open. Takes two paths in one folder. Windows refuses while a virus scanner, an indexer or
 * an editor has the file open (EPERM, EACCES, EBUSY), most often for some milliseconds: it is tried again for about two seconds,
 * then the error is thrown. Elsewhere these errors are final, and thrown at once.
 */
import { rename } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { isErrorOf } from "./error-codes.ts";

const HELD_OPEN: ReadonlySet<string> = new Set(["EPERM", "EACCES", "EBUSY"]);
/** Milliseconds between tries; together 2.1 s. */
const PAUSES = [10, 20, 40, 80, 150, 300, 500, 1000] as const;

export interface RenameSystem {
  readonly platform: string;
  rename(from: string, to: string): Promise<void>;
  wait(milliseconds: number): Promise<unknown>;
}

const system: RenameSystem = { platform: process.platform, rename, wait };

export async function renameFile(from: string, to: string, at: RenameSystem = system): Promise<void> {
  for (const pause of at.platform === "win32" ? PAUSES : []) {
    try {
      return await at.rename(from, to);
    } catch (error) {
      if (!isErrorOf(error, HELD_OPEN)) throw error;
      await at.wait(pause);
    }
  }
  return at.rename(from, to);
}
