/**
 * A client of the language server, by the protocol's own library: of a process that speaks on its standard streams, as editors start
 * it, or of a server within the test. Takes how to reach it, gives requests, the diagnostics last published, and all that was logged.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  createMessageConnection,
  createProtocolConnection,
  type InitializeResult,
  type LogMessageParams,
  type MessageConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Registration,
  type ShowDocumentParams,
  type ShowMessageParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";
import { createEditorHost } from "../../src/cli/editor-host.ts";
import { startServer } from "../../src/editor/server/server.ts";
import type { Host, Session } from "../../src/editor/server/session.ts";
import { watchTraffic } from "../../src/editor/server/traffic.ts";

/** All that makes a difference to the server. */
export const ablest: ClientCapabilities = {
  general: { positionEncodings: ["utf-16", "utf-8"] },
  window: { showDocument: { support: true } },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, snippetEditSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
    textDocumentContent: {},
  },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    completion: {
      completionItem: {
        snippetSupport: true,
        labelDetailsSupport: true,
        documentationFormat: ["markdown"],
        resolveSupport: { properties: ["documentation", "detail"] },
      },
    },
    hover: { contentFormat: ["markdown"] },
    signatureHelp: {
      signatureInformation: { activeParameterSupport: true, parameterInformation: { labelOffsetSupport: true } },
    },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    definition: { linkSupport: true },
    rename: { prepareSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source", "source.fixAll"] } },
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    rangeFormatting: { rangesSupport: true },
  },
};

/** Pulls its diagnostics. */
export const pulling: ClientCapabilities = {
  ...ablest,
  textDocument: { ...ablest.textDocument, diagnostic: { relatedDocumentSupport: true, dataSupport: true } },
};

/** As little as a client can say. */
export const plainest: ClientCapabilities = {};

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Paths. */
  readonly folders?: readonly string[];
  /** What the client answers when it is asked for the section `cnnc`. */
  readonly configuration?: unknown;
  /** The client's process as the server is told of it. */
  readonly processId?: number | null;
}

export interface Client {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly published: ReadonlyMap<string, PublishDiagnosticsParams>;
  /** Every one, in order. */
  readonly publications: readonly PublishDiagnosticsParams[];
  readonly logged: readonly LogMessageParams[];
  readonly registered: readonly Registration[];
  /** Messages for the user. */
  readonly told: readonly ShowMessageParams[];
  /** Documents that the server wanted shown. */
  readonly shown: readonly ShowDocumentParams[];
  /** Requests of the server by their methods. */
  readonly asked: readonly string[];
  configuration: unknown;
  open(uri: string, text: string, version?: number): void;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  request<Answer>(method: string, params: unknown): Promise<Answer>;
  /** The diagnostics of a version, as soon as they are there. */
  diagnostics(uri: string, version?: number): Promise<PublishDiagnosticsParams>;
  stop(): Promise<void>;
}

export const uriOf = (path: string): string => pathToFileURL(path).href;

export interface InProcess extends Client {
  readonly session: Session;
}

/** A server within this process; its `exit` ends nothing. */
export async function connectInProcess(options: ClientOptions = {}, host?: Host): Promise<InProcess> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const traffic = watchTraffic(new StreamMessageReader(toServer));
  const server = createMessageConnection(traffic.reader, new StreamMessageWriter(toClient), undefined, traffic.options);
  const session = startServer(server, traffic, host ?? createEditorHost("test"));
  const client = await connect(new StreamMessageReader(toClient), new StreamMessageWriter(toServer), options);
  return Object.assign(client, { session });
}

export interface OfProcess extends Client {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stderr: () => string;
  /** Exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

export async function connectProcess(command: readonly string[], options: ClientOptions = {}): Promise<OfProcess> {
  const child = spawn(command[0]!, command.slice(1), { stdio: "pipe" });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => undefined);
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  const client = await connect(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), options);
  return Object.assign(client, { child, ended, stderr: () => stderr });
}

async function connect(
  reader: StreamMessageReader,
  writer: StreamMessageWriter,
  { capabilities = ablest, initializationOptions, folders, configuration = null, processId = null }: ClientOptions,
): Promise<Client> {
  const connection = createProtocolConnection(reader, writer);
  const published = new Map<string, PublishDiagnosticsParams>();
  const publications: PublishDiagnosticsParams[] = [];
  const logged: LogMessageParams[] = [];
  const registered: Registration[] = [];
  const told: ShowMessageParams[] = [];
  const shown: ShowDocumentParams[] = [];
  const asked: string[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published.set(params.uri, params);
    publications.push(params);
    for (const each of waiting) each();
  });
  connection.onNotification("window/logMessage", (params: LogMessageParams) => {
    logged.push(params);
  });
  connection.onRequest("client/registerCapability", ({ registrations }: { registrations: Registration[] }) => {
    registered.push(...registrations);
    return null;
  });
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
    items.map(() => client.configuration),
  );
  connection.onNotification("window/showMessage", (params: ShowMessageParams) => {
    told.push(params);
  });
  connection.onRequest("window/showDocument", (params: ShowDocumentParams) => {
    shown.push(params);
    return { success: true };
  });
  (connection as MessageConnection).onRequest((method) => {
    asked.push(method);
    return null;
  });
  connection.listen();
  const notify = (method: string, params?: unknown): void => {
    // A server that is gone is noticed by its exit.
    connection.sendNotification(method, params as object).catch(() => undefined);
  };
  const client: Client = {
    connection,
    initialized: await connection.sendRequest<InitializeResult>("initialize", {
      processId,
      rootUri: folders?.[0] === undefined ? null : uriOf(folders[0]),
      capabilities,
      ...(initializationOptions === undefined ? {} : { initializationOptions }),
      workspaceFolders: folders?.map((path) => ({ uri: uriOf(path), name: path })) ?? null,
    }),
    published,
    publications,
    logged,
    registered,
    told,
    shown,
    asked,
    configuration,
    open: (uri, text, version = 1) =>
      notify("textDocument/didOpen", { textDocument: { uri, languageId: "cnn", version, text } }),
    change: (uri, version, contentChanges) =>
      notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges }),
    close: (uri) => notify("textDocument/didClose", { textDocument: { uri } }),
    request: (method, params) => connection.sendRequest(method, params),
    diagnostics: (uri, version) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = published.get(uri);
          if (!found || (version !== undefined && found.version !== version)) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      await connection.sendRequest("shutdown");
      notify("exit");
    },
  };
  notify("initialized", {});
  return client;
}
