/**
 * Every request of the protocol, asked of the server's own file as a process, over a program that is whole and over broken ones. What
 * an answer says in full is the business of the tests of each request; here it must arrive in the protocol's form, at the right
 * places of the text, for clients that can do much and little.
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  CompletionList,
  DefinitionLink,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyEdits } from "../../src/diagnostics/apply-fixes.ts";
import { createPositions } from "../../src/editor/server/positions.ts";
import { createSource } from "../../src/source/source.ts";
import { buildOnce, ROOT } from "../cli/command.ts";
import { type Client, connectInProcess, connectProcess, type OfProcess, plainest, uriOf } from "./client.ts";
import { readMarks } from "./marks.ts";

let client: OfProcess;
const home = realpathSync(mkdtempSync(join(tmpdir(), "cnnc-editor-")));
beforeAll(async () => {
  await buildOnce();
  writeFileSync(join(home, "package.json"), "{}");
  writeFileSync(join(home, "blocks.cnn"), "/// Halves its input.\nblock down(c) {\n  conv 3x3x{c} s2 p1 -> relu\n}\n");
  client = await connectProcess([process.execPath, join(ROOT, "dist/editor/server.js"), "--stdio"], {
    folders: [home],
  });
}, 300_000);
afterAll(async () => {
  await client.stop();
  expect([await client.ended, client.stderr(), client.logged]).toEqual([0, "", []]);
  rmSync(home, { recursive: true });
});

const positions = createPositions("utf-16");
let opened = 0;

interface Opened {
  readonly uri: string;
  readonly text: string;
  /** Of the first cursor. */
  readonly position: Position;
  /** Between `«` and `»`, or the whole text. */
  readonly range: Range;
  ask<Answer>(method: string, more?: object): Promise<Answer>;
}

/** A text with marks as a document of its own. */
function open(marked: string, of: Client = client): Opened {
  const { text, offsets, span } = readMarks(marked);
  const uri = uriOf(join(home, `net${opened++}.cnn`));
  const source = createSource(uri, text);
  of.open(uri, text);
  const position = positions.position(source, offsets[0] ?? 0);
  const range = positions.range(source, span);
  return {
    uri,
    text,
    position,
    range,
    ask: (method, more = { position }) => of.request(method, { textDocument: { uri }, ...more }),
  };
}

/** The words of a range, with what is before them on the line cut off. */
function words({ text }: { readonly text: string }, range: Range): string {
  const source = createSource("", text);
  const { start, end } = positions.span(source, range);
  return text.slice(start, end);
}

const whole = `import down from "./blocks.cnn"

/// A small one.
model Net {
  input 28x28x1
  down(8) as first
  down(16)
  fc 10
}

train Net {
  data      mnist
  optimizer sgd lr=0.1
}
`;

