/**
 * The server without a wire, for tests that ask it a hundred thousand times: its handlers, called one after the other as the
 * connection would. Takes what connections take; gives requests and notifications by their methods, and all that was logged.
 */
import { CancellationToken, type MessageConnection } from "vscode-jsonrpc";
import type { ClientCapabilities, TextDocumentContentChangeEvent } from "vscode-languageserver-protocol";
import { createEditorHost } from "../../src/cli/editor-host.ts";
import { startServer } from "../../src/editor/server/server.ts";
import type { Host, Session } from "../../src/editor/server/session.ts";
import { ablest } from "./client.ts";

export interface Direct {
  readonly session: Session;
  readonly logged: readonly string[];
  request<Answer>(method: string, params: unknown): Promise<Answer>;
  notify(method: string, params: unknown): void;
  open(uri: string, text: string): void;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
}

export async function connectDirectly(capabilities: ClientCapabilities = ablest, host?: Host): Promise<Direct> {
  const requests = new Map<string, (params: unknown, token: CancellationToken) => unknown>();
  const notifications = new Map<string, (params: unknown) => void>();
  const logged: string[] = [];
  const connection = {
    onRequest: (method: string, handler: (params: unknown, token: CancellationToken) => unknown) =>
      void requests.set(method, handler),
    onNotification: (method: string, handler: (params: unknown) => void) => void notifications.set(method, handler),
    sendRequest: () => Promise.resolve([null]),
    sendNotification: (method: string, params: { readonly message?: string }) => {
      if (method === "window/logMessage") logged.push(params.message!);
      return Promise.resolve();
    },
    listen: () => undefined,
  } as unknown as MessageConnection;
  const traffic = { reader: undefined as never, options: {}, idle: true, behind: false };
  const session = startServer(connection, traffic, host ?? createEditorHost("test"));
  const request = async <Answer>(method: string, params: unknown): Promise<Answer> => {
    const handler = requests.get(method);
    if (!handler) throw new Error(`nobody answers ${method}`);
    return (await handler(params, CancellationToken.None)) as Answer;
  };
  const notify = (method: string, params: unknown): void => notifications.get(method)!(params);
  await request("initialize", { processId: null, rootUri: null, capabilities });
  return {
    session,
    logged,
    request,
    notify,
    open: (uri, text) => notify("textDocument/didOpen", { textDocument: { uri, languageId: "cnn", version: 1, text } }),
    change: (uri, version, contentChanges) =>
      notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges }),
  };
}
