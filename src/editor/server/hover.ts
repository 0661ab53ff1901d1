/**
 * What is known of the word under the cursor, and of the arguments of what is being written. Takes a session; answers in Markdown, or
 * in plain text where the client shows no other.
 */
import type {
  CancellationToken,
  Hover,
  HoverParams,
  MarkupContent,
  SignatureHelp,
  SignatureHelpParams,
} from "vscode-languageserver-protocol";
import { hoverAt } from "../hover.ts";
import { signatureHelpAt } from "../signature-help.ts";
import type { Feature } from "./feature.ts";
import type { Session } from "./session.ts";

export const hover: Feature = {
  capabilities: () => ({
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: ["(", ",", " ", "="], retriggerCharacters: [")"] },
  }),
  serve(session) {
    const { connection } = session;
    connection.onRequest(
      "textDocument/hover",
      ({ textDocument: { uri }, position }: HoverParams, token: CancellationToken) =>
        session.answer<Hover | null>("textDocument/hover", uri, token, null, ({ source, snapshot }) => {
          const found = hoverAt(snapshot, session.positions.offset(source, position));
          return found
            ? { contents: markup(found, session), range: session.positions.range(source, found.span) }
            : null;
        }),
    );
    connection.onRequest(
      "textDocument/signatureHelp",
      ({ textDocument: { uri }, position }: SignatureHelpParams, token: CancellationToken) =>
        session.answer<SignatureHelp | null>("textDocument/signatureHelp", uri, token, null, ({ source, snapshot }) => {
          const found = signatureHelpAt(snapshot, session.positions.offset(source, position));
          if (!found) return null;
          const { label, documentation, parameters, active } = found;
          const offsets = session.client.signatureLabelOffsets;
          return {
            signatures: [
              {
                label,
                documentation: markup(documentation, session),
                parameters: parameters.map(({ span, documentation: said }) => ({
                  // A client counts in code units here, whatever it counts in elsewhere.
                  label: offsets ? [span.start, span.end] : label.slice(span.start, span.end),
                  documentation: markup(said, session),
                })),
              },
            ],
            activeSignature: 0,
            // None of them is said by a number behind the last.
            activeParameter: active ?? parameters.length,
          };
        }),
    );
  },
};

export function markup(
  { markdown, plain }: { readonly markdown: string; readonly plain: string },
  { client }: Session,
): MarkupContent {
  return client.hoverMarkdown ? { kind: "markdown", value: markdown } : { kind: "plaintext", value: plain };
}
