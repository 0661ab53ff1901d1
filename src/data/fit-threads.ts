/**
 * Threads that fit files, one for each core where memory allows. Takes the tasks from a given one on; calls back with each answer as
 * it comes, in any order, a few tasks ahead of each thread, so that what is held at once does not grow with the set. Where there is no
 * entry file beside this module (TypeScript run as it is, another bundler) there are no threads.
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { lookAt } from "./files.ts";
import type { FileTask, FittedFile } from "./fit-file.ts";
import { dataLimits } from "./limits.ts";

export interface Order {
  readonly index: number;
  readonly task: FileTask;
}

export type Answer =
  | { readonly index: number; readonly fitted: FittedFile }
  | { readonly index: number; readonly diagnostic: Diagnostic; readonly exit: 1 | 2 | 3 | 4 };

/** Tasks that wait at a thread, so that it need not wait for us. */
const AHEAD = 3;
const ENTRY = "fit-worker.js";

/** How many threads are worth it, with their entry; nothing where there can be none. */
export async function findThreads(tasks: number): Promise<{ readonly count: number; readonly entry: URL } | undefined> {
  const byMemory = Math.floor(process.availableMemory() / (dataLimits.threadMemory * 2 ** 20));
  const count = Math.min(availableParallelism(), byMemory, tasks);
  if (count < 2) return undefined;
  const entry = new URL(ENTRY, import.meta.url);
  return (await lookAt(fileURLToPath(entry))).kind === "file" ? { count, entry } : undefined;
}

/** `take` says whether more tasks are wanted; those under way are answered in any case. */
export async function runThreads(
  { count, entry }: { readonly count: number; readonly entry: URL },
  tasks: readonly FileTask[],
  from: number,
  take: (answer: Answer) => boolean,
): Promise<void> {
  const workers: Worker[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      let next = from;
      let open = 0;
      let wanted = true;
      const give = (worker: Worker): void => {
        if (!wanted || next >= tasks.length) return;
        worker.postMessage({ index: next, task: tasks[next]! } satisfies Order);
        next++;
        open++;
      };
      for (let i = 0; i < count; i++) {
        const worker = new Worker(entry);
        workers.push(worker);
        worker.on("message", (answer: Answer) => {
          open--;
          try {
            wanted = take(answer) && wanted;
          } catch (error) {
            reject(error);
            return;
          }
          give(worker);
          if (open === 0) resolve();
        });
        worker.on("error", reject);
        worker.on("exit", (code) => reject(new Error(`a thread that decodes ended with code ${code}`)));
      }
      // Shared out in turns: no thread begins with all of the first tasks.
      for (let ahead = 0; ahead < AHEAD; ahead++) for (const worker of workers) give(worker);
      if (open === 0) resolve();
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.removeAllListeners().terminate()));
  }
}
