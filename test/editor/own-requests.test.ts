/** Requests beyond the protocol, as the extension of VS Code asks them. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ownRequests, type Picture, type Totals, type View } from "../../src/editor/server/own-requests.ts";
import { connectInProcess, type InProcess, uriOf } from "./client.ts";

const lenet = `model LeNet5 {
  input 28x28x1
  conv 5x5x6 p2 -> relu -> maxpool 2
  conv 5x5x16 -> relu -> maxpool 2
  fc 10
}
`;
const uri = uriOf("/nowhere/lenet.cnn");
const textDocument = { uri };

async function opened(text: string, at = uri): Promise<InProcess> {
  const client = await connectInProcess();
  onTestFinished(() => expect(client.logged).toEqual([]));
  client.open(at, text);
  return client;
}

describe("totals and texts", () => {
  it("are of the model at a place, or by its name", async () => {
    const client = await opened(`${lenet}model Second {\n  input 4x4x1\n  fc 2\n}\n`);
    const ask = (more: object) => client.request<Totals | null>(ownRequests.totals, { textDocument, ...more });
    expect(await ask({ position: { line: 8, character: 2 } })).toMatchObject({
      model: "Second",
      text: "34 params · 32 MACs",
    });
    expect(await ask({ position: { line: 2, character: 2 } })).toMatchObject({ model: "LeNet5" });
    expect(await ask({ model: "Second" })).toMatchObject({ model: "Second" });
    expect(await ask({ model: "Third" })).toBeNull();
    expect(await ask({ textDocument: { uri: uriOf("/nowhere/else.cnn") } })).toBeNull();
  });

  it("are the summary, and the explanation of a stage", async () => {
    const client = await opened(lenet);
    const position = { line: 3, character: 4 };
    const view = (kind: string) => client.request<View>(ownRequests.view, { textDocument, position, kind });
    const summary = await view("summary");
    expect(summary.title).toBe("LeNet5");
    expect(summary.text).toMatch(/conv2 .*10x10x16/);
    const explained = await view("explain");
    expect(explained.title).toBe("conv2");
    expect(explained.text).toContain("(14 - 5 + 2·0)/1 + 1 = 10");
  });

  it("are nothing for what no client sends", async () => {
    const client = await opened(lenet);
    for (const method of Object.values(ownRequests))
      for (const params of [
        {},
        { textDocument: 3 },
        { textDocument: { uri: 7 }, position: { line: -1, character: "x" } },
      ])
        expect(await client.request(method, params)).toBeNull();
  });
});

it("a comparison finds imports of the earlier text where it lies", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cnnc-compare-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(join(folder, "parts.cnn"), "block unit(c) { conv 3x3x{c} p1 -> relu }\n");
  const before = 'import unit from "./parts.cnn"\nmodel Net { input 8x8x1 -> unit(4) -> fc 2 }\n';
  writeFileSync(join(folder, "net.cnn"), before);
  const at = uriOf(join(folder, "net.cnn"));
  const client = await opened(before.replace("unit(4)", "unit(8)"), at);
  const params = { textDocument: { uri: at }, before: readFileSync(join(folder, "net.cnn"), "utf8") };
  const { text } = await client.request<View>(ownRequests.compare, params);
  expect(text).toMatch(/unit1\.conv1|conv1/);
  expect(text).toMatch(/8x8x4.*8x8x8/s);
});

describe("a picture", () => {
  const ask = (client: InProcess, more: object = {}) =>
    client.request<Picture | null>(ownRequests.picture, { textDocument, ...more });

  it("comes with places, and without a drawing where the one shown is the same", async () => {
    const client = await opened(lenet);
    const first = (await ask(client))!;
    expect(first.svg).toMatch(/^<svg /);
    const conv2 = first.places.find((place) => place?.range.start.line === 3);
    expect(conv2).toEqual({ uri, range: { start: { line: 3, character: 2 }, end: { line: 3, character: 13 } } });
    client.change(uri, 2, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "// one\n" },
    ]);
    const second = (await ask(client, { key: first.key }))!;
    expect(second).toMatchObject({ key: first.key, model: "LeNet5" });
    expect(second).not.toHaveProperty("svg");
    expect(second.places.length).toBe(first.places.length);
    expect(second.places.some((place) => place?.range.start.line === 4)).toBe(true);
    client.change(uri, 3, [{ text: lenet.replace("fc 10", "fc 11") }]);
    expect((await ask(client, { key: first.key }))!.svg).toMatch(/^<svg /);
    client.change(uri, 4, [{ text: lenet.replace("fc 10", "fc") }]);
    expect(await ask(client, { key: first.key })).toBeNull();
  });

  it("gives way to what is typed: one that was asked for before an edit is refused", async () => {
    const client = await opened(lenet);
    const asked = ask(client);
    client.change(uri, 2, [{ text: `// newer\n${lenet}` }]);
    await expect(asked).rejects.toMatchObject({ code: -32801 });
    expect((await ask(client))!.places.some((place) => place?.range.start.line === 4)).toBe(true);
  });

  it("holds places in imported files by their addresses", async () => {
    const client = await opened('import ResNet18 from "std/resnet"\ntrain ResNet18 { epochs 1 }\n');
    const { places } = (await ask(client))!;
    expect(new Set(places.flatMap((place) => place?.uri ?? []))).toContainEqual(expect.stringMatching(/^cnnc-std:|stdlib\/resnet\.cnn$/)); // prettier-ignore
  });
});
