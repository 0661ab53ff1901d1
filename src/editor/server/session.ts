/**
 * What every request of the server works with: the connection, what the client can do, the documents and settings; and the one way
 * in which a request is answered. Takes a connection with its traffic and what the shell knows. A request that is cancelled, or
 * older than an edit that was read, is refused as the protocol says; one that fails answers with nothing, is logged once for each
 * kind, and the server lives.
 */
import { type CancellationToken, type MessageConnection, ResponseError } from "vscode-jsonrpc";
import type { InitializeParams } from "vscode-languageserver-protocol";
import { LIMITS } from "../../limits.ts";
import type { Source } from "../../source/source.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Files } from "../workspace.ts";
import type { Platform } from "./addresses.ts";
import { type ClientFeatures, featuresOf } from "./client-features.ts";
import { createDocuments, type Document, type Documents } from "./documents.ts";
import { errorCode, messageType } from "./numbers.ts";
import { createPositions, type Positions } from "./positions.ts";
import { defaultSettings, readClientCommands, readSettings, type Settings } from "./settings.ts";
import type { Traffic } from "./traffic.ts";

/** What a shell hands in. */
export interface Host extends Platform {
  readonly version: string;
  /** `folders`: paths of what the client has open as folders, which may change. */
  files(folders: () => readonly string[]): Files;
}

export interface Asked {
  readonly document: Document;
  readonly source: Source;
  readonly snapshot: Snapshot;
}

export interface Session {
  readonly connection: MessageConnection;
  readonly host: Host;
  readonly traffic: Traffic;
  readonly documents: Documents;
  client: ClientFeatures;
  positions: Positions;
  settings: Settings;
  clientCommands: ReadonlySet<string>;
  folders: readonly string[];
  begin(params: InitializeParams): void;
  /** Answers a request about an open document. `method` names it where it fails. */
  answer<Answer>(
    method: string,
    uri: string,
    token: CancellationToken,
    empty: Answer,
    compute: (asked: Asked) => Answer | Promise<Answer>,
  ): Promise<Answer>;
  /** The same for what is asked of no document or of several. */
  guard<Answer>(
    method: string,
    token: CancellationToken | undefined,
    empty: Answer,
    compute: () => Answer | Promise<Answer>,
  ): Promise<Answer>;
  /** A notification. A client that is gone is noticed elsewhere. */
  tell(method: string, params: unknown): void;
  /** Asks the client to ask again. */
  refresh(what: "inlayHint" | "codeLens" | "semanticTokens" | "diagnostic"): void;
  refreshContent(uri: string): void;
  /** Something of ours failed. */
  failed(method: string, error: unknown): void;
}

export function createSession(connection: MessageConnection, traffic: Traffic, host: Host): Session {
  const failures = new Set<string>();
  const modified = (): ResponseError<void> =>
    new ResponseError(errorCode.contentModified, "the text has been edited since");
  const session: Session = {
    connection,
    host,
    traffic,
    documents: createDocuments(
      host.files(() => session.folders),
      host,
      () => session.client.readsContent,
    ),
    client: featuresOf({ capabilities: {} }),
    positions: createPositions("utf-16"),
    settings: defaultSettings,
    clientCommands: new Set(),
    folders: [],
    begin({ initializationOptions, ...params }) {
      session.client = featuresOf(params);
      session.positions = createPositions(session.client.encoding);
      session.settings = readSettings(initializationOptions);
      session.clientCommands = readClientCommands(initializationOptions);
    },
    answer: (method, uri, token, empty, compute) =>
      session.guard(method, token, empty, () => {
        const document = session.documents.find(uri);
        if (!document) return empty;
        const source = session.documents.source(document);
        // The checker says so in one message; nothing else is worked out for such a text.
        if (source.text.length > LIMITS.sourceLength.value) return empty;
        return compute({ document, source, snapshot: session.documents.snapshot(document) });
      }),
    async guard(method, token, empty, compute) {
      const refuse = (): void => {
        if (token?.isCancellationRequested) throw new ResponseError(errorCode.cancelled, "cancelled");
        if (traffic.behind) throw modified();
      };
      refuse();
      const { edits } = session.documents;
      let answer = empty;
      try {
        answer = await compute();
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        session.failed(method, error);
      }
      refuse();
      if (session.documents.edits !== edits) throw modified();
      return answer;
    },
    tell(method, params) {
      connection.sendNotification(method, params).catch(() => undefined);
    },
    refresh(what) {
      const method = `workspace/${what}/refresh`;
      connection.sendRequest(method).catch(() => undefined);
    },
    refreshContent(uri) {
      connection.sendRequest("workspace/textDocumentContent/refresh", { uri }).catch(() => undefined);
    },
    failed(method, error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      const kind = `${method}: ${name}: ${message.replace(/\d+/g, "0")}`;
      if (failures.has(kind)) return;
      failures.add(kind);
      session.tell("window/logMessage", {
        type: messageType.error,
        message: `cnnc: ${method} failed, a bug of cnnc: ${stack ?? message}`,
      });
    },
  };
  return session;
}
