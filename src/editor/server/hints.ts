/**
 * Inlay hints: what each line comes to, at its end. Takes a session; answers for the range that is asked for, from the newest
 * version where its syntax is whole, else from the last one that was, so that hints stay while somebody types.
 */
import type { CancellationToken, InlayHint, InlayHintParams } from "vscode-languageserver-protocol";
import { carryHints, inlayHints } from "../inlay-hints.ts";
import type { Feature } from "./feature.ts";
import { hintKind } from "./numbers.ts";

export const hints: Feature = {
  capabilities: () => ({ inlayHintProvider: { resolveProvider: false } }),
  serve(session) {
    session.connection.onRequest(
      "textDocument/inlayHint",
      ({ textDocument: { uri }, range }: InlayHintParams, token: CancellationToken) =>
        session.answer<InlayHint[]>("textDocument/inlayHint", uri, token, [], ({ document, source, snapshot }) => {
          const { shapes, parameters } = session.settings.inlayHints;
          if (!shapes && !parameters) return [];
          const span = session.positions.span(source, range);
          const options = { shapes, params: parameters };
          const whole = snapshot.whole ? undefined : session.documents.lastWhole(document);
          const found = whole ? carryHints(whole, source, span, options) : inlayHints(snapshot, span, options);
          return found.map(({ offset, text, tooltip }) => ({
            position: session.positions.position(source, offset),
            label: text,
            kind: hintKind.type,
            paddingLeft: true,
            ...(tooltip === undefined ? {} : { tooltip }),
          }));
        }),
    );
  },
};
