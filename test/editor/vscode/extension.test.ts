/** The extension as it is installed, in an editor without a window, with its own server: what a person sees and can do. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Position, Uri } from "./fake-types.ts";
import { createFakeCode, type FakeCode, type Manifest } from "./fake-vscode.ts";
import { buildVsix, type Extension, loadExtension, unpack } from "./unpacked.ts";

const lenet = `model LeNet5 {
  input 28x28x1
  conv 5x5x6 p2 -> relu -> maxpool 2
  conv 5x5x16 -> relu -> maxpool 2
  fc 10
}
`;

let place: ReturnType<typeof unpack>;
let fake: FakeCode;
let extension: Extension;
const folder = realpathSync(mkdtempSync(join(tmpdir(), "cnnc-vscode-")));
const fileOf = (name: string): Uri => Uri.file(join(folder, name));

beforeAll(async () => {
  await buildVsix();
  place = unpack();
  const manifest = JSON.parse(readFileSync(join(place.folder, "package.json"), "utf8")) as Manifest;
  fake = createFakeCode(manifest);
  extension = loadExtension(place.folder, fake.code);
  await extension.activate({ extensionUri: Uri.file(place.folder), subscriptions: [] });
}, 300_000);
afterAll(async () => {
  await extension?.deactivate();
  place?.remove();
  rmSync(folder, { recursive: true });
});

describe("the extension", () => {
  it("has every command that its manifest names, and said nothing on its way", () => {
    const manifest = JSON.parse(readFileSync(join(place.folder, "package.json"), "utf8")) as Manifest;
    for (const { command } of manifest.contributes.commands) expect([...fake.commands.keys()]).toContain(command);
    expect(fake.messages).toEqual([]);
  });

  it("shows diagnostics of its server, and totals of the model in the status bar", async () => {
    const document = await fake.open(fileOf("lenet.cnn"), lenet.replace("5x5x16", "50x50x16"), new Position(2, 3));
    const uri = document.uri.toString();
    await expect
      .poll(() => fake.diagnostics.get(uri)?.map(({ message }) => message), { timeout: 10_000 })
      .toEqual([expect.stringContaining("kernel 50x50 does not fit")]);
    expect(fake.items[0]).toMatchObject({ visible: false });
    fake.edit(document, lenet);
    await expect.poll(() => fake.diagnostics.get(uri), { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => fake.items[0]!.text, { timeout: 5000 }).toMatch(/^[\d,]+ params · [\d,]+ MACs$/);
    expect(fake.items[0]).toMatchObject({ visible: true, tooltip: expect.stringContaining("LeNet5\n28x28x1 → 10") });
  });

  it("shows the summary and the explanation of what is at the cursor as documents that follow the text", async () => {
    const document = await fake.open(fileOf("views.cnn"), lenet, new Position(3, 4));
    await fake.run("cnnc.summary");
    await fake.run("cnnc.explain");
    const [summary, explained] = fake.shown.splice(0).map((each) => each.document);
    expect(summary!.uri).toMatchObject({ scheme: "cnnc-view", path: "/summary of views.cnn.txt" });
    expect(summary!.text).toMatch(/conv2 .*10x10x16/);
    expect(explained!.text).toContain("(14 - 5 + 2·0)/1 + 1 = 10");
    expect(explained!.text).not.toContain("conv1");
    fake.edit(document, lenet.replace("5x5x16", "5x5x32"));
    const read = () => fake.providers.get("cnnc-view")!.provideTextDocumentContent(summary!.uri);
    expect(await read()).toMatch(/conv2 .*10x10x32/);
    fake.edit(document, "model LeNet5 {");
    expect(await read()).toMatch(/no model to show/);
  });

  it("shows nothing for an address that is not its own", async () => {
    const provider = fake.providers.get("cnnc-view")!;
    for (const query of ["", "{", "null", "[]", '{"kind":"other"}', '{"kind":"summary","textDocument":{"uri":7}}'])
      expect(await provider.provideTextDocumentContent(Uri.from({ scheme: "cnnc-view", path: "/x", query }))).toMatch(
        /no model to show/,
      );
  });

  it("compares the network with the saved file, and with the last commit", async () => {
    writeFileSync(fileOf("compared.cnn").path, lenet);
    await fake.open(fileOf("compared.cnn"), lenet.replace("5x5x16", "5x5x32"));
    await fake.run("cnnc.diffSaved");
    expect(fake.shown.splice(0)[0]!.document.text).toMatch(/conv2.*10x10x16.*10x10x32/s);
    await fake.run("cnnc.diffCommitted");
    expect(fake.messages.splice(0)).toEqual(["Nothing to compare with: the editor's extension for Git is not there."]);
    const asked: string[][] = [];
    const show = async (...words: string[]) => {
      asked.push(words);
      return lenet.replace("fc 10", "fc 20");
    };
    fake.api.extensions.getExtension = () => ({
      activate: async () => ({ getAPI: () => ({ getRepository: () => ({ show }) }) }),
    });
    await fake.run("cnnc.diffCommitted");
    expect(asked).toEqual([["HEAD", fileOf("compared.cnn").path]]);
    expect(fake.shown.splice(0)[0]!.document.text).toMatch(/fc1/);
  });

  it("draws the network beside the text, anew only where it changed, and leads from it to the line", async () => {
    const document = await fake.open(fileOf("drawn.cnn"), lenet, new Position(1, 0));
    fake.settings.set("cnnc.picture.delay", 50);
    await fake.run("cnnc.picture", document.uri);
    const panel = fake.panels.at(-1)!;
    expect(panel.webview.html).toContain("default-src 'none'");
    panel.receive({ kind: "ready" });
    const kinds = () => panel.posted.map((message) => (message as { kind: string }).kind);
    await expect.poll(kinds, { timeout: 5000 }).toEqual(["drawing"]);
    expect(panel.title).toBe("LeNet5");
    const { svg, linked } = panel.posted[0] as { svg: string; linked: readonly boolean[] };
    expect(svg).toMatch(/^<svg /);
    const groups = [...svg.matchAll(/^<g [^>]*data-layer="(\w+)"/gm)].map((match) => match[1]);
    const all = svg.match(/^<g /gm)!.length;
    expect(linked).toHaveLength(all);

    fake.edit(document, `// moved\n${lenet}`);
    await expect.poll(kinds, { timeout: 5000 }).toEqual(["drawing", "linked"]);
    expect(groups).toContain("conv2");
    const order = [...svg.matchAll(/^<g (?:data-layer="(\w+)")?/gm)].map((match) => match[1]);
    panel.receive({ kind: "open", element: order.indexOf("conv2") });
    await expect.poll(() => fake.shown.length).toBe(1);
    expect(fake.shown.splice(0)[0]).toMatchObject({ document, options: { selection: { start: { line: 4 } } } });
    for (const element of [-1, 10_000, "constructor", null]) panel.receive({ kind: "open", element });
    panel.receive({ kind: "other" });

    fake.edit(document, "model LeNet5 {");
    await expect.poll(kinds, { timeout: 5000 }).toEqual(["drawing", "linked", "note"]);
    fake.edit(document, lenet.replace("fc 10", "fc 20"));
    await expect.poll(kinds, { timeout: 5000 }).toEqual(["drawing", "linked", "note", "drawing"]);
    expect(fake.shown).toEqual([]);
    panel.close();
  });

  it("does what a lens asks: by the address as text, and the model's name", async () => {
    const document = await fake.open(fileOf("lenses.cnn"), `${lenet}model Second {\n  input 4x4x1\n  fc 2\n}\n`);
    const uri = document.uri.toString();
    await fake.run("cnnc.summary", uri, "Second");
    await fake.run("cnnc.explain", uri, "Second");
    const texts = fake.shown.splice(0).map((each) => each.document.text);
    for (const text of texts) expect(text).not.toContain("conv");
    expect(texts[0]).toMatch(/fc1/);
    expect(texts[1]).toContain("(4·4·1)·2 = 32");
    await fake.run("cnnc.summary", uri, "Third");
    expect(fake.shown.splice(0)[0]!.document.text).toMatch(/no model to show/);
    await fake.run("cnnc.summary", "no address", "Second");
    await fake.run("cnnc.summary", { path: "/etc/passwd" }, 7);
    // What is no address is none; what is neither comes from a menu without one.
    expect(fake.shown.splice(0)).toHaveLength(1);
    expect(fake.messages.splice(0)).toEqual(["Open a .cnn file first."]);
  });

  it("shows a file of a hostile name as any other, wherever its name is written", async () => {
    const name = `$(sync~spin) <img src=x onerror=alert(1)> "[a](command:x)\u202e.cnn`;
    const document = await fake.open(fileOf(name), lenet, new Position(2, 3));
    await fake.run("cnnc.summary");
    await fake.run("cnnc.picture");
    const panel = fake.panels.at(-1)!;
    panel.receive({ kind: "ready" });
    await expect.poll(() => panel.posted.length, { timeout: 5000 }).toBeGreaterThan(0);
    const { svg } = panel.posted[0] as { svg: string };
    expect(svg).not.toMatch(/<img|onerror=alert\(1\)>/);
    expect(panel.webview.html).not.toContain("onerror");
    const shown = fake.shown.splice(0)[0]!.document;
    expect(shown.text).toMatch(/conv2 .*10x10x16/);
    expect(JSON.parse(shown.uri.query)).toMatchObject({ textDocument: { uri: document.uri.toString() } });
    await expect.poll(() => fake.items[0]!.text, { timeout: 5000 }).toMatch(/^[\d,]+ params · [\d,]+ MACs$/);
    // No Markdown, in which a name could be a link that runs a command.
    expect(typeof fake.items[0]!.tooltip).toBe("string");
    panel.close();
  });

  it("trains by the project's own cnnc, as a list of words, whatever the names", async () => {
    const hostile = `$(touch pwned) "; rm -rf ~ & 'x' \`id\` %PATH%`;
    const home = join(folder, hostile);
    mkdirSync(join(home, "node_modules/cnnc/bin"), { recursive: true });
    const program = join(home, "node_modules/cnnc/bin/cnnc.js");
    writeFileSync(program, "");
    const file = join(home, `${hostile}.cnn`);
    writeFileSync(file, lenet);
    fake.api.workspace.workspaceFolders = [{ uri: Uri.file(home), name: "home", index: 0 }];
    const document = await fake.open(Uri.file(file), lenet);
    document.isDirty = true;
    await fake.run("cnnc.train", document.uri.toString(), "LeNet5");
    await fake.run("cnnc.train", document.uri, "not a name; rm");
    expect(document.isDirty).toBe(false);
    const made = fake.tasks.splice(0).map(({ execution: { process: command, args, options }, name }) => ({ command, args, options, name })); // prettier-ignore
    expect(made.map(({ command, args }) => [command, ...args])).toEqual([
      [process.execPath, program, "train", `${file}:LeNet5`],
      [process.execPath, program, "train", file],
    ]);
    expect(made[0]!.options).toMatchObject({ cwd: home, env: { ELECTRON_RUN_AS_NODE: "1" } });
    // What an editor would take for an icon is none.
    for (const { name } of made) expect(name).not.toMatch(/\$\(/);
    fake.api.workspace.isTrusted = false;
    await fake.run("cnnc.train", document.uri);
    expect([fake.tasks, fake.messages.splice(0)]).toEqual([[], [expect.stringMatching(/trust/)]]);
    fake.api.workspace.isTrusted = true;
  });

  it("says what is missing to train, and that other files are none of its own", async () => {
    fake.api.workspace.workspaceFolders = undefined;
    const path = process.env.PATH;
    process.env.PATH = folder;
    await fake.open(fileOf("alone.cnn"), lenet);
    await fake.run("cnnc.train");
    process.env.PATH = path;
    await fake.open(fileOf("other.txt"), "text");
    await fake.run("cnnc.summary");
    expect([fake.tasks, fake.messages.splice(0)]).toEqual([
      [],
      [expect.stringMatching(/npm install --save-dev cnnc/), "Open a .cnn file first."],
    ]);
  });

  it("hides the totals in other files, and where they are switched off", async () => {
    await fake.open(fileOf("totals.cnn"), lenet);
    await expect.poll(() => fake.items[0]!.visible, { timeout: 5000 }).toBe(true);
    await fake.open(fileOf("other.txt"), "text");
    await expect.poll(() => fake.items[0]!.visible, { timeout: 5000 }).toBe(false);
  });

  it("starts its server anew when it is asked to", async () => {
    const document = await fake.open(fileOf("again.cnn"), "model A {");
    const count = () => fake.diagnostics.get(document.uri.toString())?.length;
    await expect.poll(count, { timeout: 10_000 }).toBe(1);
    await fake.run("cnnc.restartServer");
    await expect.poll(count, { timeout: 10_000 }).toBe(1);
    fake.edit(document, lenet);
    await expect.poll(count, { timeout: 10_000 }).toBe(0);
    expect(fake.messages).toEqual([]);
  });
});
