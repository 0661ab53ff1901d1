/** Codes of errors of the operating system (`ENOENT`). Takes what was thrown. */

/** Of the operating system, with one of the codes. */
export function isErrorOf(error: unknown, codes: ReadonlySet<string>): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && codes.has(error.code);
}
