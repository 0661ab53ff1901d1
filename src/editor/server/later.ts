/**
 * Work that nobody asked for, done when nothing else waits: takes the traffic and what to do, gives a function that asks for it to be
 * done. However often it is asked for meanwhile, it is done once, on what is newest then; a client that never stops is not waited for
 * longer than `PATIENCE`.
 */
import type { Traffic } from "./traffic.ts";

const PATIENCE = 250;

export function createLater(traffic: Pick<Traffic, "idle">, work: () => void): () => void {
  let since: number | undefined;
  const step = (): void => {
    if (!traffic.idle && performance.now() - since! < PATIENCE) {
      nextTask(step);
      return;
    }
    since = undefined;
    work();
  };
  return () => {
    if (since !== undefined) return;
    since = performance.now();
    nextTask(step);
  };
}

/** After messages that are there to be read. A page's worker has no `setImmediate`. */
const nextTask: (task: () => void) => void =
  typeof setImmediate === "function" ? (task) => void setImmediate(task) : (task) => void setTimeout(task, 0);
