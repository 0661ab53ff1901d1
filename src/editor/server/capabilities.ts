/** What the server says it can do, to a client of known features. Takes those, gives the answer to `initialize`. */
import { type InitializeResult, TextDocumentSyncKind } from "vscode-languageserver";
import type { Session } from "./session.ts";

export function capabilitiesFor({ client, host }: Session): InitializeResult {
  return {
    serverInfo: { name: "cnnc", version: host.version },
    capabilities: {
      positionEncoding: client.encoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      diagnosticProvider: { identifier: "cnnc", interFileDependencies: true, workspaceDiagnostics: false },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}
