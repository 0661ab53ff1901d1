/**
 * The reference is what the sources say (`npm run generate` writes it), no definition of any room is missing from it, and the
 * catalogue keeps to the wording of diagnostics.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { chapters } from "../../src/check/language/chapters.ts";
import * as commandCodes from "../../src/cli/diagnostics.ts";
import { referencePath } from "../../src/diagnostics/reference.ts";
import { LIMITS } from "../../src/limits.ts";
import type { Operator } from "../../src/ops/operator.ts";
import * as operators from "../../src/ops/registry.ts";
import { checkExample } from "../../src/report/check-example.ts";
import { findDefinition, gatherDefinitions } from "../../src/report/catalogue.ts";
import { describeWord } from "../../src/report/describe-word.ts";
import { referencePages } from "../../src/report/reference.ts";
import { renderDefinition } from "../../src/report/render-definition.ts";

const root = join(import.meta.dirname, "../..");
const source = join(root, "src");
const folder = join(root, "docs/reference");
const definitions = gatherDefinitions(commandCodes);
const pages = referencePages(definitions);

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

  it("holds each code once", () => {
    expect(new Set(definitions.map(({ code }) => code)).size).toBe(definitions.length);
  });

  it("finds a code, and nothing for what is none", () => {
    expect(findDefinition("check/unknown-layer", definitions)?.title).toBe("no layer has this name");
    expect(findDefinition("constructor", definitions)).toBeUndefined();
  });

  const rooms = [
    "build",
    "check",
    "cli",
    "data",
    "export",
    "file",
    "import",
    "lint",
    "run",
    "runtime",
    "shape",
    "syntax",
    "train",
    "weights",
  ];

  it.each(definitions.map((definition) => [definition.code, definition] as const))("%s", (code, definition) => {
    const { title, explanation, failing, fixed, severity } = definition;
    expect(code).toMatch(/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rooms).toContain(code.split("/")[0]);
    expect(title).not.toMatch(/^[A-Z][a-z]|[.!]$/);
    expect(explanation).toMatch(/[.:)]$/);
    expect(`${title} ${explanation}`).not.toMatch(/\b(illegal|invalid|please|sorry|oops)\b/i);
    expect(failing === undefined).toBe(fixed === undefined);
    expect(severity).toMatch(code.startsWith("lint/") ? /^warning$/ : /^(error|warning)$/);
    expect(pages.has(`diagnostics/${code}.md`)).toBe(true);
    expect(referencePath(code)).toBe(`docs/reference/diagnostics/${code}.md`);
  });
});

describe("pages", () => {
  it("of a code show it failing, what is said, and fixed", () => {
    const page = renderDefinition(findDefinition("check/unknown-layer", definitions)!);
    expect(page).toMatch(/^# check\/unknown-layer\n\nerror: no layer has this name\n/);
    expect(page).toContain("conw 5x5x6");
    expect(page).toContain("error[check/unknown-layer]: unknown layer `conw`\n  ┌─ example.cnn:");
    expect(page).toContain("## Right\n\n```cnn\nmodel Example {\n  input 28x28x1\n  conv 5x5x6");
    expect(page).toContain("- replace with `conv` (offered in editors)");
  });

  it("of every shown failing program hold its message", () => {
    for (const definition of definitions) {
      const page = renderDefinition(definition);
      if (page.includes("## Wrong")) expect(page).toContain(`${definition.severity}[${definition.code}]: `);
    }
  });

  it("name every operator, with every argument it takes", () => {
    const page = pages.get("layers.md")!;
    const tables = Object.values(operators).filter((table) => table instanceof Map);
    expect(tables.length).toBeGreaterThanOrEqual(7);
    for (const table of tables as ReadonlyMap<string, Operator>[])
      for (const { name, schema } of table.values()) {
        // A layer and an augmentation may share a name.
        const sections = page.split(`\n### ${name}\n`).slice(1).map((text) => text.split(/\n##/)[0]!); // prettier-ignore
        const whole = (section: string): boolean =>
          Object.keys(schema).every((each) => section.includes(`| ${each} |`));
        expect(sections.some(whole), name).toBe(true);
      }
  });

  it("give the formulas of what has any", () => {
    const page = pages.get("layers.md")!;
    const convolution = page.split("\n### conv\n")[1]!.split(/\n##/)[0]!;
    expect(convolution).toContain("| of the example | formula | with its numbers |");
    expect(convolution).toContain("S + 1");
  });

  it("hold programs that compile, but for those that show a message", () => {
    let programs = 0;
    for (const [path, page] of pages) {
      if (path.startsWith("diagnostics")) continue;
      for (const [, program] of page.matchAll(/```cnn\n(.*?)```/gs)) {
        expect(checkExample(program!).diagnostics, `${path}\n${program}`).toEqual([]);
        programs++;
      }
    }
    expect(programs).toBeGreaterThan(150);
  });

  it("hold the page of every word, as `cnnc explain` shows it", () => {
    const plain = (text: string): string => text.replaceAll(/\[(`\w+`)\]\([^)]*\)/g, "$1");
    for (const { kind, records } of chapters)
      for (const record of records) {
        const page = kind === "setting" ? pages.get(`settings/${record.words[0]}.md`) : pages.get("language.md");
        const meaning = describeWord(record.words[0]!, kind)!.meanings.find(({ title }) =>
          title.includes(record.title),
        )!;
        expect(plain(page!), record.title).toContain(`${meaning.summary}\n\n${meaning.body()}`);
      }
  });

  it("lead to pages and headings that are there", () => {
    const anchorsOf = (page: string): ReadonlySet<string> => {
      const seen = new Map<string, number>();
      const headings = page.replaceAll(/```.*?```/gs, "").matchAll(/^#+ (.*)$/gm);
      return new Set(
        [...headings].map(([, title]) => {
          const text = title!.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-"); // prettier-ignore
          const times = seen.get(text) ?? 0;
          seen.set(text, times + 1);
          return times === 0 ? text : `${text}-${times}`;
        }),
      );
    };
    let links = 0;
    for (const [path, page] of pages)
      for (const [, target] of page.replaceAll(/```.*?```/gs, "").matchAll(/\]\(([^)\s]+)\)/g)) {
        const [file, heading] = target!.split("#");
        const to = file === "" ? path : join(path, "..", file!);
        if (to.startsWith("..")) expect(existsSync(join(folder, to)), target).toBe(true);
        else expect(pages.has(to), `${path}: ${target}`).toBe(true);
        if (heading !== undefined) expect([...anchorsOf(pages.get(to)!)], `${path}: ${target}`).toContain(heading);
        links++;
      }
    expect(links).toBeGreaterThan(200);
    expect(pages.get("settings/augment.md")).toContain("(../layers.md#crop-1)");
  });

  it("give every limit", () => {
    for (const { unit, why } of Object.values(LIMITS)) {
      expect(pages.get("limits.md")).toContain(`| ${unit} | ${why} |`);
    }
  });

  it("are all there, and no others", () => {
    const there = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    expect(there.sort()).toEqual([...pages.keys()].sort());
  });

  it.each([...pages.keys()])("%s is fresh (else: npm run generate)", async (path) => {
    const page = await format(pages.get(path)!, { parser: "markdown", printWidth: 120 });
    expect(readFileSync(join(folder, path), "utf8")).toBe(page);
  });
});
