/**
 * Requests about names: where one is declared, where else it is used, and another name for it everywhere. Takes a session; answers
 * from the snapshots of all that is open. A name that cannot be changed is refused with the reason.
 */
import {
  type DefinitionLink,
  type DocumentHighlight,
  DocumentHighlightKind,
  LSPErrorCodes,
  type Location,
  type PrepareRenameResult,
  ResponseError,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { definitionsAt } from "../definition.ts";
import { highlightsAt } from "../highlights.ts";
import { referencesAt } from "../references.ts";
import { prepareRename, renameAt } from "../rename.ts";
import { locationOf, workspaceEdit } from "./edits.ts";
import type { Feature } from "./feature.ts";

export const names: Feature = {
  capabilities: ({ client }) => ({
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
  }),
  serve(session) {
    const { connection, documents } = session;
    connection.onDefinition(({ textDocument: { uri }, position }, token) =>
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
    connection.onReferences(({ textDocument: { uri }, position, context }, token) =>
      session.answer<Location[]>("textDocument/references", uri, token, [], ({ source, snapshot }) => {
        const offset = session.positions.offset(source, position);
        const options = { declaration: context.includeDeclaration };
        return referencesAt(documents.snapshots(), snapshot, offset, options).map((each) =>
          locationOf(session, each.source, each.span),
        );
      }),
    );
    connection.onDocumentHighlight(({ textDocument: { uri }, position }, token) =>
      session.answer<DocumentHighlight[]>("textDocument/documentHighlight", uri, token, [], ({ source, snapshot }) =>
        highlightsAt(snapshot, session.positions.offset(source, position)).map(({ span, kind }) => ({
          range: session.positions.range(source, span),
          kind: kind === "write" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        })),
      ),
    );
    connection.onPrepareRename(({ textDocument: { uri }, position }, token) =>
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
    connection.onRenameRequest(({ textDocument: { uri }, position, newName }, token) =>
      session.answer<WorkspaceEdit | null>("textDocument/rename", uri, token, null, ({ source, snapshot }) => {
        const offset = session.positions.offset(source, position);
        const found = renameAt(documents.snapshots(), snapshot, offset, newName, documents.project);
        if ("refusal" in found) throw refused(found.refusal);
        return workspaceEdit(session, found.edits);
      }),
    );
  },
};

const refused = (why: string): ResponseError<void> => new ResponseError(LSPErrorCodes.RequestFailed, why);
