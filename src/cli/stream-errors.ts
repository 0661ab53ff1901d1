/**
 * Errors of standard output and standard error. Takes the streams and what reports a diagnostic; a reader that has gone (a closed
 * pipe, a closed terminal) is no error, everything else (a full disk) is reported once, and the command then ends with exit 3.
 */
import { CnncError, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { throwWriteError } from "./atomic-write.ts";
import { isErrorOf } from "./error-codes.ts";

export interface WatchedStream {
  on(event: "error", listener: (error: Error) => void): unknown;
  readonly isTTY?: boolean;
}

export interface StreamErrors {
  /** 3 when a stream failed, else `code`. */
  exitCode(code: number): number;
}

const CLOSED_PIPE: ReadonlySet<string> = new Set(["EPIPE", "ERR_STREAM_DESTROYED"]);
const CLOSED_TERMINAL: ReadonlySet<string> = new Set(["EIO", "ENXIO", "EBADF"]);

export const STREAM_ERROR_EXIT = 3;

/** `onFailure` is called at most once, perhaps after the command has returned. Throws what is no error of the system. */
export function watchStreams(
  streams: Readonly<Record<string, WatchedStream>>,
  onFailure: (diagnostic: Diagnostic) => void,
): StreamErrors {
  let failed = false;
  for (const [name, stream] of Object.entries(streams)) {
    stream.on("error", (error) => {
      if (isErrorOf(error, CLOSED_PIPE) || (stream.isTTY === true && isErrorOf(error, CLOSED_TERMINAL))) return;
      const diagnostic = asDiagnostic(error, `<${name}>`);
      if (failed) return;
      failed = true;
      onFailure(diagnostic);
    });
  }
  return { exitCode: (code) => (failed ? STREAM_ERROR_EXIT : code) };
}

function asDiagnostic(error: Error, name: string): Diagnostic {
  try {
    return throwWriteError(error, name);
  } catch (known) {
    if (known instanceof CnncError) return known.diagnostic;
    throw known;
  }
}
