/**
 * The language server on a connection: takes the connection, its traffic and what the shell knows, answers what the protocol asks,
 * and listens. Every group of requests is a file beside this one. Relies on the shell to end the process.
 */
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
} from "vscode-languageserver";
import { pathOfUri } from "./addresses.ts";
import { capabilitiesFor } from "./capabilities.ts";
import { features } from "./features.ts";
import { type Publisher, serveDiagnostics } from "./publish.ts";
import { serveOwnRequests } from "./serve-own-requests.ts";
import { createSession, type Host, type Session } from "./session.ts";
import { readSettings } from "./settings.ts";
import type { Traffic } from "./traffic.ts";

export function startServer(connection: Connection, traffic: Traffic, host: Host): Session {
  const session = createSession(connection, traffic, host);
  connection.onInitialize((params) => {
    session.begin(params);
    session.folders = foldersOf(params, host);
    return capabilitiesFor(session);
  });
  const publisher = serveDiagnostics(session);
  for (const feature of features) feature.serve(session);
  serveDocuments(session, publisher);
  serveOwnRequests(session);
  serveConfiguration(session);
  serveFolders(session, publisher);
  connection.listen();
  return session;
}

function serveDocuments(session: Session, publisher: Publisher): void {
  const { connection, documents } = session;
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) =>
    publisher.changed(documents.open(uri, version, text)),
  );
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
    publisher.changed(documents.change(uri, version, contentChanges, session.positions)),
  );
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const importers = documents.close(uri);
    publisher.closed(uri);
    publisher.changed(importers);
  });
  // A client that watches no files says at least which it has written itself.
  connection.onDidSaveTextDocument(() => publisher.changed(documents.filesChanged()));
  connection.onDidChangeWatchedFiles(() => publisher.changed(documents.filesChanged()));
}

function serveConfiguration(session: Session): void {
  const { connection } = session;
  const given = { options: session.settings };
  const apply = (settings: unknown): void => {
    const before = session.settings;
    session.settings = readSettings(settings, given.options);
    const { client } = session;
    if (JSON.stringify(before) === JSON.stringify(session.settings)) return;
    if (client.refreshesHints) connection.languages.inlayHint.refresh().catch(() => undefined);
    if (client.refreshesLenses) connection.sendRequest("workspace/codeLens/refresh").catch(() => undefined);
  };
  const ask = (): void => {
    connection.workspace
      .getConfiguration("cnnc")
      .then(apply, (error: unknown) => session.failed("workspace/configuration", error));
  };
  connection.onInitialized(() => {
    const { client } = session;
    given.options = session.settings;
    if (client.configures) ask();
    if (client.registersConfiguration)
      connection.client.register(DidChangeConfigurationNotification.type, { section: "cnnc" }).catch(() => undefined);
    if (client.registersWatchers)
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/*.cnn" }] })
        .catch(() => undefined);
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    if (session.client.configures) ask();
    else apply((settings as { cnnc?: unknown } | null)?.cnnc);
  });
}

function serveFolders(session: Session, publisher: Publisher): void {
  session.connection.onNotification("workspace/didChangeWorkspaceFolders", ({ event }: FoldersChange) => {
    const paths = (folders: FoldersChange["event"]["added"]): string[] =>
      folders.map(({ uri }) => pathOfUri(uri, session.host));
    const removed = new Set(paths(event.removed));
    session.folders = [...session.folders.filter((path) => !removed.has(path)), ...paths(event.added)];
    publisher.changed(session.documents.filesChanged());
  });
}

interface FoldersChange {
  readonly event: Readonly<Record<"added" | "removed", readonly { readonly uri: string }[]>>;
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams, host: Host): readonly string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris.map((uri) => pathOfUri(uri, host));
}