describe("names", () => {
  it("lead to where they are declared, in other files and in the library", async () => {
    const there = open(whole.replace("down(16)", "do▮wn(16)"));
    const [link] = await there.ask<DefinitionLink[]>("textDocument/definition");
    expect(link!.targetUri).toBe(uriOf(join(home, "blocks.cnn")));
    expect(link!.targetSelectionRange.start).toEqual({ line: 1, character: 6 });
    expect(words(there, link!.originSelectionRange!)).toBe("down");
    const library = open('import len▮et5 from "std/lenet"\nmodel Net {\n  input 28x28x1\n  lenet5()\n}\n');
    const [standard] = await library.ask<DefinitionLink[]>("textDocument/definition");
    expect(standard!.targetUri).toBe("cnnc-std:/lenet.cnn");
    const { text } = await client.request<{ text: string }>("workspace/textDocumentContent", {
      uri: standard!.targetUri,
    });
    expect(words({ text }, standard!.targetSelectionRange)).toBe("lenet5");
    // The library's own text is a document like any other.
    client.open("cnnc-std:/lenet.cnn", text);
    const uses = await client.request<Location[]>("textDocument/references", {
      textDocument: { uri: "cnnc-std:/lenet.cnn" },
      position: standard!.targetSelectionRange.start,
      context: { includeDeclaration: false },
    });
    expect(uses.map(({ uri }) => uri)).toContain(library.uri);
    client.close("cnnc-std:/lenet.cnn");
    expect(await open(`▮${whole}`).ask("textDocument/definition")).toEqual([]);
  });

  it("are found everywhere, and marked in their file", async () => {
    const there = open(whole.replace("import down", "import do▮wn"));
    const found = await there.ask<Location[]>("textDocument/references", {
      position: there.position,
      context: { includeDeclaration: true },
    });
    expect(found.filter(({ uri }) => uri === there.uri).map(({ range }) => range.start.line)).toEqual([0, 5, 6]);
    expect(found.map(({ uri }) => uri)).toContain(uriOf(join(home, "blocks.cnn")));
    const marked = await there.ask<DocumentHighlight[]>("textDocument/documentHighlight");
    expect(marked.map(({ range }) => words(there, range))).toEqual(["down", "down", "down"]);
  });

  it("are changed in all files, or not, with the reason", async () => {
    const there = open(whole.replace("down(16)", "do▮wn(16)"));
    expect(await there.ask("textDocument/prepareRename")).toMatchObject({ placeholder: "down" });
    const { documentChanges } = await there.ask<WorkspaceEdit>("textDocument/rename", {
      position: there.position,
      newName: "halve",
    });
    const edited = documentChanges as readonly {
      textDocument: { uri: string; version: number | null };
      edits: unknown[];
    }[];
    const own = edited.find(({ textDocument }) => textDocument.uri === there.uri)!;
    expect([own.textDocument.version, own.edits.length]).toEqual([1, 3]);
    expect(edited.find(({ textDocument }) => textDocument.uri === uriOf(join(home, "blocks.cnn")))!.edits).toHaveLength(
      1,
    );
    const refused = open(whole.replace("fc 10", "f▮c 10"));
    await expect(refused.ask("textDocument/prepareRename")).rejects.toMatchObject({
      code: -32803,
      message: expect.stringContaining("word of the language"),
    });
    await expect(there.ask("textDocument/rename", { position: there.position, newName: "Net" })).rejects.toMatchObject({
      code: -32803,
    });
  });
});

describe("fixes", () => {
  const broken = "model Net {\n  input 28x28x1\n  conv 50x50x6 -> relu\n  cnov 3x3x6 -> relu\n  fc 10\n}\n";

  it("of a place come with their edits and what they fix; all safe ones on request", async () => {
    const there = open(broken.replace("cnov", "«cnov»"));
    const { diagnostics } = await client.diagnostics(there.uri, 1);
    const context = { diagnostics, only: ["quickfix"] };
    const [fix] = await there.ask<CodeAction[]>("textDocument/codeAction", { range: there.range, context });
    expect(fix).toMatchObject({ kind: "quickfix", isPreferred: true, diagnostics: [{ code: "check/unknown-layer" }] });
    expect(fix!.edit!.documentChanges).toEqual([
      { textDocument: { uri: there.uri, version: 1 }, edits: [{ range: there.range, newText: "conv" }] },
    ]);
    const all = { range: there.range, context: { diagnostics: [], only: ["source.fixAll"] } };
    const [every] = await there.ask<CodeAction[]>("textDocument/codeAction", all);
    expect(every).toMatchObject({ kind: "source.fixAll.cnnc" });
    expect(every!.edit).toBeUndefined();
    const resolved = await client.request<CodeAction>("codeAction/resolve", every);
    expect(resolved.edit!.documentChanges).toEqual([
      {
        textDocument: { uri: there.uri, version: 1 },
        edits: [expect.objectContaining({ newText: expect.any(String) })],
      },
    ]);
    const none = await there.ask("textDocument/codeAction", {
      range: there.range,
      context: { diagnostics: [], only: ["refactor"] },
    });
    expect(none).toEqual([]);
  });
});

