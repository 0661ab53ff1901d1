/** What files declare: of one as a tree, or flat where the client knows no trees, and of all that is open by some letters. */
import type {
  CancellationToken,
  DocumentSymbol,
  DocumentSymbolParams,
  SymbolInformation,
  SymbolKind as ProtocolKind,
  WorkspaceSymbolParams,
} from "vscode-languageserver-protocol";
import type { Source } from "../../source/source.ts";
import { type DocumentSymbol as Declared, documentSymbols, type SymbolKind } from "../document-symbols.ts";
import { workspaceSymbols } from "../workspace-symbols.ts";
import { locationOf } from "./edits.ts";
import type { Feature } from "./feature.ts";
import { symbolKind } from "./numbers.ts";
import type { Session } from "./session.ts";

export const symbols: Feature = {
  capabilities: () => ({ documentSymbolProvider: { label: "cnnc" }, workspaceSymbolProvider: true }),
  serve(session) {
    const { connection, documents } = session;
    connection.onRequest(
      "textDocument/documentSymbol",
      ({ textDocument: { uri } }: DocumentSymbolParams, token: CancellationToken) =>
        session.answer<DocumentSymbol[] | SymbolInformation[]>(
          "textDocument/documentSymbol",
          uri,
          token,
          [],
          ({ source, snapshot }) => {
            const found = documentSymbols(snapshot);
            return session.client.hierarchicalSymbols
              ? found.map((each) => treeOf(each, source, session))
              : found.flatMap((each) => flat(each, "", source, session));
          },
        ),
    );
    connection.onRequest("workspace/symbol", ({ query }: WorkspaceSymbolParams, token: CancellationToken) =>
      session.guard<SymbolInformation[]>("workspace/symbol", token, [], () =>
        workspaceSymbols(documents.snapshots(), query).map(({ name, kind, container, source, span }) => ({
          name,
          kind: kindOf[kind],
          location: locationOf(session, source, span),
          ...(container === "" ? {} : { containerName: container }),
        })),
      ),
    );
  },
};

const kindOf: Readonly<Record<SymbolKind, ProtocolKind>> = {
  model: symbolKind.class,
  block: symbolKind.function,
  const: symbolKind.constant,
  train: symbolKind.event,
  label: symbolKind.field,
  head: symbolKind.field,
  let: symbolKind.variable,
};

function treeOf(symbol: Declared, source: Source, session: Session): DocumentSymbol {
  const { name, kind, detail, span, selection, children } = symbol;
  return {
    name,
    kind: kindOf[kind],
    ...(detail === "" ? {} : { detail }),
    range: session.positions.range(source, span),
    selectionRange: session.positions.range(source, selection),
    children: children.map((child) => treeOf(child, source, session)),
  };
}

function flat(symbol: Declared, container: string, source: Source, session: Session): SymbolInformation[] {
  const { name, kind, span, children } = symbol;
  const own: SymbolInformation = {
    name,
    kind: kindOf[kind],
    location: locationOf(session, source, span),
    ...(container === "" ? {} : { containerName: container }),
  };
  return [own, ...children.flatMap((child) => flat(child, name, source, session))];
}
