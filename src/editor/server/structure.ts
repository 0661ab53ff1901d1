/** What a text is made of: what can be folded, what surrounds a place step by step, and what it points to. Takes a session. */
import type {
  CancellationToken,
  DocumentLink,
  DocumentLinkParams,
  FoldingRange,
  FoldingRangeParams,
  SelectionRange,
  SelectionRangeParams,
} from "vscode-languageserver-protocol";
import { foldingRanges } from "../folding.ts";
import { type DocumentLink as Link, documentLinks } from "../links.ts";
import { selectionRangesAt } from "../selection-ranges.ts";
import type { Feature } from "./feature.ts";
import type { Asked, Session } from "./session.ts";

export const structure: Feature = {
  capabilities: () => ({
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    documentLinkProvider: { resolveProvider: false },
  }),
  serve(session) {
    const { connection } = session;
    connection.onRequest(
      "textDocument/foldingRange",
      ({ textDocument: { uri } }: FoldingRangeParams, token: CancellationToken) =>
        session.answer<FoldingRange[]>("textDocument/foldingRange", uri, token, [], ({ source, snapshot }) =>
          foldingRanges(snapshot).map(({ span, kind }) => {
            const { start, end } = session.positions.range(source, span);
            const characters = { startCharacter: start.character, endCharacter: end.character };
            return {
              startLine: start.line,
              endLine: end.line,
              ...(session.client.foldsLinesOnly ? {} : characters),
              ...(kind === "region" ? {} : { kind }),
            };
          }),
        ),
    );
    connection.onRequest(
      "textDocument/selectionRange",
      ({ textDocument: { uri }, positions }: SelectionRangeParams, token: CancellationToken) =>
        session.answer<SelectionRange[]>("textDocument/selectionRange", uri, token, [], ({ source, snapshot }) =>
          positions.map((position) => {
            const spans = selectionRangesAt(snapshot, session.positions.offset(source, position));
            return spans.reduceRight<SelectionRange | undefined>(
              (parent, span) => ({ range: session.positions.range(source, span), ...(parent ? { parent } : {}) }),
              undefined,
            )!;
          }),
        ),
    );
    connection.onRequest(
      "textDocument/documentLink",
      ({ textDocument: { uri } }: DocumentLinkParams, token: CancellationToken) =>
        session.answer<DocumentLink[]>("textDocument/documentLink", uri, token, [], (asked) =>
          documentLinks(asked.snapshot).flatMap((link) => {
            const target = targetOf(link, asked, session);
            return target === undefined ? [] : [{ range: session.positions.range(asked.source, link.span), target }];
          }),
        ),
    );
  },
};

/** A path counts from the folder of the program, which a text that was never saved has not. */
function targetOf({ target }: Link, { document }: Asked, { documents }: Session): string | undefined {
  switch (target.kind) {
    case "source":
      return documents.uriOf(target.source);
    case "url":
      return target.url;
    case "path": {
      const path = target.path.split("/").map(encodeURIComponent).join("/");
      return document.uri.startsWith("file:") && URL.canParse(path, document.uri)
        ? new URL(path, document.uri).href
        : undefined;
    }
    default:
      return target satisfies never;
  }
}
