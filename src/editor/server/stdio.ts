/**
 * The language server of a process: takes streams, by which it speaks and nothing else does, and what the shell knows. Ends the
 * process when the client says so (0, or 1 where it did not ask to shut down first), closes the input, or is gone: its process is
 * looked for every three seconds.
 */
import type { Readable, Writable } from "node:stream";
import { createConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { startServer } from "./server.ts";
import type { Host } from "./session.ts";
import { watchTraffic } from "./traffic.ts";

export function serveStreams(input: Readable, output: Writable, host: Host): void {
  const traffic = watchTraffic(new StreamMessageReader(input));
  const connection = createConnection(traffic.reader, new StreamMessageWriter(output), traffic.options);
  let shutDown = false;
  connection.onShutdown(() => {
    shutDown = true;
  });
  const end = (): void => process.exit(shutDown ? 0 : 1);
  for (const event of ["end", "close", "error"] as const) input.on(event, end);
  for (const event of ["close", "error"] as const) output.on(event, end);
  startServer(connection, traffic, host);
}
