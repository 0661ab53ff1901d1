/** The parts of the extension that need no editor. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished, test, vi } from "vitest";
import { coalesce } from "../../../src/editor/vscode/coalesce.ts";
import { findProgram } from "../../../src/editor/vscode/find-program.ts";
import { pictureHtml } from "../../../src/editor/vscode/picture-html.ts";
import { plainLabel } from "../../../src/editor/vscode/plain-text.ts";
import { serverProgram } from "../../../src/editor/vscode/server-program.ts";
import { attributeIsAllowed, elementIsAllowed, styleIsAllowed } from "../../../src/editor/vscode/svg-allowed.ts";
import { trainingOf } from "../../../src/editor/vscode/training.ts";
import { type ExtensionPackage, printManifest } from "../../../src/editor/vscode/vsix-manifest.ts";

test("labels show signs that an editor would read as icons or orders", () => {
  expect(plainLabel("$(sync~spin) a\nb\u202e $(x)")).toBe("$\u2009(sync~spin) a b\ufffd $\u2009(x)");
  expect(plainLabel("61,706 params · 416,520 MACs")).toBe("61,706 params · 416,520 MACs");
});

describe("which cnnc trains", () => {
  const folder = (): string => {
    const made = realpathSync(mkdtempSync(join(tmpdir(), "cnnc-find-")));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return made;
  };
  const install = (root: string): string => {
    const script = join(root, "node_modules/cnnc/bin/cnnc.js");
    mkdirSync(join(script, ".."), { recursive: true });
    writeFileSync(script, "");
    return script;
  };
  const search = { configured: "", path: "", folders: [] as string[] };

  it("is the nearest of the project, from the file up to the open folder", () => {
    const root = folder();
    const open = join(root, "open");
    mkdirSync(join(open, "deep"), { recursive: true });
    install(root);
    const file = join(open, "deep/net.cnn");
    expect(findProgram({ ...search, file, folders: [open] })).toBeUndefined();
    const script = install(open);
    expect(findProgram({ ...search, file, folders: [open] })).toBe(script);
    const nearer = install(join(open, "deep"));
    expect(findProgram({ ...search, file, folders: [open, join(open, "deep")] })).toBe(nearer);
    // Of a file outside of what is open none is taken, wherever it lies.
    expect(findProgram({ ...search, file, folders: [join(root, "other")] })).toBeUndefined();
    expect(findProgram({ ...search, file, folders: [] })).toBeUndefined();
  });

  it("is else the one on the PATH: what it links to, or what lies beside npm's batch file", () => {
    const root = folder();
    const script = install(root);
    const bin = join(root, "bin");
    mkdirSync(bin);
    symlinkSync(script, join(bin, "cnnc"));
    const file = join(root, "net.cnn");
    expect(findProgram({ ...search, file, path: ["relative", join(root, "none"), bin].join(delimiter) })).toBe(script);
    const windows = join(root, "npm");
    const beside = install(windows);
    writeFileSync(join(windows, "cnnc.cmd"), "@echo off");
    expect(findProgram({ ...search, file, path: windows })).toBe(beside);
    writeFileSync(join(root, "cnnc"), "#!/bin/sh\n");
    chmodSync(join(root, "cnnc"), 0o755);
    expect(findProgram({ ...search, file, path: join(root, "none") })).toBeUndefined();
  });

  it("is the one that is set, by a whole path", () => {
    const root = folder();
    const script = install(root);
    const file = join(root, "net.cnn");
    expect(findProgram({ ...search, file, folders: [root], configured: script })).toBe(script);
    expect(
      findProgram({ ...search, file, folders: [root], configured: "node_modules/cnnc/bin/cnnc.js" }),
    ).toBeUndefined();
    expect(findProgram({ ...search, file, folders: [root], configured: join(root, "none.js") })).toBeUndefined();
  });
});

test.each(["$(id)", "a b", "--out=x", "A;B", "", "A\nB", "__proto__ x"])(
  "%j is no model's name: it is not passed on",
  (model) => {
    expect(trainingOf("node", "/cnnc.js", "/p/-f.cnn", model).args).toEqual(["/cnnc.js", "train", "/p/-f.cnn"]);
  },
);

test("the server is the bundled one, or what is set", () => {
  expect(serverProgram("/e/server.mjs", "")).toEqual({ module: "/e/server.mjs", args: [] });
  expect(serverProgram("/e/server.mjs", "/p/dist/editor/server.js")).toEqual({
    module: "/p/dist/editor/server.js",
    args: [],
  });
  expect(serverProgram("/e/server.mjs", "/p/bin/cnnc.js")).toEqual({ module: "/p/bin/cnnc.js", args: ["lsp"] });
  expect(serverProgram("/e/server.mjs", "/usr/bin/cnnc")).toEqual({ command: "/usr/bin/cnnc", args: ["lsp"] });
});

describe("work that is asked for often", () => {
  it("is done once after the last call, and never twice at a time", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let begun = 0;
    let atOnce = 0;
    let most = 0;
    const ask = coalesce(
      async () => {
        begun++;
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 500));
        atOnce--;
      },
      () => 100,
    );
    for (let i = 0; i < 50; i++) {
      ask();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(begun).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(begun).toBe(1);
    for (let i = 0; i < 5; i++) {
      ask();
      await vi.advanceTimersByTimeAsync(110);
    }
    await vi.advanceTimersByTimeAsync(5000);
    expect([begun, most]).toEqual([2, 1]);
    ask();
    ask.dispose();
    await vi.advanceTimersByTimeAsync(5000);
    expect(begun).toBe(2);
  });

  it("goes on after work that failed", async () => {
    let begun = 0;
    const ask = coalesce(
      async () => {
        begun++;
        throw new Error("no");
      },
      () => 1,
    );
    ask();
    await wait(30);
    ask();
    await wait(30);
    expect(begun).toBe(2);
  });
});

describe("the page of a picture", () => {
  it("runs its own script alone and fetches nothing", () => {
    const html = pictureHtml({ nonce: "abc123", script: 'https://x/"><script>alert(1)</script>' });
    expect(html).toContain(`content="default-src 'none'; style-src 'nonce-abc123'; script-src 'nonce-abc123'"`);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/ on\w+=|javascript:|unsafe-/);
    expect(() => pictureHtml({ nonce: "'; x", script: "s" })).toThrow(/nonce/);
  });

  it("takes over nothing that runs, fetches or leads elsewhere", () => {
    for (const name of [
      "script",
      "foreignObject",
      "a",
      "image",
      "use",
      "animate",
      "set",
      "iframe",
      "handler",
      "filter",
    ])
      expect(elementIsAllowed(name)).toBe(false);
    for (const name of ["g", "path", "rect", "text", "title", "style"]) expect(elementIsAllowed(name)).toBe(true);
    for (const name of ["onclick", "onload", "href", "xlink:href", "style", "src", "id", "nonce", "xmlns", "data-file"])
      expect(attributeIsAllowed(name, "x")).toBe(false);
    expect(attributeIsAllowed("fill", "#fff")).toBe(true);
    for (const value of ["url(https://x)", "URL (x)", "javascript:x", "\\75rl(x)", "image-set('x' 1x)"])
      expect([attributeIsAllowed("fill", value), styleIsAllowed(`.a { fill: ${value} }`)]).toEqual([false, false]);
    expect(styleIsAllowed("@import 'x';")).toBe(false);
  });
});

test("hostile words in the extension's own manifest stay words", () => {
  const hostile = `"><Asset Type='x'/>&`;
  const extension: ExtensionPackage = { name: hostile, displayName: hostile, description: hostile, version: hostile, publisher: hostile, icon: "icon.png", main: "m", categories: [hostile], keywords: [hostile], engines: { vscode: hostile }, contributes: { languages: [{ id: hostile, aliases: [hostile], extensions: [".cnn"] }] } }; // prettier-ignore
  const xml = printManifest(extension, ["package.json"]);
  expect(xml.match(/<Asset /g)).toHaveLength(1);
  expect(xml).not.toContain(hostile);
});
