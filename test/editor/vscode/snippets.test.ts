/** Snippets of the extension: with its defaults each of them is a program, or a part of one, without errors and as it is formatted. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { expect, test } from "vitest";
import * as plugin from "../../../src/format/plugin.ts";
import { snapshotOf } from "../marks.ts";
import { expandSnippet } from "./expand-snippet.ts";

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: string | readonly string[];
}

const file = join(import.meta.dirname, "../../../src/editor/vscode/package/snippets.json");
const snippets = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Snippet>);

const chain = (stages: string): string => `model Net {\n  input 32x32x16\n${stages.replace(/^/gm, "  ")}\n  fc 10\n}\n`;
/** What is around a snippet, by its prefix: the rest of a file. */
const around: Readonly<Record<string, (text: string) => string>> = {
  lenet: (text) => text,
  model: (text) => text,
  block: (text) => `${text}\n${chain("unit(8)")}`,
  residual: (text) => `${text}\n${chain("residual(16)\nresidual(32, s=2)")}`,
  bottleneck: (text) => `${text}\n${chain("bottleneck(4)\nbottleneck(8, s=2)")}`,
  inception: (text) => `${text}\n${chain("inception(8, 4, 8, 2, 4, 4)")}`,
  squeeze: (text) => `${text}\n${chain("squeeze()\nsqueeze(4)")}`,
  train: (text) => `${chain("relu").replace("16", "3")}\n${text}`,
  repeat: chain,
  skip: chain,
  concat: chain,
  expect: (text) => chain("relu").replace("fc 10", `fc 10\n  ${text}`),
  import: (text) => `${text}\n${chain("basic(16)")}`,
  ignore: (text) => chain(`${text}\nmaxpool 3`),
};

test.each(snippets)("%s is without errors and warnings, and formatted", async (_, { prefix, description, body }) => {
  expect(Object.hasOwn(around, prefix)).toBe(true);
  expect(description).toMatch(/^[A-Z0-9].*[^.]$/);
  const text = expandSnippet(body);
  expect(text).not.toMatch(/\$[\d{]/);
  const program = around[prefix]!(text);
  const { diagnostics, checked } = snapshotOf(program);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  expect(checked.models.length).toBeGreaterThan(0);
  const formatted = await format(program, { parser: "cnn", plugins: [plugin], printWidth: 100 });
  expect(formatted.trim()).toBe(program.trim());
});

test("each has a prefix of its own", () => {
  const prefixes = snippets.map(([, { prefix }]) => prefix);
  expect(new Set(prefixes).size).toBe(prefixes.length);
});

test("places are expanded as editors do", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: so are places written.
  expect(expandSnippet(["$2 ${1:a${2:b}}", "$1 \\$1 ${3|x,y|} ${4}$0"])).toBe("b ab\nab $1 x ");
});
