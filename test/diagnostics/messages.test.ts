/**
 * Messages as users meet them: every program of `messages/` has a mistake of the kind that people make, and its `.txt` beside it
 * is what is said. `npx vitest run test/diagnostics/messages.test.ts -u` writes the texts; read them before they go in.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { createProjectFiles } from "../../src/cli/project-files.ts";
import { createReport, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderHuman } from "../../src/diagnostics/render-human.ts";
import * as operators from "../../src/ops/registry.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";

const folder = join(import.meta.dirname, "messages");
const files = readdirSync(folder);
const programs = files.filter((name) => name.endsWith(".cnn"));

/** Named as it stands from the root of the project, where the tests run. */
function checkProgram(name: string): readonly Diagnostic[] {
  const report = createReport();
  const path = `test/diagnostics/messages/${name}`;
  const source = createSource(path, readFileSync(join(folder, name), "utf8"));
  check(parse(source, report, operators.vocabulary), operators, report, { project: createProjectFiles(path) });
  return report.diagnostics;
}

/** Lists of all there is grow with the language, lines of the library move, folders are this machine's: none is shown here. */
function shorten(text: string): string {
  return text
    .replaceAll(process.cwd(), "/project")
    .replaceAll("test/diagnostics/messages/", "")
    .replace(/((?:there are|the layers are|the settings are|it declares|` takes sizes) [^,\n]*,)[^\n]*/g, "$1 …")
    .replace(/(┌─ std\/\w+):\d+:\d+\n *\d+ │/g, "$1:…\n … │");
}

describe("messages", () => {
  it.each(programs)("%s", async (name) => {
    const text = shorten(renderHuman(checkProgram(name), { color: false }));
    expect(text).not.toBe("");
    expect(text.split("\n").filter((row) => row !== row.trimEnd())).toEqual([]);
    await expect(text).toMatchFileSnapshot(join(folder, name.replace(/\.cnn$/, ".txt")));
  });

  it("have a program each", () => {
    const texts = files.filter((name) => name.endsWith(".txt")).map((name) => name.replace(/\.txt$/, ".cnn"));
    expect(texts.filter((name) => !programs.includes(name))).toEqual([]);
  });

  it("are of many kinds", () => {
    const codes = programs.flatMap((name) => checkProgram(name).map(({ code }) => code));
    expect(programs.length).toBeGreaterThanOrEqual(40);
    expect(new Set(codes).size).toBeGreaterThanOrEqual(25);
  });
});
