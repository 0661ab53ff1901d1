/**
 * What a person sees when the program itself is wrong. Takes the error, the stage and the command line, returns text:
 * never a raw stack trace, unless the environment asks for it with CNNC_DEBUG=1. Not for mistakes of the user.
 */

/** The exit code of the interfaces for a bug of ours. */
export const INTERNAL_ERROR_EXIT = 70;

export interface InternalError {
  readonly error: unknown;
  readonly stage: string;
  readonly arguments: readonly string[];
  readonly version: string;
  readonly debug: boolean;
}

export function renderInternalError({ error, stage, arguments: words, version, debug }: InternalError): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const lines = [
    `internal error while ${stage}`,
    "",
    oneLine(what),
    "",
    "This is a bug in cnnc, not in your program. Please report it with this text and,",
    "if you can, the .cnn file:",
    "",
    `  cnnc ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    `  cnnc ${oneLine(words.join(" "))}`,
    ...(debug ? [] : ["", "CNNC_DEBUG=1 shows where it happened."]),
  ];
  const box = ["┌─", ...lines.map((line) => (line === "" ? "│" : `│ ${line}`)), "└─"].join("\n");
  const trace = debug && error instanceof Error && error.stack !== undefined ? `\n${error.stack}` : "";
  return `${box}${trace}\n`;
}

/** Without control characters, and short. */
function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]+/gu, " ");
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain;
}
