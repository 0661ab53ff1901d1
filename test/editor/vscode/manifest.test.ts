/** What the extension says of itself: files that are there, settings as the server has them, rules of the language that fit programs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { defaultSettings } from "../../../src/editor/server/settings.ts";
import { printContentTypes } from "../../../src/editor/vscode/vsix-manifest.ts";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "src/editor/vscode/package");
const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const manifest = readJson(join(folder, "package.json"));
const language = readJson(join(folder, "language-configuration.json"));
const { properties } = manifest.contributes.configuration;

describe("the manifest", () => {
  it("has the version of cnnc, asks for nothing at start, and has no dependency", () => {
    const { version, devDependencies } = readJson(join(root, "package.json"));
    expect(manifest.version).toBe(version);
    expect(manifest).not.toHaveProperty("dependencies");
    expect(manifest.activationEvents).toEqual([]);
    // The types are those of the oldest editor it runs in.
    expect(manifest.engines.vscode).toBe(`^${devDependencies["@types/vscode"]}`);
    expect(readJson(join(root, "node_modules/vscode-languageclient/package.json")).engines.vscode).toBe(manifest.engines.vscode); // prettier-ignore
  });

  it("names commands that it has, each once in the palette", () => {
    const commands = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    expect(new Set(commands).size).toBe(commands.length);
    const source = readFileSync(join(root, "src/editor/vscode/extension.ts"), "utf8");
    for (const command of commands) expect(source).toContain(`"${command}"`);
    for (const menu of Object.values(manifest.contributes.menus) as { command: string; when: string }[][])
      for (const { command, when } of menu) {
        expect(commands).toContain(command);
        expect(when).toMatch(/(?:editorLangId|resourceLangId) == cnn/);
      }
  });

  it("has the server's defaults, and settings that name programs are not a folder's to set", () => {
    expect(properties["cnnc.inlayHints.shapes"].default).toBe(defaultSettings.inlayHints.shapes);
    expect(properties["cnnc.inlayHints.parameters"].default).toBe(defaultSettings.inlayHints.parameters);
    expect(properties["cnnc.codeLens"].default).toBe(defaultSettings.codeLens);
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations).toEqual(["cnnc.command", "cnnc.server.path"]);
    for (const name of restrictedConfigurations)
      expect(properties[name]).toMatchObject({ scope: "machine", default: "" });
    for (const [name, { description, markdownDescription, default: value }] of Object.entries<Record<string, unknown>>(
      properties,
    )) {
      expect(name).toMatch(/^cnnc\./);
      expect(description ?? markdownDescription).toMatch(/\.$/);
      expect(value).toBeDefined();
    }
  });

  it("names files that are there", () => {
    const [{ configuration, icon }] = manifest.contributes.languages;
    for (const path of [configuration, icon.light, icon.dark, manifest.icon, manifest.contributes.snippets[0].path])
      expect(existsSync(join(folder, path))).toBe(true);
    expect(manifest.contributes.grammars[0]).toMatchObject({ scopeName: "source.cnn", path: "./cnn.tmLanguage.json" });
    const icons = [icon.light, icon.dark].map((path) => readFileSync(join(folder, path), "utf8"));
    for (const text of icons) expect(text).not.toMatch(/script|href|url\(/);
    expect(icons[0]).not.toBe(icons[1]);
  });
});

test("a file without a content type is refused", () => {
  expect(() => printContentTypes(["a.exe"])).toThrow(/no content type/);
});

describe("the language's rules", () => {
  const rule = (text: string) => new RegExp(text);
  const increase = rule(language.indentationRules.increaseIndentPattern);
  const decrease = rule(language.indentationRules.decreaseIndentPattern);
  const programs = ["examples", "stdlib"].flatMap((name) =>
    readdirSync(join(root, name))
      .filter((file) => file.endsWith(".cnn"))
      .map((file) => join(root, name, file)),
  );

  it("indent as the formatter does: every program we ship", () => {
    let pairs = 0;
    for (const path of programs) {
      const lines = readFileSync(path, "utf8").split("\n");
      for (const [i, line] of lines.entries()) {
        const next = lines[i + 1];
        if (next === undefined || next.trim() === "" || line.trim() === "" || /^\s*\/\//.test(line)) continue;
        const [before, after] = [line, next].map((each) => each.length - each.trimStart().length);
        const shift = increase.test(line) ? 1 : 0;
        if (shift === 1) {
          expect(`${path}:${i + 1} ${after! > before!}`).toBe(`${path}:${i + 1} ${!decrease.test(next)}`);
          pairs++;
        } else if (decrease.test(next)) expect(after!).toBeLessThan(before!);
      }
    }
    expect(pairs).toBeGreaterThan(100);
  });

  it.each([
    ["add {", true],
    ["model M {  ", true],
    ["stage(unit,", true],
    ["schedule milestones [30,", true],
    ["conv 3x3x{c} p1", false],
    ["block double(c) { [conv 3x3x{c} p1] * 2 }", false],
    ["// add {", false],
    ['data "a {"', false],
    ["relu // {", false],
    ["}", false],
  ])("%s indents what follows: %s", (line, indents) => expect(increase.test(line)).toBe(indents));

  it("go on with a comment of documentation, and end with an empty line of it", () => {
    const append = (before: string, after: string) =>
      language.onEnterRules.find(
        ({ beforeText, afterText = ".*" }: { beforeText: string; afterText?: string }) =>
          rule(beforeText).test(before) && rule(afterText).test(after),
      )?.action.appendText;
    expect(append("  /// What it is", "")).toBe("/// ");
    expect(append("  /// What", "it is")).toBe("/// ");
    expect(append("  ///", "")).toBeUndefined();
    expect(append("  //// no", "")).toBeUndefined();
    expect(append("  conv 3x3x8", "")).toBeUndefined();
  });

  it("take a size for one word", () => {
    const words = (text: string) => text.match(new RegExp(language.wordPattern, "g"));
    expect(words("conv 5x5x6 s1 -> batch 61_706 lr=0.05")).toEqual([
      "conv",
      "5x5x6",
      "s1",
      "batch",
      "61_706",
      "lr",
      "0.05",
    ]);
  });
});