describe("hints", () => {
  const ask = (there: Opened) =>
    there
      .ask<InlayHint[]>("textDocument/inlayHint", { range: there.range })
      .then((found) => found.map(({ position, label }) => [position.line, label]));

  it("are sizes at the ends of lines, of the range that is asked for", async () => {
    const expected = [
      [5, "14x14x8"],
      [6, "7x7x16"],
      [7, "10"],
    ];
    expect(await ask(open(whole))).toEqual(expected);
    expect(await ask(open(whole.replace("down(16)", "«down(16)»")))).toEqual(expected.slice(1, 2));
  });

  it("stay while the program is broken", async () => {
    const there = open(whole);
    const before = await ask(there);
    client.change(there.uri, 2, [{ text: whole.replace("down(16)", "down(16") }]);
    expect(await ask(there)).toEqual(before.filter(([line]) => line !== 6));
  });

  it("are as the user wishes, at the start and later", async () => {
    const other = await connectInProcess({
      initializationOptions: { inlayHints: { parameters: true } },
      configuration: { inlayHints: { shapes: false, parameters: true } },
    });
    const there = open(whole, other);
    const labels = (found: readonly (readonly unknown[])[]) => found.map(([, label]) => label);
    await expect.poll(async () => labels(await ask(there))).toEqual(["80", "1,168", "7,850"]);
    other.configuration = null;
    void other.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await expect.poll(async () => labels(await ask(there))).toEqual(["14x14x8 · 80", "7x7x16 · 1,168", "10 · 7,850"]);
    expect(other.asked).toContain("workspace/inlayHint/refresh");
    other.configuration = { inlayHints: { shapes: false, parameters: false } };
    void other.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await expect.poll(async () => labels(await ask(there))).toEqual([]);
  });
});

describe("hover and signature help", () => {
  it("speak of the word, and of the argument that is being written", async () => {
    const there = open(whole.replace("down(16)", "do▮wn(16)"));
    const hover = await there.ask<Hover>("textDocument/hover");
    expect(words(there, hover.range!)).toBe("down");
    expect(hover.contents).toMatchObject({ kind: "markdown", value: expect.stringContaining("Halves its input.") });
    expect(await open(whole.replace("{\n  input", "{▮\n  input")).ask("textDocument/hover")).toBeNull();
    const help = await open(whole.replace("down(16)", "down(▮")).ask<SignatureHelp>("textDocument/signatureHelp");
    expect(help).toMatchObject({ activeSignature: 0, activeParameter: 0, signatures: [{ label: "down(c)" }] });
    expect(help.signatures[0]!.parameters![0]!.label).toEqual([5, 6]);
    expect(await open(`▮${whole}`).ask("textDocument/signatureHelp")).toBeNull();
  });
});

describe("symbols", () => {
  it("are a tree of a file, and found by their letters in all that is open", async () => {
    const there = open(whole);
    const [net, train] = await there.ask<DocumentSymbol[]>("textDocument/documentSymbol", {});
    expect([net, train].map((each) => [each!.name, words(there, each!.selectionRange)])).toEqual([
      ["Net", "Net"],
      ["Net", "Net"],
    ]);
    expect(net!.children!.map(({ name }) => name)).toEqual(["first"]);
    const found = await client.request<SymbolInformation[]>("workspace/symbol", { query: "first" });
    expect(found.map(({ name, containerName }) => [name, containerName])).toContainEqual(["first", "Net"]);
    expect(found.map(({ location }) => location.uri)).toContain(there.uri);
  });
});

describe("lenses and what they show", () => {
  it("run commands of the server, which shows documents that follow the program", async () => {
    const there = open(whole);
    const lenses = await there.ask<CodeLens[]>("textDocument/codeLens", {});
    const commands = lenses.map(({ command }) => command!);
    expect(commands.map(({ command }) => command)).toEqual([
      "cnnc.explain",
      "cnnc.summary",
      "cnnc.picture",
      "cnnc.train",
      "cnnc.train",
    ]);
    const { executeCommandProvider } = client.initialized.capabilities;
    for (const { command } of commands) expect(executeCommandProvider!.commands).toContain(command);
    const texts: string[] = [];
    for (const { command, arguments: given } of commands.slice(0, 3)) {
      const before = client.shown.length;
      expect(await client.request("workspace/executeCommand", { command, arguments: given })).toBeNull();
      const { uri } = client.shown[before]!;
      expect(uri).toMatch(/^cnnc-document:/);
      texts.push((await client.request<{ text: string }>("workspace/textDocumentContent", { uri })).text);
    }
    expect(texts[1]).toContain("Net");
    expect(texts[2]).toMatch(/^<svg/);
    client.change(there.uri, 2, [{ text: whole.replace("down(16)", "down(32)") }]);
    await expect.poll(() => client.asked).toContain("workspace/textDocumentContent/refresh");
    const train = { command: "cnnc.train", arguments: commands[3]!.arguments };
    await client.request("workspace/executeCommand", train);
    expect(client.told.at(-1)).toMatchObject({
      type: 3,
      message: expect.stringMatching(/cnnc train net\d+\.cnn:Net$/),
    });
    for (const uri of [
      "cnnc-document:/Net/summary.txt?file%3A%2F%2F%2Fnone.cnn",
      "cnnc-document:/%/x",
      "cnnc-std:/no.cnn",
    ])
      expect(await client.request("workspace/textDocumentContent", { uri })).toHaveProperty("text");
  });

  it("leave to the client what it does itself", async () => {
    const other = await connectInProcess({ initializationOptions: { commands: ["cnnc.train"], codeLens: false } });
    expect(other.initialized.capabilities.executeCommandProvider!.commands).not.toContain("cnnc.train");
    expect(await open(whole, other).ask("textDocument/codeLens", {})).toEqual([]);
  });
});

