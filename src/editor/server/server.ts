/**
 * The language server on a connection: takes the connection, its traffic and what the shell knows, answers what the protocol asks,
 * and listens. Every group of requests is a file beside this one. Relies on the shell to end the process.
 */
import type { MessageConnection } from "vscode-jsonrpc";
import type {
  DidChangeConfigurationParams,
  DidChangeTextDocumentParams,
  DidChangeWorkspaceFoldersParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  InitializeParams,
  Registration,
  WorkspaceFolder,
} from "vscode-languageserver-protocol";
import { pathOfUri } from "./addresses.ts";
import { capabilitiesFor } from "./capabilities.ts";
import { features } from "./features.ts";
import { type Publisher, serveDiagnostics } from "./publish.ts";
import { serveOwnRequests } from "./serve-own-requests.ts";
import { createSession, type Host, type Session } from "./session.ts";
import { readSettings } from "./settings.ts";
import type { Traffic } from "./traffic.ts";

/** What becomes of the process: a page's worker has none. */
export interface Life {
  /** `client`: the number of its process, where it has said so. */
  begin(client: number | undefined): void;
  shutDown(): void;
  end(): void;
}

export function startServer(connection: MessageConnection, traffic: Traffic, host: Host, life?: Life): Session {
  const session = createSession(connection, traffic, host);
  connection.onRequest("initialize", (params: InitializeParams) => {
    session.begin(params);
    life?.begin(params.processId ?? undefined);
    session.folders = foldersOf(params, host);
    return capabilitiesFor(session);
  });
  connection.onRequest("shutdown", () => life?.shutDown());
  connection.onNotification("exit", () => life?.end());
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
  connection.onNotification(
    "textDocument/didOpen",
    ({ textDocument: { uri, version, text } }: DidOpenTextDocumentParams) =>
      publisher.changed(documents.open(uri, version, text)),
  );
  connection.onNotification(
    "textDocument/didChange",
    ({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams) =>
      publisher.changed(documents.change(uri, version, contentChanges, session.positions)),
  );
  connection.onNotification("textDocument/didClose", ({ textDocument: { uri } }: DidCloseTextDocumentParams) => {
    const importers = documents.close(uri);
    publisher.closed(uri);
    publisher.changed(importers);
  });
  // A client that watches no files says at least which it has written itself.
  connection.onNotification("textDocument/didSave", () => publisher.changed(documents.filesChanged()));
  connection.onNotification("workspace/didChangeWatchedFiles", () => publisher.changed(documents.filesChanged()));
}

function serveConfiguration(session: Session): void {
  const { connection } = session;
  const given = { options: session.settings };
  const apply = (settings: unknown): void => {
    const before = session.settings;
    session.settings = readSettings(settings, given.options);
    const { client } = session;
    if (JSON.stringify(before) === JSON.stringify(session.settings)) return;
    if (client.refreshesHints) session.refresh("inlayHint");
    if (client.refreshesLenses) session.refresh("codeLens");
  };
  const ask = (): void => {
    connection.sendRequest<readonly unknown[]>("workspace/configuration", { items: [{ section: "cnnc" }] }).then(
      ([settings]) => apply(settings),
      (error: unknown) => session.failed("workspace/configuration", error),
    );
  };
  connection.onNotification("initialized", () => {
    const { client } = session;
    given.options = session.settings;
    if (client.configures) ask();
    const registrations = [
      ...(client.registersConfiguration ? [register("workspace/didChangeConfiguration", { section: "cnnc" })] : []),
      ...(client.registersWatchers
        ? [register("workspace/didChangeWatchedFiles", { watchers: [{ globPattern: "**/*.cnn" }] })]
        : []),
    ];
    if (registrations.length > 0)
      connection.sendRequest("client/registerCapability", { registrations }).catch(() => undefined);
  });
  connection.onNotification("workspace/didChangeConfiguration", ({ settings }: DidChangeConfigurationParams) => {
    if (session.client.configures) ask();
    else apply((settings as { cnnc?: unknown } | null)?.cnnc);
  });
}

function register(method: string, registerOptions: object): Registration {
  return { id: method, method, registerOptions };
}

function serveFolders(session: Session, publisher: Publisher): void {
  session.connection.onNotification(
    "workspace/didChangeWorkspaceFolders",
    ({ event }: DidChangeWorkspaceFoldersParams) => {
      const paths = (folders: readonly WorkspaceFolder[]): string[] =>
        folders.map(({ uri }) => pathOfUri(uri, session.host));
      const removed = new Set(paths(event.removed));
      session.folders = [...session.folders.filter((path) => !removed.has(path)), ...paths(event.added)];
      publisher.changed(session.documents.filesChanged());
    },
  );
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams, host: Host): readonly string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris.map((uri) => pathOfUri(uri, host));
}
