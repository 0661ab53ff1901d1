/**
 * Edits and places as the protocol writes them: takes a session and what the service gives, by sources and spans; gives locations,
 * text edits and workspace edits in the forms that the client knows. Places to fill in are snippets where the client can, and plain
 * text elsewhere.
 */
import type {
  AnnotatedTextEdit,
  Location,
  OptionalVersionedTextDocumentIdentifier,
  SnippetTextEdit,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import type { TextEdit as ServiceEdit } from "../../diagnostics/diagnostic.ts";
import type { Source, Span } from "../../source/source.ts";
import { snippetOf } from "../snippets.ts";
import type { Session } from "./session.ts";

export function locationOf({ documents, positions }: Session, source: Source, span: Span): Location {
  return { uri: documents.uriOf(source), range: positions.range(source, span) };
}

export function textEdits({ positions }: Session, source: Source, edits: readonly ServiceEdit[]): TextEdit[] {
  return edits.map(({ span, text }) => ({ range: positions.range(source, span), newText: text }));
}

export function workspaceEdit(session: Session, edits: ReadonlyMap<Source, readonly ServiceEdit[]>): WorkspaceEdit {
  const { client, documents } = session;
  const files = [...edits].filter(([, each]) => each.length > 0);
  if (!client.versionedEdits)
    return {
      changes: Object.fromEntries(
        files.map(([source, each]) => [documents.uriOf(source), textEdits(session, source, each)]),
      ),
    };
  return {
    documentChanges: files.map(([source, each]) => ({
      textDocument: versioned(session, source),
      edits: each.map((edit) => editOrSnippet(session, source, edit)),
    })),
  };
}

function versioned({ documents }: Session, source: Source): OptionalVersionedTextDocumentIdentifier {
  return { uri: documents.uriOf(source), version: documents.at(source.path)?.version ?? null };
}

function editOrSnippet(
  { client, positions }: Session,
  source: Source,
  edit: ServiceEdit,
): TextEdit | AnnotatedTextEdit | SnippetTextEdit {
  const range = positions.range(source, edit.span);
  return client.snippetEdits && edit.hole
    ? { range, snippet: { kind: "snippet", value: snippetOf(edit) } }
    : { range, newText: edit.text };
}
