/** The pages of editors are what their table says (`npm run generate` writes them), and each says whether it was tried. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { OPTIONS } from "../../src/cli/options.ts";
import { defaultSettings } from "../../src/editor/server/settings.ts";
import { editorPages, editors } from "./editors.ts";

const folder = join(import.meta.dirname, "../../docs/editors");
const pages = editorPages();

describe("the pages of editors", () => {
  it.each(pages)("%s is fresh (else: npm run generate)", async (path, page) => {
    expect(readFileSync(join(folder, path), "utf8")).toBe(await format(page, { parser: "markdown", printWidth: 120 }));
  });

  it("there are no others", () => {
    expect(readdirSync(folder).sort()).toEqual(pages.map(([path]) => path).sort());
  });

  it("say whether they were tried, and how hints and formatting are switched", () => {
    for (const { tried, hints, formatting, files, colors } of editors) {
      expect(tried).toMatch(/^(?:Run |Its package |Not )/);
      for (const text of [hints, formatting, files, colors]) expect(text).toMatch(/\S.*\.$/);
    }
  });

  it("start the server by words that the command knows", () => {
    expect(Object.keys(OPTIONS)).toContain("stdio");
    const written = editors.flatMap(({ parts }) => parts.map(({ text }) => text)).join("\n");
    for (const [call] of written.matchAll(/["']cnnc["'],? *\(?\[?["']?lsp|args = \[[^\]]*\]|"args": \[[^\]]*\]/g))
      expect(call).toMatch(/lsp/);
    expect(written.match(/\blsp"|'lsp'/g)!.length).toBeGreaterThanOrEqual(6);
  });

  it("hold JSON that can be read, and the settings as the server has them", () => {
    const parts = editors.flatMap((editor) => editor.parts.filter(({ language }) => language === "json"));
    expect(parts.length).toBeGreaterThanOrEqual(3);
    for (const { text } of parts) expect(() => JSON.parse(text)).not.toThrow();
    const [, overview] = pages[0]!;
    const { inlayHints, codeLens } = defaultSettings;
    expect(overview).toContain(`\`inlayHints.shapes\` (${inlayHints.shapes})`);
    expect(overview).toContain(`\`inlayHints.parameters\` (${inlayHints.parameters})`);
    expect(overview).toContain(`\`codeLens\` (${codeLens})`);
  });
});
