/**
 * What stands above models and recipes, and the commands of it. A client that carries commands out itself says which; the others are
 * offered here: texts and drawings are shown as read-only documents, and of a training the client is told how to start it. Takes a
 * session. Nothing is run.
 */
import type { CancellationToken, CodeLens, CodeLensParams, ExecuteCommandParams } from "vscode-languageserver-protocol";
import { codeLenses, type LensCommand } from "../code-lens.ts";
import type { DocumentKind } from "../read-only-documents.ts";
import { documentUri } from "./document-addresses.ts";
import type { Feature } from "./feature.ts";
import { messageType } from "./numbers.ts";
import type { Session } from "./session.ts";

type Name = LensCommand["name"];

/** By the read-only document that each shows. */
const shows: Readonly<Record<Name, DocumentKind | undefined>> = {
  summary: "summary",
  explain: "explain",
  picture: "drawing",
  train: undefined,
};

const idOf = (name: Name): string => `cnnc.${name}`;
const nameOf = new Map((Object.keys(shows) as Name[]).map((name) => [idOf(name), name]));

export const lenses: Feature = {
  capabilities: ({ clientCommands }) => {
    const commands = [...nameOf.keys()].filter((id) => !clientCommands.has(id));
    return { codeLensProvider: { resolveProvider: false }, executeCommandProvider: { commands } };
  },
  serve(session) {
    const { connection } = session;
    connection.onRequest(
      "textDocument/codeLens",
      ({ textDocument: { uri } }: CodeLensParams, token: CancellationToken) =>
        session.answer<CodeLens[]>("textDocument/codeLens", uri, token, [], ({ document, source, snapshot }) => {
          if (!session.settings.codeLens) return [];
          return codeLenses(snapshot).map(({ span, title, command: { name, model } }) => ({
            range: session.positions.range(source, span),
            command: { title, command: idOf(name), arguments: [document.uri, model] },
          }));
        }),
    );
    connection.onRequest(
      "workspace/executeCommand",
      ({ command, arguments: given = [] }: ExecuteCommandParams, token: CancellationToken) =>
        session.guard("workspace/executeCommand", token, null, async () => {
          const name = nameOf.get(command);
          const [uri, model] = given as readonly unknown[];
          if (name && typeof uri === "string" && typeof model === "string") await show(name, uri, model, session);
          return null;
        }),
    );
  },
};

async function show(name: Name, uri: string, model: string, session: Session): Promise<void> {
  const { client, connection } = session;
  const kind = shows[name];
  if (kind && client.readsContent && client.showsDocuments) {
    await connection.sendRequest("window/showDocument", { uri: documentUri({ kind, model, uri }), takeFocus: true });
    return;
  }
  const command = name === "picture" ? "export --to svg" : name;
  const message = `in a terminal: cnnc ${command} ${fileName(uri)}:${model}`;
  session.tell("window/showMessage", { type: messageType.info, message });
}

/** A name that no shell reads as anything else; of others what a reader puts in its place. */
function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  return /^[\w.-]+$/.test(name) ? name : "FILE";
}
