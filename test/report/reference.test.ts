/**
 * The reference page of the diagnostics is what the definitions say, and no definition of any room is missing from it.
 * `npx vitest run test/report/reference.test.ts -u` writes the page.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import * as commandCodes from "../../src/cli/diagnostics.ts";
import { findDefinition, gatherDefinitions } from "../../src/report/catalogue.ts";
import { renderDefinition, renderDefinitions } from "../../src/report/render-explanation.ts";

const source = join(import.meta.dirname, "../../src");
const definitions = gatherDefinitions(commandCodes);

describe("the catalogue", () => {
  it("holds every code that stands in the sources", () => {
    const written = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) => [
        ...readFileSync(join(source, path), "utf8").matchAll(/\bcode: "([a-z]+\/[a-z0-9-]+)",\n\s*severity:/g),
      ])
      .map((match) => match[1]!);
    expect(written.length).toBeGreaterThan(60);
    expect([...new Set(written)].sort()).toEqual(definitions.map(({ code }) => code).sort());
  });

  it("holds each code once, with its facts", () => {
    expect(new Set(definitions.map(({ code }) => code)).size).toBe(definitions.length);
    for (const { code, title, explanation, failing, fixed } of definitions) {
      expect(code).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
      expect(title).not.toMatch(/^[A-Z][a-z]|\.$/);
      expect(explanation.length).toBeGreaterThan(title.length / 2);
      expect(failing === undefined).toBe(fixed === undefined);
    }
  });

  it("finds a code, and nothing for what is none", () => {
    expect(findDefinition("check/unknown-layer", definitions)?.title).toBe("no layer has this name");
    expect(findDefinition("constructor", definitions)).toBeUndefined();
  });
});

describe("pages", () => {
  it("of one code show it failing and mended", () => {
    const page = renderDefinition(findDefinition("check/unknown-layer", definitions)!);
    expect(page).toContain("# check/unknown-layer");
    expect(page).toContain("conw 5x5x6");
    expect(page).toContain("conv 5x5x6");
  });

  it("of all codes are fresh (else: npx vitest run test/report/reference.test.ts -u)", async () => {
    const page = await format(renderDefinitions(definitions), { parser: "markdown", printWidth: 120 });
    await expect(page).toMatchFileSnapshot("../../docs/reference/diagnostics.md");
  });
});
