/** The server as editors start it: how it begins and ends, what it says of a program, and what it survives. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import {
  CancellationTokenSource,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from "vscode-languageserver-protocol";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { buildOnce, CNNC, ROOT } from "../cli/command.ts";
import {
  ablest,
  type Client,
  type ClientOptions,
  connectInProcess,
  connectProcess,
  plainest,
  pulling,
  uriOf,
} from "./client.ts";

const bundle = join(ROOT, "dist/editor/server.js");

function folder(files: Readonly<Record<string, string>> = {}): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "cnnc-editor-")));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  writeFileSync(join(made, "package.json"), "{}");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(made, name, ".."), { recursive: true });
    writeFileSync(join(made, name), text);
  }
  return made;
}

async function within(options?: ClientOptions): Promise<Client> {
  const client = await connectInProcess(options);
  onTestFinished(() => expect(client.logged).toEqual([]));
  return client;
}

const good = "model Net {\n  input 28x28x1\n  conv 5x5x6 -> relu -> maxpool 2\n  fc 10\n}\n";
const bad = good.replace("conv 5x5x6", "conv 50x50x6");
const codes = ({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) => diagnostics.map(({ code }) => code);

describe.each([
  ["the bundle", [process.execPath, bundle]],
  ["the command", [process.execPath, CNNC, "lsp", "--stdio"]],
])("%s", (_, command) => {
  beforeAll(buildOnce, 300_000);

  it("says what is wrong, with the version, and ends well when it is asked to", async () => {
    const client = await connectProcess(command);
    expect(client.initialized.serverInfo?.name).toBe("cnnc");
    expect(client.initialized.serverInfo?.version).toMatch(/^\d+\.\d+\.\d+/);
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, bad, 7);
    const { diagnostics } = await client.diagnostics(uri, 7);
    expect(diagnostics.map(({ code, source }) => [code, source])).toEqual([["shape/kernel-exceeds-input", "cnnc"]]);
    expect(diagnostics[0]!.codeDescription?.href).toMatch(/kernel-exceeds-input\.md$/);
    expect(diagnostics[0]!.range.start).toEqual({ line: 2, character: 2 });
    await client.stop();
    expect([await client.ended, client.stderr(), client.logged]).toEqual([0, "", []]);
  });

  it("ends with 1 when the client leaves without a word, or without asking first", async () => {
    const [silent, hasty] = await Promise.all([connectProcess(command), connectProcess(command)]);
    await expect.poll(() => silent.registered.length).toBe(2);
    silent.child.stdin.end();
    void hasty.connection.sendNotification("exit");
    expect([await silent.ended, await hasty.ended]).toEqual([1, 1]);
  });

  it("ends within 5 s of its client, whose pipes may live on", async () => {
    const editor = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const client = await connectProcess(command, { processId: editor.pid! });
    const gone = new Promise((resolve) => editor.on("exit", resolve));
    editor.kill("SIGKILL");
    await gone;
    const code = await Promise.race([client.ended, wait(5000, "alive")]);
    expect(code).toBe(1);
  });

  it("does not know what nobody agreed on", async () => {
    const client = await connectProcess(command);
    await expect(client.request("textDocument/prepareTypeHierarchy", {})).rejects.toMatchObject({ code: -32601 });
    await client.stop();
    expect(await client.ended).toBe(0);
  });
});

describe("diagnostics", () => {
  it("follow edits by range, in order, in one notification and in several", async () => {
    const client = await within();
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, good);
    expect(codes(await client.diagnostics(uri, 1))).toEqual([]);
    const at = (line: number, start: number, end: number) => ({
      start: { line, character: start },
      end: { line, character: end },
    });
    // `5x5x6` → `50x5x6` → `50x50x6`
    client.change(uri, 2, [
      { range: at(2, 8, 8), text: "0" },
      { range: at(2, 11, 11), text: "0" },
    ]);
    expect(codes(await client.diagnostics(uri, 2))).toEqual(["shape/kernel-exceeds-input"]);
    client.change(uri, 3, [{ range: at(2, 8, 9), text: "" }]);
    client.change(uri, 4, [{ range: at(2, 10, 11), text: "" }]);
    expect(codes(await client.diagnostics(uri, 4))).toEqual([]);
    client.change(uri, 5, [{ text: bad }]);
    expect(codes(await client.diagnostics(uri, 5))).toEqual(["shape/kernel-exceeds-input"]);
  });

  it("are of the newest version alone when edits come faster than they are judged", async () => {
    const client = await within();
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, good);
    for (let version = 2; version <= 200; version++) client.change(uri, version, [{ text: `${good}// ${version}\n` }]);
    await client.diagnostics(uri, 200);
    expect(client.publications.length).toBeLessThan(20);
  });

  it("name related places in other files, and lie in those themselves while they are imported", async () => {
    const client = await within();
    const home = folder({ "blocks.cnn": "block unit(c) {\n  conv 9x9x{c}\n}\n" });
    const [uri, blocks] = [uriOf(join(home, "net.cnn")), uriOf(join(home, "blocks.cnn"))];
    client.open(uri, 'import unit from "./blocks.cnn"\n\nmodel Net {\n  input 8x8x1\n  unit(4) -> relu\n  fc 10\n}\n');
    // The mistake lies in the file that is imported, which is not open.
    const { diagnostics } = await client.diagnostics(blocks);
    expect(codes({ diagnostics })).toEqual(["shape/kernel-exceeds-input"]);
    expect(diagnostics[0]!.relatedInformation?.map(({ location }) => location.uri)).toContain(uri);
    expect(String(diagnostics[0]!.message).split("\n").length).toBeGreaterThan(1);
    client.close(uri);
    await expect.poll(() => client.published.get(blocks)?.diagnostics).toEqual([]);
    expect(client.published.get(uri)?.diagnostics).toEqual([]);
  });

  it("fade what is unused, and say which fixes there are", async () => {
    const client = await within();
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, `import lenet5 from "std/lenet"\n\n${good}`);
    const { diagnostics } = await client.diagnostics(uri, 1);
    expect(diagnostics).toMatchObject([
      { code: "lint/unused-import", severity: 2, tags: [1], data: { fixes: [expect.any(String)] } },
    ]);
  });

  it("are pulled by clients that pull, and then pushed to none", async () => {
    const client = await within({ capabilities: pulling });
    const home = folder({ "blocks.cnn": "block unit(c) {\n  conv 9x9x{c}\n}\n" });
    const uri = uriOf(join(home, "net.cnn"));
    const pull = () => client.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
    client.open(uri, bad);
    expect(await pull()).toMatchObject({ kind: "full", items: [{ code: "shape/kernel-exceeds-input" }] });
    client.change(uri, 2, [
      { text: 'import unit from "./blocks.cnn"\nmodel Net {\n  input 8x8x1\n  unit(4) -> relu\n  fc 10\n}\n' },
    ]);
    expect(await pull()).toMatchObject({
      items: [],
      relatedDocuments: {
        [uriOf(join(home, "blocks.cnn"))]: { kind: "full", items: [{ code: "shape/kernel-exceeds-input" }] },
      },
    });
    expect(client.publications).toEqual([]);
  });

  it("are plain for a client that can do nothing", async () => {
    const client = await within({ capabilities: plainest });
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, `const unused = 1\n${bad}`);
    const found = await client.diagnostics(uri);
    expect(Object.keys(found)).toEqual(["uri", "diagnostics"]);
    for (const each of found.diagnostics)
      expect(Object.keys(each).sort()).toEqual(["code", "message", "range", "severity", "source"]);
  });

  it("count in bytes for a client that prefers them", async () => {
    const client = await within({ capabilities: { ...ablest, general: { positionEncodings: ["utf-8", "utf-16"] } } });
    expect(client.initialized.capabilities.positionEncoding).toBe("utf-8");
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, "model Net {\n  input 28x28x1\n  /* 𝔸é */ conv 50x50x6 -> relu\n  fc 10\n}\n");
    const { diagnostics } = await client.diagnostics(uri, 1);
    expect(diagnostics[0]!.range.start).toEqual({ line: 2, character: 2 + 3 + 4 + 2 + 4 });
    const start = { line: 2, character: 20 };
    client.change(uri, 2, [{ range: { start, end: { line: 2, character: 25 } }, text: "5x5" }]);
    expect(codes(await client.diagnostics(uri, 2))).toEqual([]);
  });
});

