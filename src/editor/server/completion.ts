/**
 * What can be written at the cursor. Takes a session; answers with the list, in the order in which it should be shown, and with
 * the page of an entry when the client looks at it. Texts with places to fill in are snippets where the client takes them.
 */
import type {
  CancellationToken,
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  CompletionParams,
} from "vscode-languageserver-protocol";
import { type Completion, type CompletionKind, completeAt, resolveCompletion } from "../completion.ts";
import { textEdits } from "./edits.ts";
import type { Feature } from "./feature.ts";
import { completionKind, insertFormat } from "./numbers.ts";
import type { Asked, Session } from "./session.ts";

export const completion: Feature = {
  capabilities: () => ({
    completionProvider: { resolveProvider: true, triggerCharacters: ["@", ".", '"', "/", "=", "(", "{", "|"] },
  }),
  serve(session) {
    const { connection, documents } = session;
    connection.onRequest(
      "textDocument/completion",
      ({ textDocument: { uri }, position }: CompletionParams, token: CancellationToken) =>
        session.answer<CompletionList>("textDocument/completion", uri, token, none, (asked) => {
          const { snapshot, source } = asked;
          const found = completeAt(snapshot, session.positions.offset(source, position), {
            snippets: session.client.completionSnippets,
            project: documents.project,
            files: documents.all.map(({ path }) => path),
          });
          // Words of other frameworks are offered once they are begun: the client asks again when a word is.
          const begun = found.some(({ insert }) => insert.end > insert.start);
          return { isIncomplete: !begun, items: found.map((each) => itemOf(each, asked, session)) };
        }),
    );
    connection.onRequest("completionItem/resolve", (item: CompletionItem, token: CancellationToken) =>
      session.guard("completionItem/resolve", token, item, () => {
        const { about } = (item.data ?? {}) as Pick<Completion, "about">;
        const value = about && resolveCompletion({ about });
        return value === undefined ? item : { ...item, documentation: { kind: "markdown", value } };
      }),
    );
  },
};

const none: CompletionList = { isIncomplete: false, items: [] };

function itemOf(
  { label, kind, detail, text, isSnippet, insert, replace, filterText, sortText, additional, about }: Completion,
  { source }: Asked,
  session: Session,
): CompletionItem {
  const { client, positions } = session;
  const range = positions.range(source, insert);
  const beside = client.completionLabelDetails
    ? { labelDetails: { description: detail ?? "" } }
    : { detail: detail ?? "" };
  return {
    label,
    kind: kinds[kind],
    ...(detail === undefined ? {} : beside),
    ...(isSnippet ? { insertTextFormat: insertFormat.snippet } : {}),
    textEdit: client.completionInsertReplace
      ? { newText: text, insert: range, replace: positions.range(source, replace) }
      : { newText: text, range },
    filterText,
    sortText,
    ...(additional.length > 0 ? { additionalTextEdits: textEdits(session, source, additional) } : {}),
    ...(about ? { data: { about } } : {}),
  };
}

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  layer: completionKind.function,
  join: completionKind.operator,
  block: completionKind.method,
  model: completionKind.class,
  keyword: completionKind.keyword,
  parameter: completionKind.variable,
  constant: completionKind.constant,
  label: completionKind.reference,
  setting: completionKind.property,
  argument: completionKind.field,
  choice: completionKind.enumMember,
  data: completionKind.value,
  function: completionKind.function,
  size: completionKind.field,
  metric: completionKind.property,
  file: completionKind.file,
  value: completionKind.value,
};
