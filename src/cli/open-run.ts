/**
 * A trained network out of its run folder. Takes the folder, gives the network with the weights of `weights.safetensors` and
 * what `run.json` knows; throws `CnncError`.
 */
import { join } from "node:path";
import type { Net } from "../runtime/index.ts";
import type { Context } from "./context.ts";
import { loadNet } from "./load-net.ts";
import { readRecord, readRunFile, RUN_FILES, type RunRecord } from "./run-folder.ts";
import { restoreNetWeights } from "./weights.ts";

export interface OpenedRun {
  readonly net: Net;
  readonly record: RunRecord;
}

export async function openRun(folder: string, context: Context): Promise<OpenedRun> {
  context.enter("reading the run folder");
  const record = await readRecord(folder);
  const net = await loadNet(await readRunFile(folder, "module"), join(folder, RUN_FILES.module), context);
  restoreNetWeights(net, await readRunFile(folder, "weights"), join(folder, RUN_FILES.weights));
  return { net, record };
}
