/**
 * Formatting by the one style of the language: of a whole text, of ranges, and of the line that is typed. Takes a session. Of what a
 * client wants only the indentation is heard.
 */
import type {
  CancellationToken,
  DocumentFormattingParams,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  DocumentRangesFormattingParams,
  FormattingOptions,
  Range,
  TextEdit,
} from "vscode-languageserver-protocol";
import type { FormatOptions } from "../../format/format.ts";
import { formatAll, formatOnType, formatSpans, onTypeTriggers } from "../formatting.ts";
import { textEdits } from "./edits.ts";
import type { Feature } from "./feature.ts";

export const formatting: Feature = {
  capabilities: () => {
    const [firstTriggerCharacter, ...moreTriggerCharacter] = onTypeTriggers;
    return {
      documentFormattingProvider: true,
      documentRangeFormattingProvider: { rangesSupport: true },
      documentOnTypeFormattingProvider: { firstTriggerCharacter: firstTriggerCharacter!, moreTriggerCharacter },
    };
  },
  serve(session) {
    const { connection } = session;
    connection.onRequest(
      "textDocument/formatting",
      ({ textDocument: { uri }, options }: DocumentFormattingParams, token: CancellationToken) =>
        session.answer<TextEdit[]>("textDocument/formatting", uri, token, [], async ({ source, snapshot }) =>
          textEdits(session, source, await formatAll(snapshot, optionsOf(options))),
        ),
    );
    const ofRanges = (
      method: string,
      uri: string,
      ranges: readonly Range[],
      options: FormattingOptions,
      token: CancellationToken,
    ): Promise<TextEdit[]> =>
      session.answer<TextEdit[]>(method, uri, token, [], async ({ source, snapshot }) => {
        const spans = ranges.map((range) => session.positions.span(source, range));
        return textEdits(session, source, await formatSpans(snapshot, spans, optionsOf(options)));
      });
    connection.onRequest(
      "textDocument/rangeFormatting",
      ({ textDocument: { uri }, range, options }: DocumentRangeFormattingParams, token: CancellationToken) =>
        ofRanges("textDocument/rangeFormatting", uri, [range], options, token),
    );
    connection.onRequest(
      "textDocument/rangesFormatting",
      ({ textDocument: { uri }, ranges, options }: DocumentRangesFormattingParams, token: CancellationToken) =>
        ofRanges("textDocument/rangesFormatting", uri, ranges, options, token),
    );
    connection.onRequest(
      "textDocument/onTypeFormatting",
      ({ textDocument: { uri }, position, ch, options }: DocumentOnTypeFormattingParams, token: CancellationToken) =>
        session.answer<TextEdit[]>("textDocument/onTypeFormatting", uri, token, [], ({ source, snapshot }) => {
          const offset = session.positions.offset(source, position);
          return textEdits(session, source, formatOnType(snapshot, offset, ch, optionsOf(options)));
        }),
    );
  },
};

/** A client may send what is no number of columns. */
function optionsOf(given: Partial<FormattingOptions> | undefined): FormatOptions {
  const width = given?.tabSize;
  return {
    ...(Number.isInteger(width) && width! > 0 && width! <= 16 ? { tabWidth: width! } : {}),
    ...(given?.insertSpaces === false ? { useTabs: true } : {}),
  };
}
