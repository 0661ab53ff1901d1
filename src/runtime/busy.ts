/**
 * Who uses the module now. A training lasts from call to answer, with pauses in which a page draws and other calls come in: what would
 * disturb it is refused with `runtime/busy`, before anything has changed. Evaluations wait for one another. Predictions ask nobody: they
 * run in one go, within a pause, and leave nothing behind that anyone reads.
 */
import { RuntimeError } from "./errors.ts";

export interface Busy {
  /** Throws `runtime/busy` while a training or an evaluation is running. */
  refuse(call: string): void;
  /** As `refuse`, where other evaluations do not mind. */
  refuseDuringTraining(call: string): void;
  /** Runs a training; refused while anything is running. */
  train<T>(work: () => Promise<T>): Promise<T>;
  /** Runs an evaluation when those asked for earlier are done; refused during a training. */
  evaluate<T>(work: () => Promise<T>): Promise<T>;
}

export function createBusy(): Busy {
  let training = false;
  let evaluations = 0;
  let last: Promise<unknown> = Promise.resolve();
  const refuseDuring = (running: string, call: string): never => {
    throw new RuntimeError(
      "runtime/busy",
      `${call} is called while ${running} is running, and would disturb it: await ${running} first`,
      { running },
    );
  };
  const refuseDuringTraining = (call: string): void => {
    if (training) refuseDuring("fit", call);
  };
  const refuse = (call: string): void => {
    refuseDuringTraining(call);
    if (evaluations > 0) refuseDuring("evaluate", call);
  };
  return {
    refuse,
    refuseDuringTraining,
    async train(work) {
      refuse("fit");
      training = true;
      try {
        return await work();
      } finally {
        training = false;
      }
    },
    async evaluate(work) {
      refuseDuringTraining("evaluate");
      evaluations++;
      const mine = last.then(work);
      // The next one waits for the end, whichever it is.
      last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        evaluations--;
      }
    },
  };
}
