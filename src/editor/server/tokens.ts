/**
 * Semantic tokens, of a whole text, of a part, and as the difference from those that the client has. Takes a session; keeps for each
 * open text the tokens given last. A client that names others is given all.
 */
import type {
  CancellationToken,
  SemanticTokens,
  SemanticTokensDelta,
  SemanticTokensDeltaParams,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from "vscode-languageserver-protocol";
import type { Source } from "../../source/source.ts";
import { type SemanticToken, semanticTokens, tokenModifiers, tokenTypes } from "../semantic-tokens.ts";
import type { Feature } from "./feature.ts";
import type { Positions } from "./positions.ts";
import type { Asked } from "./session.ts";

export const tokens: Feature = {
  capabilities: () => ({
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
      full: { delta: true },
      range: true,
    },
  }),
  serve(session) {
    const { connection, documents } = session;
    const given = new Map<string, Required<SemanticTokens>>();
    let results = 0;
    documents.onChange(() => {
      for (const path of given.keys()) if (!documents.at(path)) given.delete(path);
    });
    const whole = ({ document, source, snapshot }: Asked): Required<SemanticTokens> => {
      const data = encode(semanticTokens(snapshot), source, session.positions);
      const result = { resultId: String(++results), data };
      given.set(document.path, result);
      return result;
    };
    connection.onRequest(
      "textDocument/semanticTokens/full",
      ({ textDocument: { uri } }: SemanticTokensParams, token: CancellationToken) =>
        session.answer<SemanticTokens>("textDocument/semanticTokens/full", uri, token, { data: [] }, whole),
    );
    connection.onRequest(
      "textDocument/semanticTokens/full/delta",
      ({ textDocument: { uri }, previousResultId }: SemanticTokensDeltaParams, token: CancellationToken) =>
        session.answer<SemanticTokens | SemanticTokensDelta>(
          "textDocument/semanticTokens/full/delta",
          uri,
          token,
          { data: [] },
          (asked) => {
            const before = given.get(asked.document.path);
            const now = whole(asked);
            return before?.resultId === previousResultId ? difference(before, now) : now;
          },
        ),
    );
    connection.onRequest(
      "textDocument/semanticTokens/range",
      ({ textDocument: { uri }, range }: SemanticTokensRangeParams, token: CancellationToken) =>
        session.answer<SemanticTokens>(
          "textDocument/semanticTokens/range",
          uri,
          token,
          { data: [] },
          ({ source, snapshot }) => ({
            data: encode(semanticTokens(snapshot, session.positions.span(source, range)), source, session.positions),
          }),
        ),
    );
  },
};

const typeNumbers = new Map(tokenTypes.map((type, i) => [type, i]));
const modifierBits = new Map(tokenModifiers.map((modifier, i) => [modifier, 1 << i]));

/** Five numbers each: lines and characters from the token before, length, type, modifiers. */
function encode(found: readonly SemanticToken[], source: Source, positions: Positions): number[] {
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const { span, type, modifiers } of found) {
    const { start, end } = positions.range(source, span);
    const bits = modifiers.reduce((sum, modifier) => sum | modifierBits.get(modifier)!, 0);
    const right = start.line === line ? start.character - character : start.character;
    data.push(start.line - line, right, end.character - start.character, typeNumbers.get(type)!, bits);
    [line, character] = [start.line, start.character];
  }
  return data;
}

/** One edit, from the first number that differs to the last. */
function difference({ data: before }: SemanticTokens, { resultId, data }: SemanticTokens): SemanticTokensDelta {
  const least = Math.min(before.length, data.length);
  let start = 0;
  while (start < least && before[start] === data[start]) start++;
  let end = 0;
  while (end < least - start && before[before.length - 1 - end] === data[data.length - 1 - end]) end++;
  const deleteCount = before.length - start - end;
  const put = data.slice(start, data.length - end);
  const changed = deleteCount > 0 || put.length > 0;
  return { ...(resultId === undefined ? {} : { resultId }), edits: changed ? [{ start, deleteCount, data: put }] : [] };
}
