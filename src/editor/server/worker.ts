/**
 * The language server of a page's worker: takes the worker's scope or a port, by which the client sends and is sent messages as objects,
 * and the texts that programs may import, by their paths. What the client has open counts before them. Needs nothing of Node.
 */
import { BrowserMessageReader, BrowserMessageWriter, createMessageConnection } from "vscode-jsonrpc/browser";
import { createMemoryHost } from "./memory-host.ts";
import { startServer } from "./server.ts";
import { watchTraffic } from "./traffic.ts";

type Port = ConstructorParameters<typeof BrowserMessageReader>[0];

export function serveWorker(port: Port, texts: ReadonlyMap<string, string> = new Map(), version = "0"): void {
  const traffic = watchTraffic(new BrowserMessageReader(port));
  const writer = new BrowserMessageWriter(port);
  const connection = createMessageConnection(traffic.reader, writer, undefined, traffic.options);
  startServer(connection, traffic, createMemoryHost(texts, version));
}
