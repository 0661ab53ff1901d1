/**
 * A trained network out of its run folder. Takes the folder and which weights are wanted (`--weights`, `--last`; else those of the
 * best epoch), gives the network and what `run.json` knows; reports a program in the folder that is not the one that was trained.
 * Throws `CnncError`.
 */
import { basename, dirname, join } from "node:path";
import type { Net } from "../runtime/index.ts";
import type { Context } from "./context.ts";
import { programChanged } from "./diagnostics.ts";
import { loadNet } from "./load-net.ts";
import type { Options } from "./options.ts";
import { exists } from "./read-file.ts";
import { readWeights } from "./read-weights.ts";
import { leftOutOf, readRecord, readRunFile, RUN_FILES, type RunRecord } from "./run-folder.ts";
import { sha256 } from "./sha256.ts";
import { restoreNetWeights, takeWeights } from "./weights.ts";

export interface OpenedRun {
  readonly net: Net;
  readonly record: RunRecord;
}

export async function openRun(
  folder: string,
  { weights, last }: Pick<Options, "weights" | "last">,
  context: Context,
): Promise<OpenedRun> {
  context.enter("reading the run folder");
  const record = await readRecord(folder);
  await programMustBeTheTrained(folder, record, context);
  const net = await loadNet(await readRunFile(folder, "module"), join(folder, RUN_FILES.module), context);
  const wanted = weights ?? (last ? folder : undefined);
  if (wanted === undefined)
    restoreNetWeights(net, await readRunFile(folder, "weights"), join(folder, RUN_FILES.weights));
  else takeWeights(net, await readWeights(wanted, last), { allowed: leftOutOf(record) });
  return { net, record };
}

/** The same of a program that is given by its path, where it is that of a run. */
export async function programOfRunMustBeTheTrained(path: string, context: Context): Promise<void> {
  const folder = dirname(path);
  if (basename(path) !== RUN_FILES.source || !(await exists(join(folder, RUN_FILES.run)))) return;
  await programMustBeTheTrained(folder, await readRecord(folder), context);
}

/** The module and the weights do not follow an edit of `model.cnn`: that is said, and they are used as they are. */
async function programMustBeTheTrained(
  folder: string,
  { source }: Pick<RunRecord, "source">,
  context: Context,
): Promise<void> {
  const path = join(folder, RUN_FILES.source);
  const found = (await exists(path))
    ? sha256(new TextDecoder().decode(await readRunFile(folder, "source")))
    : undefined;
  if (found === source) return;
  await context.report([
    programChanged({
      message:
        found === undefined
          ? "the program of the run is missing"
          : "the program of the run was edited after the training",
      file: path,
      notes: [
        `SHA-256 ${source.slice(0, 16)}… in ${RUN_FILES.run}, ${found === undefined ? "no file" : `${found.slice(0, 16)}…`} found`,
      ],
      help: "the module and the weights are those of the training: train the new program into another folder with `--out`",
    }),
  ]);
}