describe("files", () => {
  const main = 'import unit from "./blocks.cnn"\nmodel Net {\n  input 8x8x1\n  unit(4) -> relu\n  fc 10\n}\n';
  const block = "block unit(c) {\n  conv 3x3x{c}\n}\n";

  it("that are open count before those on disk, saved or not", async () => {
    const client = await within();
    const home = folder({ "blocks.cnn": block.replace("3x3", "9x9") });
    const [net, blocks, fresh] = ["net.cnn", "blocks.cnn", "fresh.cnn"].map((name) => uriOf(join(home, name))) as [
      string,
      string,
      string,
    ];
    client.open(net, main);
    expect(codes(await client.diagnostics(blocks))).toEqual(["shape/kernel-exceeds-input"]);
    client.open(blocks, block);
    await expect.poll(() => client.published.get(blocks)?.diagnostics).toEqual([]);
    client.change(blocks, 2, [{ text: block.replace("unit", "other") }]);
    await expect.poll(() => codes(client.published.get(net)!)).toEqual(["import/unknown-name"]);
    client.close(blocks);
    await expect.poll(() => codes(client.published.get(blocks)!)).toEqual(["shape/kernel-exceeds-input"]);
    expect(codes(client.published.get(net)!)).toEqual([]);
    client.change(net, 2, [{ text: main.replace("blocks", "fresh") }]);
    expect(codes(await client.diagnostics(net, 2))).toContain("import/not-found");
    client.open(fresh, block);
    await expect.poll(() => codes(client.published.get(net)!)).toEqual([]);
  });

  it("that change on disk are read anew when the client says so", async () => {
    const client = await within();
    await expect.poll(() => client.registered.map(({ method }) => method)).toContain("workspace/didChangeWatchedFiles");
    const home = folder();
    const uri = uriOf(join(home, "net.cnn"));
    client.open(uri, main);
    expect(codes(await client.diagnostics(uri, 1))).toContain("import/not-found");
    writeFileSync(join(home, "blocks.cnn"), block);
    const changes = [{ uri: uriOf(join(home, "blocks.cnn")), type: 1 }];
    void client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
    await expect.poll(() => codes(client.published.get(uri)!)).toEqual([]);
  });

  it("outside of the project are not read, wherever the server was started", async () => {
    const client = await within();
    const home = folder({ "inside/package.json": "{}", "blocks.cnn": block });
    const uri = uriOf(join(home, "inside/net.cnn"));
    client.open(uri, main.replace("./blocks", "../blocks"));
    expect(codes(await client.diagnostics(uri, 1))).toContain("import/outside-project");
  });

  it.each([
    ["a name with spaces, percent signs and letters", "50% à b/nét #1.cnn"],
    ["a name of a pair", "𝔸.cnn"],
  ])("with %s are found", async (_, name) => {
    const client = await within();
    const home = folder({ [name]: block });
    const uri = uriOf(join(home, "net.cnn"));
    client.open(uri, main.replace("./blocks.cnn", name));
    expect(codes(await client.diagnostics(uri, 1))).toEqual([]);
  });

  it("without a path import from the library alone", async () => {
    const client = await within();
    client.open("untitled:Untitled-1", `import lenet5 from "std/lenet"\n${main}`);
    const { diagnostics } = await client.diagnostics("untitled:Untitled-1", 1);
    expect(codes({ diagnostics })).toEqual(["import/not-found"]);
    expect(diagnostics[0]!.message).toContain("save the program first");
  });

  it.each([
    ["line endings of Windows", good.replaceAll("\n", "\r\n")],
    ["line endings of old", good.replaceAll("\n", "\r")],
    ["a byte order mark", `\ufeff${good}`],
    ["no end of the last line", good.trimEnd()],
  ])("with %s have nothing wrong", async (_, text) => {
    const client = await within();
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, text);
    expect(codes(await client.diagnostics(uri, 1))).toEqual([]);
  });

  it("beyond the limits get a message at once", async () => {
    const client = await within();
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, good.repeat(2 ** 15));
    const start = performance.now();
    expect(codes(await client.diagnostics(uri, 1))).toEqual(["syntax/source-too-large"]);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("what goes wrong", () => {
  it("is answered with nothing, is logged once, and the server lives", async () => {
    const client = await connectInProcess({ capabilities: pulling });
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, good);
    const pull = () => client.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
    const { snapshot } = client.session.documents;
    Object.assign(client.session.documents, {
      snapshot: () => {
        throw new Error("of no use");
      },
    });
    expect(await pull()).toEqual({ kind: "full", items: [] });
    expect(await pull()).toEqual({ kind: "full", items: [] });
    expect(client.logged.map(({ message }) => message)).toEqual([
      expect.stringMatching(/textDocument\/diagnostic failed, a bug of cnnc: Error: of no use\n/),
    ]);
    Object.assign(client.session.documents, { snapshot });
    client.change(uri, 2, [{ text: bad }]);
    expect(await pull()).toMatchObject({ items: [{ code: "shape/kernel-exceeds-input" }] });
  });

  it("a request that an edit has overtaken is refused, and one that is called back", async () => {
    const client = await within({ capabilities: pulling });
    const uri = uriOf("/nowhere/net.cnn");
    client.open(uri, good);
    const pull = () => client.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
    const overtaken = pull();
    client.change(uri, 2, [{ text: bad }]);
    await expect(overtaken).rejects.toMatchObject({ code: -32801 });
    expect(await pull()).toMatchObject({ items: [{ code: "shape/kernel-exceeds-input" }] });
    const source = new CancellationTokenSource();
    const back = client.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } }, source.token);
    source.cancel();
    await expect(back).rejects.toMatchObject({ code: -32800 });
  });

  it("documents that nobody opened have nothing", async () => {
    const client = await within({ capabilities: pulling });
    const uri = uriOf("/nowhere/other.cnn");
    client.change(uri, 2, [{ text: bad }]);
    client.close(uri);
    expect(await client.request("textDocument/diagnostic", { textDocument: { uri } })).toEqual({
      kind: "full",
      items: [],
    });
  });
});
