/**
 * What the runtime throws when it is handed something it cannot use. Takes a code, a message and facts; imports nothing.
 * Codes are words, stable for ever, so a program can tell the cases apart without reading messages.
 */

export type RuntimeErrorCode =
  | "runtime/not-a-module"
  | "runtime/other-abi"
  | "runtime/fetch-failed"
  | "runtime/built-for-inference"
  | "runtime/bad-argument"
  | "runtime/busy"
  | "runtime/bad-dataset"
  | "runtime/other-set"
  | "runtime/unknown-count"
  | "runtime/no-test-set"
  | "runtime/out-of-memory"
  | "runtime/diverged"
  | "runtime/not-finite"
  | "runtime/activation-not-kept"
  | "runtime/bad-checkpoint"
  | "runtime/disposed";

/** Facts for programs: the step and the rate of a divergence, the sizes of a mismatch. */
export type ErrorFacts = Readonly<Record<string, string | number>>;

export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
  readonly code: RuntimeErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: RuntimeErrorCode, message: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.facts = facts;
  }
}