describe("formatting", () => {
  const options = { tabSize: 2, insertSpaces: true };
  const untidy = whole.replace("  down(16)", "      down( 16 )").replace("lr=0.1", "lr = 0.1");

  const apply = ({ text }: Opened, edits: readonly TextEdit[]): string => {
    const source = createSource("", text);
    return applyEdits(
      text,
      edits.map(({ range, newText }) => ({ span: positions.span(source, range), text: newText })),
    );
  };

  it("is by edits that make the text as it should be, of all of it and of ranges", async () => {
    const there = open(untidy);
    expect(apply(there, await there.ask("textDocument/formatting", { options }))).toBe(whole);
    const part = open(untidy.replace("data ", "«data» "));
    const expected = untidy.replace("lr = 0.1", "lr=0.1");
    expect(apply(part, await part.ask("textDocument/rangeFormatting", { range: part.range, options }))).toBe(expected);
    const ranges = { ranges: [part.range], options };
    expect(apply(part, await part.ask("textDocument/rangesFormatting", ranges))).toBe(expected);
  });

  it("leaves a broken text as it is, but for the line that is typed", async () => {
    const there = open(`${untidy.slice(0, untidy.indexOf("train"))}train Net {\n▮`);
    expect(await there.ask("textDocument/formatting", { options })).toEqual([]);
    const { position } = there;
    const typed = await there.ask<TextEdit[]>("textDocument/onTypeFormatting", { position, ch: "\n", options });
    expect(typed).toEqual([{ range: { start: position, end: position }, newText: "  " }]);
  });
});

