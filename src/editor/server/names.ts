/**
 * Requests about names: where one is declared, where else it is used, and another name for it everywhere. Takes a session; answers
 * from the snapshots of all that is open. A name that cannot be changed is refused with the reason.
 */
import { ResponseError } from "vscode-jsonrpc";
import type {
  CancellationToken,
  DefinitionLink,
  DefinitionParams,
  DocumentHighlight,
  DocumentHighlightParams,
  Location,
  PrepareRenameParams,
  PrepareRenameResult,
  ReferenceParams,
  RenameParams,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { definitionsAt } from "../definition.ts";
import { highlightsAt } from "../highlights.ts";
import { referencesAt } from "../references.ts";
import { prepareRename, renameAt } from "../rename.ts";
import { locationOf, workspaceEdit } from "./edits.ts";
import type { Feature } from "./feature.ts";
import { errorCode, highlightKind } from "./numbers.ts";

export const names: Feature = {
  capabilities: ({ client }) => ({
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
  }),
  serve(session) {
    const { connection, documents } = session;
    connection.onRequest(
      "textDocument/definition",
      ({ textDocument: { uri }, position }: DefinitionParams, token: CancellationToken) =>
        session.answer<DefinitionLink[] | Location[]>(
          "textDocument/definition",
          uri,
          token,
          [],
          ({ source, snapshot }) => {
            const { positions, client } = session;
            const found = definitionsAt(snapshot, positions.offset(source, position));
            if (!client.links) return found.map((each) => locationOf(session, each.source, each.span));
            return found.map((each): DefinitionLink => {
              const { uri: targetUri, range } = locationOf(session, each.source, each.span);
              const originSelectionRange = positions.range(source, each.from);
              return { targetUri, targetRange: range, targetSelectionRange: range, originSelectionRange };
            });
          },
        ),
    );
    connection.onRequest(
      "textDocument/references",
      ({ textDocument: { uri }, position, context }: ReferenceParams, token: CancellationToken) =>
        session.answer<Location[]>("textDocument/references", uri, token, [], ({ source, snapshot }) => {
          const offset = session.positions.offset(source, position);
          const options = { declaration: context.includeDeclaration };
          return referencesAt(documents.snapshots(), snapshot, offset, options).map((each) =>
            locationOf(session, each.source, each.span),
          );
        }),
    );
    connection.onRequest(
      "textDocument/documentHighlight",
      ({ textDocument: { uri }, position }: DocumentHighlightParams, token: CancellationToken) =>
        session.answer<DocumentHighlight[]>("textDocument/documentHighlight", uri, token, [], ({ source, snapshot }) =>
          highlightsAt(snapshot, session.positions.offset(source, position)).map(({ span, kind }) => ({
            range: session.positions.range(source, span),
            kind: kind === "write" ? highlightKind.write : highlightKind.read,
          })),
        ),
    );
    connection.onRequest(
      "textDocument/prepareRename",
      ({ textDocument: { uri }, position }: PrepareRenameParams, token: CancellationToken) =>
        session.answer<PrepareRenameResult | null>(
          "textDocument/prepareRename",
          uri,
          token,
          null,
          ({ source, snapshot }) => {
            const found = prepareRename(snapshot, session.positions.offset(source, position));
            if ("refusal" in found) throw refused(found.refusal);
            return { range: session.positions.range(source, found.span), placeholder: found.placeholder };
          },
        ),
    );
    connection.onRequest(
      "textDocument/rename",
      ({ textDocument: { uri }, position, newName }: RenameParams, token: CancellationToken) =>
        session.answer<WorkspaceEdit | null>("textDocument/rename", uri, token, null, ({ source, snapshot }) => {
          const offset = session.positions.offset(source, position);
          const found = renameAt(documents.snapshots(), snapshot, offset, newName, documents.project);
          if ("refusal" in found) throw refused(found.refusal);
          return workspaceEdit(session, found.edits);
        }),
    );
  },
};

const refused = (why: string): ResponseError<void> => new ResponseError(errorCode.requestFailed, why);
