/**
 * A bug of ours, as opposed to a mistake in a model or in data: an error that carries the stage it happened in. Takes nothing
 * from other rooms but the error that is no bug. The command shows it in its own box and exits with 70; nothing else catches it.
 */
import { CnncError } from "./diagnostic.ts";

/** The exit code of the interfaces for a bug of ours. */
export const INTERNAL_ERROR_EXIT = 70;

export class InternalError extends Error {
  override readonly name = "InternalError";
  /** What was being done, as it follows `while`: `parsing lenet5.cnn`. */
  readonly stage: string;

  constructor(stage: string, cause: unknown) {
    super(`internal error while ${stage}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.stage = stage;
  }
}

/** Runs one stage; whatever it throws that is no diagnostic comes out as an `InternalError` that names the innermost stage. */
export function inStage<Result>(stage: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof CnncError || error instanceof InternalError) throw error;
    throw new InternalError(stage, error);
  }
}
