/**
 * The entry of a thread that fits files: takes tasks one by one, answers each with the fitted file or the refusal. Started by
 * `fit-threads.ts` alone; a bug ends the thread with its error.
 */
import { parentPort } from "node:worker_threads";
import { CnncError } from "../diagnostics/diagnostic.ts";
import { fitFile } from "./fit-file.ts";
import type { Answer, Order } from "./fit-threads.ts";

parentPort!.on("message", async ({ index, task }: Order) => {
  try {
    const fitted = await fitFile(task);
    const buffers = [fitted.pixels.buffer, ...(fitted.map === undefined ? [] : [fitted.map.buffer])];
    parentPort!.postMessage({ index, fitted } satisfies Answer, buffers);
  } catch (error) {
    if (!(error instanceof CnncError)) throw error;
    parentPort!.postMessage({ index, diagnostic: error.diagnostic, exit: error.exit } satisfies Answer);
  }
});
