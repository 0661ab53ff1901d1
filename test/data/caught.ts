/** The error that a call throws or rejects with, which must be a CnncError; anything else fails the test. */
import { expect } from "vitest";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";

export function caught(call: () => unknown): CnncError {
  try {
    call();
  } catch (error) {
    if (error instanceof CnncError) return error;
    throw error;
  }
  return expect.fail("an error is expected");
}

export async function rejected(promise: Promise<unknown>): Promise<CnncError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CnncError) return error;
    throw error;
  }
  return expect.fail("an error is expected");
}

export function codeOf(call: () => unknown): string {
  return caught(call).diagnostic.code;
}
