/** The package of the extension: what is in it, that the same sources give the same bytes, and that its server answers without any other file. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../../cli/command.ts";
import { connectProcess, uriOf } from "../client.ts";
import { buildVsix, filesOfVsix, unpack, vsixPath } from "./unpacked.ts";

let place: ReturnType<typeof unpack>;
let files: ReadonlyMap<string, Uint8Array>;
const text = (path: string): string => Buffer.from(files.get(path)!).toString("utf8");

beforeAll(async () => {
  await buildVsix();
  files = filesOfVsix();
  place = unpack();
}, 300_000);
afterAll(() => place?.remove());

describe("the package", () => {
  it("holds all that its manifest names, and no packages", () => {
    const manifest = JSON.parse(text("extension/package.json"));
    const { languages, grammars, snippets } = manifest.contributes;
    const named = [manifest.main, manifest.icon, languages[0].configuration, languages[0].icon.light, languages[0].icon.dark, grammars[0].path, snippets[0].path]; // prettier-ignore
    for (const path of named) expect([...files.keys()]).toContain(`extension/${path.replace(/^\.\//, "")}`);
    expect([...files.keys()].filter((path) => /node_modules|\.ts$|\.map$|(?:^|\/)\./.test(path))).toEqual([]);
    expect(text("extension/cnn.tmLanguage.json")).toBe(
      readFileSync(join(ROOT, "grammar/generated/cnn.tmLanguage.json"), "utf8"),
    );
    expect(text("extension/LICENSE.txt")).toMatch(/^MIT License/);
  });

  it("names every asset in the gallery's manifest by a file that is there, and a type for every ending", () => {
    const gallery = text("extension.vsixmanifest");
    const assets = [...gallery.matchAll(/<Asset Type="([^"]+)" Path="([^"]+)"/g)].map(([, type, path]) => [type, path]);
    expect(assets.map(([type]) => type!.split(".").at(-1))).toEqual([
      "Manifest",
      "Details",
      "Changelog",
      "License",
      "Default",
    ]);
    for (const [, path] of assets) expect([...files.keys()]).toContain(path);
    expect(gallery).toMatch(/<Identity Language="en-US" Id="cnnc" Version="\d+\.\d+\.\d+" Publisher="[a-z-]+"/);
    const types = text("[Content_Types].xml");
    for (const path of files.keys())
      if (path !== "[Content_Types].xml") expect(types).toContain(`Extension="${/\.[^.]+$/.exec(path)![0]}"`);
  });

  it("names the packages whose code it holds, with their licenses", () => {
    const notices = text("extension/ThirdPartyNotices.txt");
    for (const name of [
      "chevrotain",
      "lodash-es",
      "vscode-languageclient",
      "vscode-languageserver-protocol",
      "vscode-jsonrpc",
    ])
      expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, "m"));
    expect(notices).toContain("Apache License");
  });

  it("is small: at most 500 kB, its server at most 300 kB in gzip", () => {
    const sizes = { vsix: statSync(vsixPath).size, server: gzipSync(files.get("extension/dist/server.mjs")!).length };
    expect(sizes.vsix).toBeLessThanOrEqual(500_000);
    expect(sizes.server).toBeLessThanOrEqual(300_000);
  });

  it("has the same bytes when it is built again", async () => {
    const again = `${vsixPath}.again`;
    await buildVsix(again);
    expect(readFileSync(again).equals(readFileSync(vsixPath))).toBe(true);
  });
});

describe("its server", () => {
  it("starts with node alone, from a folder that holds nothing else, and says what is wrong", async () => {
    const client = await connectProcess([process.execPath, join(place.folder, "dist/server.mjs"), "--stdio"]);
    const uri = uriOf(join(place.folder, "net.cnn"));
    client.open(
      uri,
      'import basic from "std/resnet"\nmodel Net {\n  input 8x8x1\n  basic(4) -> conv 9x9x2\n  fc 3\n}\n',
    );
    const { diagnostics } = await client.diagnostics(uri);
    expect(diagnostics.map(({ code }) => code)).toEqual(["shape/kernel-exceeds-input"]);
    await client.stop();
    expect([await client.ended, client.stderr(), client.logged]).toEqual([0, "", []]);
  });

  it("knows its version there, and carries no compiler of modules", () => {
    const server = text("extension/dist/server.mjs");
    expect(server).not.toMatch(/binaryen/i);
    expect(server).toContain(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version);
  });
});
