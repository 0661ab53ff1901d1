/**
 * Every request about a text, with parameters for any place in it: for tests that ask all of them anywhere. Takes an address, a
 * position and a range; gives the method and its parameters. Those without a place are asked once of a text.
 */
import type { Position, Range } from "vscode-languageserver-protocol";

export interface AnyRequest {
  readonly method: string;
  readonly params: object;
}

export function requestsAt(uri: string, position: Position, range: Range): readonly AnyRequest[] {
  const textDocument = { uri };
  const options = { tabSize: 2, insertSpaces: true };
  const at = { textDocument, position };
  return [
    { method: "textDocument/hover", params: at },
    { method: "textDocument/signatureHelp", params: at },
    { method: "textDocument/completion", params: at },
    { method: "textDocument/selectionRange", params: { textDocument, positions: [position, position] } },
    { method: "textDocument/semanticTokens/range", params: { textDocument, range } },
    { method: "textDocument/definition", params: at },
    { method: "textDocument/references", params: { ...at, context: { includeDeclaration: true } } },
    { method: "textDocument/documentHighlight", params: at },
    { method: "textDocument/prepareRename", params: at },
    { method: "textDocument/codeAction", params: { textDocument, range, context: { diagnostics: [] } } },
    { method: "textDocument/inlayHint", params: { textDocument, range } },
    ...["}", "\n", "]"].map((ch) => ({ method: "textDocument/onTypeFormatting", params: { ...at, ch, options } })),
  ];
}

/** Those that check the program again to answer. */
export function costlyRequestsAt(uri: string, position: Position, range: Range): readonly AnyRequest[] {
  const textDocument = { uri };
  const options = { tabSize: 2, insertSpaces: true };
  return [
    { method: "textDocument/rename", params: { textDocument, position, newName: "another_name" } },
    { method: "textDocument/rangeFormatting", params: { textDocument, range, options } },
  ];
}

export function requestsOf(uri: string): readonly AnyRequest[] {
  const textDocument = { uri };
  const options = { tabSize: 2, insertSpaces: true };
  const range = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
  const fixAll = { diagnostics: [], only: ["source.fixAll"] };
  return [
    { method: "textDocument/diagnostic", params: { textDocument } },
    { method: "textDocument/inlayHint", params: { textDocument, range } },
    { method: "textDocument/codeAction", params: { textDocument, range, context: { diagnostics: [] } } },
    { method: "textDocument/codeAction", params: { textDocument, range, context: fixAll } },
    { method: "textDocument/documentSymbol", params: { textDocument } },
    { method: "workspace/symbol", params: { query: "" } },
    { method: "textDocument/codeLens", params: { textDocument } },
    { method: "textDocument/semanticTokens/range", params: { textDocument, range } },
    { method: "textDocument/foldingRange", params: { textDocument } },
    { method: "textDocument/documentLink", params: { textDocument } },
    { method: "textDocument/formatting", params: { textDocument, options } },
    { method: "cnnc/totals", params: { textDocument } },
    { method: "cnnc/view", params: { textDocument, kind: "summary" } },
    { method: "cnnc/view", params: { textDocument, kind: "explain" } },
  ];
}
