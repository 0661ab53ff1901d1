/**
 * The language server of a process: takes streams, by which it speaks and nothing else does, and what the shell knows. Ends the
 * process when the client says so (0, or 1 where it did not ask to shut down first), closes the input, or is gone: its process is
 * looked for every three seconds.
 */
import type { Readable, Writable } from "node:stream";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { startServer } from "./server.ts";
import type { Host } from "./session.ts";
import { watchTraffic } from "./traffic.ts";

const WATCH = 3000;

export function serveStreams(input: Readable, output: Writable, host: Host): void {
  const traffic = watchTraffic(new StreamMessageReader(input));
  const connection = createMessageConnection(
    traffic.reader,
    new StreamMessageWriter(output),
    undefined,
    traffic.options,
  );
  let ready = false;
  const end = (): void => process.exit(ready ? 0 : 1);
  for (const event of ["end", "close", "error"] as const) input.on(event, end);
  for (const event of ["close", "error"] as const) output.on(event, end);
  startServer(connection, traffic, host, {
    begin(client) {
      if (client !== undefined) setInterval(() => isAlive(client) || end(), WATCH).unref();
    },
    shutDown() {
      ready = true;
    },
    end,
  });
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // It may be somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
