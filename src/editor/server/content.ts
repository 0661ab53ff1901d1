/**
 * Texts that lie in no file, for clients that fetch them by the protocol: the standard library (`cnnc-std:/resnet.cnn`) and what is made
 * of a model (`cnnc-document:`). Takes a session; answers with the text, and gives a function that has the client fetch again what a
 * change of the program has made another text.
 */
import type {
  CancellationToken,
  TextDocumentContentParams,
  TextDocumentContentResult,
} from "vscode-languageserver-protocol";
import { findStandardSource } from "../../std/library.ts";
import { readOnlyDocument } from "../read-only-documents.ts";
import { LIBRARY_SCHEME, pathOfUri } from "./addresses.ts";
import { DOCUMENT_SCHEME, readDocumentUri } from "./document-addresses.ts";
import type { Feature } from "./feature.ts";
import { createLater } from "./later.ts";
import type { Session } from "./session.ts";

/** Those that a client fetched last; which of them it still shows it does not say. */
const mostFollowed = 16;

export const content: Feature = {
  capabilities: ({ client }) =>
    client.readsContent ? { workspace: { textDocumentContent: { schemes: [LIBRARY_SCHEME, DOCUMENT_SCHEME] } } } : {},
  serve(session) {
    const given = new Map<string, string>();
    session.connection.onRequest(
      "workspace/textDocumentContent",
      ({ uri }: TextDocumentContentParams, token: CancellationToken) =>
        session.guard<TextDocumentContentResult>("workspace/textDocumentContent", token, { text: "" }, () => {
          const text = textOf(uri, session);
          given.delete(uri);
          if (readDocumentUri(uri)) given.set(uri, text);
          const [oldest] = given.keys();
          if (given.size > mostFollowed) given.delete(oldest!);
          return { text };
        }),
    );
    session.documents.onChange(
      createLater(session.traffic, () => {
        for (const [uri, text] of given)
          try {
            const now = textOf(uri, session);
            if (now === text) continue;
            // Until the client fetches it nothing more is said.
            given.delete(uri);
            session.refreshContent(uri);
          } catch (error) {
            session.failed("workspace/textDocumentContent/refresh", error);
          }
      }),
    );
  },
};

function textOf(uri: string, { documents, host }: Session): string {
  const address = readDocumentUri(uri);
  if (!address) return findStandardSource(pathOfUri(uri, host))?.text ?? "";
  const program = documents.find(address.uri);
  if (!program) return "The program that this was made of is not open.\n";
  return (
    readOnlyDocument(documents.snapshot(program), address.kind, address.model)?.text ??
    `The program has no model ${address.model}.\n`
  );
}
