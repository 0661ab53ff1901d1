/** What the server says it can do, to a client of known features. Takes a session that has begun, gives the answer to `initialize`. */
import type { InitializeResult } from "vscode-languageserver-protocol";
import { features } from "./features.ts";
import { textSync } from "./numbers.ts";
import type { Session } from "./session.ts";

export function capabilitiesFor(session: Session): InitializeResult {
  const { client, host } = session;
  const offered = features.map((feature) => feature.capabilities(session));
  return {
    serverInfo: { name: "cnnc", version: host.version },
    capabilities: {
      positionEncoding: client.encoding,
      textDocumentSync: { openClose: true, change: textSync.incremental, save: { includeText: false } },
      diagnosticProvider: { identifier: "cnnc", interFileDependencies: true, workspaceDiagnostics: false },
      ...Object.assign({}, ...offered),
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        ...Object.assign({}, ...offered.map(({ workspace }) => workspace)),
      },
    },
  };
}
