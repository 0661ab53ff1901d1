/**
 * All files of a part of a set: read, decoded and fitted, on as many cores as there are. Takes tasks; hands on each fitted file with its
 * number, in any order, and holds none. The first ones are done here; threads are started when what is left would take longer than
 * they take to start. The result is the same in any number of threads, and so is the refusal: files that cannot be read do not end the
 * reading at once but are gathered, up to `dataLimits.namedFiles`, and named together in the order of the files.
 */
import { performance } from "node:perf_hooks";
import { CnncError } from "../diagnostics/diagnostic.ts";
import { type FileTask, type FittedFile, fitFile } from "./fit-file.ts";
import { type Answer, findThreads, runThreads } from "./fit-threads.ts";
import { dataLimits } from "./limits.ts";

/** What threads take to start, in ms. */
const START_MS = 250;
/** Measured at least so long before what is left is reckoned, in ms. */
const MEASURED_MS = 100;

export interface FitFilesOptions {
  /** Threads; when absent, as many as cores and memory allow. Below two, all is done here. */
  readonly threads?: number;
  /** Expected ms from which on threads are started; for tests. */
  readonly startMs?: number;
}

interface Refused {
  readonly index: number;
  readonly error: CnncError;
}

export async function fitFiles(
  tasks: readonly FileTask[],
  take: (index: number, file: FittedFile) => void,
  { threads, startMs = START_MS }: FitFilesOptions = {},
): Promise<void> {
  const refused: Refused[] = [];
  const answered = (answer: Answer): boolean => {
    if ("fitted" in answer) take(answer.index, answer.fitted);
    else refused.push({ index: answer.index, error: new CnncError(answer.diagnostic, answer.exit) });
    return refused.length < dataLimits.namedFiles && refused.every(({ error }) => error.diagnostic.file !== undefined);
  };
  const began = performance.now();
  for (const [index, task] of tasks.entries()) {
    const spent = performance.now() - began;
    const left = tasks.length - index;
    if (threads !== 1 && spent >= Math.min(startMs, MEASURED_MS) && (spent / Math.max(1, index)) * left > startMs) {
      const found = await findThreads(left);
      if (found !== undefined) {
        await runThreads({ ...found, count: Math.min(threads ?? found.count, left) }, tasks, index, answered);
        break;
      }
      threads = 1;
    }
    if (!answered(await answerOf(index, task))) break;
  }
  refuse(refused, tasks.length);
}

async function answerOf(index: number, task: FileTask): Promise<Answer> {
  try {
    return { index, fitted: await fitFile(task) };
  } catch (error) {
    if (!(error instanceof CnncError)) throw error;
    return { index, diagnostic: error.diagnostic, exit: error.exit };
  }
}

/** The first one, with the others in its notes. What is no fault of a file is one for all of them. */
function refuse(refused: readonly Refused[], total: number): void {
  const sorted = [...refused].sort((a, b) => a.index - b.index).slice(0, dataLimits.namedFiles);
  const first = sorted[0]?.error;
  if (first === undefined) return;
  const others = sorted.slice(1).filter(({ error }) => error.diagnostic.file !== undefined);
  if (first.diagnostic.file === undefined || others.length === 0) throw first;
  const more = sorted.length === dataLimits.namedFiles ? "at least " : "";
  const notes = [
    ...first.diagnostic.notes,
    `${more}${sorted.length} of the ${total} files cannot be read; the others:`,
    ...others.map(({ error: { diagnostic } }) => `${diagnostic.file}: ${diagnostic.message}`),
  ];
  throw new CnncError({ ...first.diagnostic, notes }, first.exit);
}
