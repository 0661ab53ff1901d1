/**
 * The checkpoints of a run folder: the newest, and the one before it. Takes a folder; writes a checkpoint whole or not at all,
 * and gives the newest that is sound, saying by name what it passes over. Throws `CnncError` (exit 3): a file that cannot be
 * written, or `runtime/bad-checkpoint` when neither can be used.
 */
import { constants } from "node:fs";
import { copyFile, link, unlink } from "node:fs/promises";
import { join } from "node:path";
import { CnncError } from "../diagnostics/diagnostic.ts";
import type { Net } from "../runtime/index.ts";
import { throwWriteError, unlinkQuietly } from "./atomic-write.ts";
import { blaming, type Context } from "./context.ts";
import { checkpointDamaged } from "./diagnostics.ts";
import { isErrorOf } from "./error-codes.ts";
import { exists } from "./read-file.ts";
import { renameFile } from "./rename-file.ts";
import { readRunFile, RUN_FILES, writeRunFile } from "./run-folder.ts";

/** The checkpoint that is there becomes the one before. At every moment the newest is there under its name. */
export async function writeCheckpoint(folder: string, bytes: Uint8Array): Promise<void> {
  await keepPrevious(folder);
  await writeRunFile(folder, "checkpoint", bytes);
}

async function keepPrevious(folder: string): Promise<void> {
  const newest = join(folder, RUN_FILES.checkpoint);
  const previous = join(folder, RUN_FILES.previous);
  if (!(await exists(newest))) return;
  const temporary = join(folder, `.${RUN_FILES.previous}.${process.pid}.tmp`);
  try {
    try {
      await unlinkQuietly(temporary);
      // A second name costs nothing; file systems without hard links get a copy.
      await link(newest, temporary).catch((error: unknown) => {
        if (!isErrorOf(error, NO_HARD_LINKS)) throw error;
        return copyFile(newest, temporary, constants.COPYFILE_EXCL);
      });
      await renameFile(temporary, previous);
      // Of two names of one file, as a kill may leave them, a rename takes neither away.
      await unlinkQuietly(temporary);
    } catch (error) {
      await unlinkQuietly(temporary);
      throw error;
    }
  } catch (error) {
    throwWriteError(error, previous);
  }
}

const NO_HARD_LINKS: ReadonlySet<string> = new Set(["EPERM", "EACCES", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Before a run is replaced: a checkpoint of the old one must never be taken for one of the new. */
export async function removeCheckpoints(folder: string): Promise<void> {
  for (const file of ["checkpoint", "previous"] as const) {
    const path = join(folder, RUN_FILES[file]);
    try {
      if (await exists(path)) await unlink(path);
    } catch (error) {
      throwWriteError(error, path);
    }
  }
}

/** Restores the newest sound checkpoint; a damaged one before which there is a sound one is replaced by that. */
export async function restoreCheckpoint(net: Net, folder: string, context: Context): Promise<void> {
  const [newest, previous] = [join(folder, RUN_FILES.checkpoint), join(folder, RUN_FILES.previous)];
  const damage = await restoreFrom(net, folder, "checkpoint");
  if (damage === undefined) return;
  const note = `${newest}: ${damage.diagnostic.message}`;
  if (!(await exists(previous))) throw damage;
  const worse = await restoreFrom(net, folder, "previous");
  if (worse !== undefined) throw new CnncError({ ...worse.diagnostic, notes: [note] }, worse.exit);
  const { epoch, step } = net.position;
  const message = "the newest checkpoint cannot be used; the training goes on from the one before it";
  const notes = [note, `${previous} is of step ${step}, after ${epoch} epochs`];
  await context.report([checkpointDamaged({ message, file: newest, notes })]);
  // At once, and without keeping the damaged one as the one before: that is the only sound one.
  await writeRunFile(folder, "checkpoint", await readRunFile(folder, "previous"));
}

/** What is wrong with it, if anything is. */
async function restoreFrom(net: Net, folder: string, file: "checkpoint" | "previous"): Promise<CnncError | undefined> {
  try {
    const bytes = await readRunFile(folder, file);
    await blaming(join(folder, RUN_FILES[file]), () => net.restore(bytes));
    return undefined;
  } catch (error) {
    if (error instanceof CnncError) return error;
    throw error;
  }
}
