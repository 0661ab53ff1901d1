/**
 * What a command works with and what it is: the terminal, the environment, and a note of the stage it is in, for the report
 * of an internal error. Types only, and the map from a runtime's error to a diagnostic.
 */
import { CnncError } from "../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { RuntimeError } from "../runtime/errors.ts";
import { runtimeProblem } from "./diagnostics.ts";
import type { CommandLine } from "./completions/command-line.ts";
import type { Options } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import type { Round } from "./watch/round.ts";

export interface Context {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Says what the command does from here on: `reading the data set`. */
  enter(stage: string): void;
  /** What can be typed, but for the models of the library. */
  readonly describe?: () => Omit<CommandLine, "models">;
  /** Under `--watch`; absent: the command runs once. */
  readonly round?: Round;
  /** Writes diagnostics to standard error, as people read them. */
  report(diagnostics: readonly Diagnostic[]): Promise<void>;
}

/** Gives the exit code. Throws a `CnncError` for what the user must hear; everything else thrown is a bug. */
export type Command = (args: readonly string[], options: Options, context: Context) => Promise<number>;

/** Runs work that calls the runtime on a file, and says which file was at fault. */
export async function blaming<T>(file: string | undefined, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toCnncError(error, file);
  }
}

/** Errors of the runtime that the user can do something about; others stay what they are. */
export function toCnncError(error: unknown, file?: string): unknown {
  if (!(error instanceof RuntimeError)) return error;
  const known: Readonly<Record<string, (typeof runtimeProblem)[keyof typeof runtimeProblem]>> = runtimeProblem;
  const define = Object.hasOwn(known, error.code) ? known[error.code] : undefined;
  if (define === undefined) return error;
  const diagnostic = define({ message: error.message, ...(file === undefined ? {} : { file }) });
  return new CnncError(diagnostic, /dataset|test-set/.test(error.code) ? 1 : 3);
}
