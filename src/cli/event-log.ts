/**
 * The file of `--log`: one JSON object per line, written as things happen, for programs that watch a training. Takes a path
 * (`-` is standard output); a line that cannot be written ends the training with `file/…` (exit 3) like any other file.
 */
import { safeJson } from "../diagnostics/safe-text.ts";
import { closeSync, openSync, writeSync } from "node:fs";
import type { Progress } from "../runtime/index.ts";
import { throwWriteError } from "./atomic-write.ts";
import type { Terminal } from "./terminal.ts";

export type LogEvent =
  | ({ readonly event: "progress" } & Progress)
  /** With the figures of a line of `metrics.jsonl`. */
  | { readonly event: "epoch" }
  | { readonly event: "end"; readonly outcome: string; readonly step: number; readonly epoch: number };

export interface EventLog {
  write(event: LogEvent): void;
  close(): void;
}

const PROGRESS_MILLISECONDS = 1_000;

/** Progress is written once a second at most. With `append`, lines of an earlier part of the training stay. */
export function openEventLog(path: string | undefined, append: boolean, terminal: Terminal): EventLog {
  if (path === undefined) return { write() {}, close() {} };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return throwWriteError(error, path);
    }
  };
  const file = path === "-" ? undefined : guarded(() => openSync(path, append ? "a" : "w"));
  let last = Number.NEGATIVE_INFINITY;
  return {
    write(event) {
      const now = performance.now();
      if (event.event === "progress") {
        if (now - last < PROGRESS_MILLISECONDS) return;
        last = now;
      }
      const line = `${safeJson(JSON.stringify(event))}\n`;
      if (file === undefined) terminal.out(line);
      else guarded(() => writeSync(file, line));
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}