describe("completion", () => {
  it("offers what may be written, as snippets with pages, while the text is broken", async () => {
    const there = open(whole.replace("down(16)", "con▮"));
    const { items, isIncomplete } = await there.ask<CompletionList>("textDocument/completion");
    expect(isIncomplete).toBe(false);
    const unbegun = open(whole.replace("down(16)", "▮"));
    expect((await unbegun.ask<CompletionList>("textDocument/completion")).isIncomplete).toBe(true);
    const conv = items.find(({ label }) => label === "conv")!;
    expect(conv).toMatchObject({
      kind: 3,
      insertTextFormat: 2,
      textEdit: { newText: expect.stringContaining("${1:") },
    });
    const { range } = conv.textEdit as TextEdit;
    expect(words(there, range)).toBe("con");
    expect(conv.documentation).toBeUndefined();
    const resolved = await client.request<CompletionItem>("completionItem/resolve", conv);
    expect(resolved.documentation).toMatchObject({ kind: "markdown", value: expect.stringContaining("conv") });
    const block = items.find(({ label }) => label.startsWith("down"))!;
    expect(block.kind).toBe(2);
  });

  it("is plain text where the client takes no snippets", async () => {
    const plain = await connectInProcess({ capabilities: plainest });
    const there = open(whole.replace("down(16)", "con▮"), plain);
    const { items } = await there.ask<CompletionList>("textDocument/completion");
    expect(items.length).toBeGreaterThan(5);
    expect(items.filter(({ insertTextFormat }) => insertTextFormat !== undefined)).toEqual([]);
    expect(items.filter(({ textEdit }) => /\$\{?\d/.test((textEdit as TextEdit).newText))).toEqual([]);
  });
});

describe("semantic tokens", () => {
  const tokenTypes = () => client.initialized.capabilities.semanticTokensProvider!.legend.tokenTypes;
  const decode = ({ text }: { readonly text: string }, data: readonly number[]): string[] => {
    const source = createSource("", text);
    let [line, character] = [0, 0];
    const found: string[] = [];
    for (let i = 0; i < data.length; i += 5) {
      const [down, right, length, type] = data.slice(i, i + 4) as [number, number, number, number];
      character = down === 0 ? character + right : right;
      line += down;
      const start = { line, character };
      const end = { line, character: character + length };
      found.push(`${words({ text: source.text }, { start, end })} ${tokenTypes()[type]}`);
    }
    return found;
  };

  it("are those of a whole text and of a part, and the difference after an edit", async () => {
    const there = open(whole.replace("down(16)", "«down(16)»"));
    const first = await there.ask<SemanticTokens>("textDocument/semanticTokens/full", {});
    const all = decode(there, first.data);
    expect(all.slice(0, 3)).toEqual(["import keyword", "down function", "from keyword"]);
    const part = await there.ask<SemanticTokens>("textDocument/semanticTokens/range", { range: there.range });
    expect(decode(there, part.data).slice(0, 1)).toEqual(["down function"]);
    const text = whole.replace("down(16)", "conv 3x3x16\n  down(16)");
    client.change(there.uri, 2, [{ text }]);
    const delta = await there.ask<SemanticTokensDelta>("textDocument/semanticTokens/full/delta", {
      previousResultId: first.resultId,
    });
    expect(delta.edits).toHaveLength(1);
    const [{ start, deleteCount, data = [] }] = delta.edits as [SemanticTokensDelta["edits"][number]];
    const now = [...first.data.slice(0, start), ...data, ...first.data.slice(start + deleteCount)];
    const fresh = await there.ask<SemanticTokens>("textDocument/semanticTokens/full", {});
    expect(now).toEqual(fresh.data);
    expect(decode({ text }, now)).toContain("conv function");
    const same = await there.ask<SemanticTokensDelta>("textDocument/semanticTokens/full/delta", {
      previousResultId: fresh.resultId,
    });
    expect(same.edits).toEqual([]);
    const unknown = { previousResultId: "none" };
    const again = await there.ask<SemanticTokens>("textDocument/semanticTokens/full/delta", unknown);
    expect(again.data).toEqual(fresh.data);
  });
});

describe("structure", () => {
  it("is folds, selections and links", async () => {
    const there = open(
      whole.replace("down(16)", "down(1▮6)").replace("/// A small one.", "/// See https://example.org/a."),
    );
    const folds = await there.ask<FoldingRange[]>("textDocument/foldingRange", {});
    expect(folds.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [3, 7],
      [10, 12],
    ]);
    const [selection] = await there.ask<SelectionRange[]>("textDocument/selectionRange", {
      positions: [there.position],
    });
    expect([words(there, selection!.range), words(there, selection!.parent!.range)]).toEqual(["16", "(16)"]);
    const links = await there.ask<DocumentLink[]>("textDocument/documentLink", {});
    expect(links.map(({ range, target }) => [words(there, range), target])).toEqual([
      ["./blocks.cnn", uriOf(join(home, "blocks.cnn"))],
      ["https://example.org/a", "https://example.org/a"],
    ]);
  });
});

describe("a client that can do nothing", () => {
  it("gets plain forms", async () => {
    const plain = await connectInProcess({ capabilities: plainest });
    const there = open(whole.replace("down(16)", "do▮wn(16)"), plain);
    const [found] = await there.ask<Location[]>("textDocument/definition");
    expect(found).toMatchObject({ uri: uriOf(join(home, "blocks.cnn")), range: { start: { line: 1, character: 6 } } });
    const { changes } = await there.ask<WorkspaceEdit>("textDocument/rename", {
      position: there.position,
      newName: "halve",
    });
    expect(Object.keys(changes!).sort()).toEqual([uriOf(join(home, "blocks.cnn")), there.uri].sort());
    const library = open('import len▮et5 from "std/lenet"\nmodel Net {\n  input 28x28x1\n  lenet5()\n}\n', plain);
    const [standard] = await library.ask<Location[]>("textDocument/definition");
    expect(standard!.uri).toBe(uriOf(join(ROOT, "stdlib/lenet.cnn")));
  });
});
