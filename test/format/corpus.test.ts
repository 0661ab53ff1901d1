/** Everything written in the language in this project: formatted, it means the same; examples and library are formatted. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { inits, layers, losses, optimizers, schedules } from "../../src/ops/registry.ts";
import { gatherDefinitions } from "../../src/report/catalogue.ts";
import { formatText } from "../../src/format/format.ts";
import { parseText } from "../syntax/parse-text.ts";
import { mustFormat } from "./must-format.ts";

const root = join(import.meta.dirname, "../..");

function programsIn(folder: string): readonly (readonly [path: string, text: string])[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".cnn"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [relative(root, path), readFileSync(path, "utf8")]);
}

const shown = ["examples", "stdlib", "docs"].flatMap(programsIn);
const operators = [layers, losses, optimizers, schedules, inits].flatMap((table) => [...table.values()]);
const definitions = gatherDefinitions();

test("there is something to format", () => {
  expect(shown.length).toBeGreaterThan(20);
  expect(operators.length).toBeGreaterThan(30);
});

describe("what is shown to readers is formatted", () => {
  test.each(shown)("%s", async (_path, text) => expect(await mustFormat(text)).toBe(text));
});

test("examples of operators", async () => {
  for (const { documentation } of operators) await mustFormat(documentation.example);
});

test("programs of diagnostics and of tests", async () => {
  const texts = definitions.flatMap(({ failing, fixed }) => [failing, fixed]).filter((text) => text !== undefined);
  texts.push(...programsIn("test").map(([, text]) => text));
  const right = texts.filter((text) => parseText(text).messages.length === 0);
  expect(right.length).toBeGreaterThan(100);
  for (const text of right) await mustFormat(text);
  for (const text of texts) {
    if (parseText(text).report.hasErrors) await expect(formatText(text)).rejects.toThrow(SyntaxError);
  }
});

test("line endings and byte order mark", async () => {
  for (const [, text] of shown.slice(0, 10)) {
    const wanted = await formatText(text);
    for (const ending of ["\r\n", "\r"]) {
      expect(await mustFormat(text.replaceAll("\n", ending))).toBe(wanted);
      expect(await mustFormat(`\ufeff${text.replaceAll("\n", ending)}`)).toBe(wanted);
    }
    const crlf = wanted.replaceAll("\n", "\r\n");
    expect(await mustFormat(text, { endOfLine: "crlf" })).toBe(crlf);
    expect(await mustFormat(crlf, { endOfLine: "auto" })).toBe(crlf);
  }
});

test("narrow, wide, and with tabs", async () => {
  for (const [, text] of shown) {
    await mustFormat(text, { printWidth: 40 });
    await mustFormat(text, { printWidth: 200, tabWidth: 4, useTabs: true });
  }
});
