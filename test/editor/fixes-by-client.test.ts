/**
 * Every fix of every diagnostic as a client makes it: the edits that a code action brings, applied by range to the text, sent back, and
 * judged anew. With places to fill in as snippets, and without.
 */
import type {
  CodeAction,
  Diagnostic,
  SnippetTextEdit,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { beforeAll, describe, expect, it } from "vitest";
import { applyEdits } from "../../src/diagnostics/apply-fixes.ts";
import { createPositions } from "../../src/editor/server/positions.ts";
import { definitions } from "../../src/report/catalogue.ts";
import { createSource } from "../../src/source/source.ts";
import { ablest, type Client, connectInProcess, plainest, uriOf } from "./client.ts";

const positions = createPositions("utf-16");
const failing = definitions.flatMap(({ code, failing: text }) => (text === undefined ? [] : [[code, text] as const]));

/** As an editor does that fills in nothing: the examples stay. */
function plainOf({ snippet: { value } }: SnippetTextEdit): string {
  return value.replace(/\$\{\d+:((?:\\.|[^\\}])*)\}/g, "$1").replace(/\\([\\$}])/g, "$1");
}

function editsOf({ changes, documentChanges }: WorkspaceEdit, uri: string): readonly (TextEdit | SnippetTextEdit)[] {
  if (changes) return changes[uri]!;
  const [first, ...others] = documentChanges as readonly TextDocumentEdit[];
  expect(others).toEqual([]);
  expect(first!.textDocument.uri).toBe(uri);
  return first!.edits;
}

function applied(text: string, edits: readonly (TextEdit | SnippetTextEdit)[]): string {
  const source = createSource("", text);
  return applyEdits(
    text,
    edits.map((edit) => ({
      span: positions.span(source, edit.range),
      text: "snippet" in edit ? plainOf(edit) : edit.newText,
    })),
  );
}

let opened = 0;
async function judge(client: Client, text: string): Promise<{ uri: string; diagnostics: readonly Diagnostic[] }> {
  const uri = uriOf(`/nowhere/fix${opened++}.cnn`);
  client.open(uri, text);
  const { diagnostics } = await client.diagnostics(uri);
  return { uri, diagnostics };
}

const count = (diagnostics: readonly Diagnostic[], code: unknown) =>
  diagnostics.filter((each) => each.code === code).length;

async function fixAll(client: Client, text: string): Promise<string> {
  const { uri } = await judge(client, text);
  const range = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
  const context = { diagnostics: [], only: ["source.fixAll"] };
  const params = { textDocument: { uri }, range, context };
  const [all] = await client.request<CodeAction[]>("textDocument/codeAction", params);
  client.close(uri);
  return all ? applied(text, editsOf(all.edit!, uri)) : text;
}

describe.each([
  ["that takes snippets", ablest],
  ["that takes plain edits", { ...plainest, textDocument: { codeAction: { codeActionLiteralSupport: ablest.textDocument!.codeAction!.codeActionLiteralSupport! } } }], // prettier-ignore
])("a client %s", (_, capabilities) => {
  let client: Client;
  beforeAll(async () => {
    // All at once, where the client does not ask for an edit when it needs it.
    const { resolveSupport: _, ...codeAction } = capabilities.textDocument!.codeAction!;
    const textDocument = { ...capabilities.textDocument, codeAction };
    client = await connectInProcess({ capabilities: { ...capabilities, textDocument } });
  });

  it.each(failing)("is rid of %s", async (_code, text) => {
    const { uri, diagnostics } = await judge(client, text);
    for (const diagnostic of diagnostics) {
      const params = {
        textDocument: { uri },
        range: diagnostic.range,
        context: { diagnostics: [diagnostic], only: ["quickfix"] },
      };
      const actions = await client.request<CodeAction[]>("textDocument/codeAction", params);
      for (const { edit, diagnostics: [of] = [] } of actions) {
        if (of?.code !== diagnostic.code) continue;
        const fixed = applied(text, editsOf(edit!, uri));
        const after = await judge(client, fixed);
        expect(count(after.diagnostics, diagnostic.code)).toBeLessThan(count(diagnostics, diagnostic.code));
        const rest = await judge(client, await fixAll(client, fixed));
        expect(rest.diagnostics.map(({ code }) => code)).toEqual([]);
        for (const each of [after, rest]) client.close(each.uri);
      }
    }
    client.close(uri);
    expect(client.logged).toEqual([]);
  });
});
