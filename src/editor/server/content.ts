/**
 * Texts that lie in no file: the standard library, `cnnc-std:/resnet.cnn`, for clients that fetch them by the protocol. Takes a
 * session; answers with the text, or with nothing for what is not there.
 */
import type {
  CancellationToken,
  TextDocumentContentParams,
  TextDocumentContentResult,
} from "vscode-languageserver-protocol";
import { findStandardSource } from "../../std/library.ts";
import { LIBRARY_SCHEME, pathOfUri } from "./addresses.ts";
import type { Feature } from "./feature.ts";

export const content: Feature = {
  capabilities: ({ client }) =>
    client.readsContent ? { workspace: { textDocumentContent: { schemes: [LIBRARY_SCHEME] } } } : {},
  serve(session) {
    session.connection.onRequest(
      "workspace/textDocumentContent",
      ({ uri }: TextDocumentContentParams, token: CancellationToken) =>
        session.guard<TextDocumentContentResult>("workspace/textDocumentContent", token, { text: "" }, () => ({
          text: findStandardSource(pathOfUri(uri, session.host))?.text ?? "",
        })),
    );
  },
};
