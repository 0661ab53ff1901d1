/**
 * The tutorial: its page shows the files beside it, what they cost and the messages that `cnnc` gives, so none can drift. The
 * page is written anew from its own marks and compared; `npx vitest run test/examples/tutorial.test.ts -u` writes it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderHuman } from "../../src/diagnostics/render-human.ts";
import { compile } from "../../src/index.ts";
import { checkText } from "../check/check-text.ts";
import { checkProgram, modelAt, programsIn, readProgram, root } from "../stdlib/read-program.ts";

const folder = "docs/tutorial";
const files = programsIn(folder);
const page = join(root, folder, "README.md");
const text = readFileSync(page, "utf8");

const fence = (language: string, content: string): string => `\`\`\`${language}\n${content.trimEnd()}\n\`\`\``;
const count = (value: number): string => value.toLocaleString("en-US");

function showFile(file: string): string {
  const { models } = checkProgram(`${folder}/${file}`);
  const totals = models.map(
    ({ name, totals: { params, macs } }) =>
      `\`${name}\` has ${count(params)} parameters and takes ${count(macs)} multiply-adds.`,
  );
  return `${fence("cnn", readProgram(`${folder}/${file}`))}\n\n[${file}](${file}): ${totals.join(" ")}`;
}

type Edit = readonly [from: string, to: string];

function makeMistake(file: string, edits: readonly Edit[]) {
  const right = readProgram(`${folder}/${file}`);
  const wrong = edits.reduce((source, [from, to]) => {
    // The last place: words in comments stand before.
    const at = source.lastIndexOf(from);
    if (at < 0) throw new Error(`${file} has no ${JSON.stringify(from)}`);
    return source.slice(0, at) + to + source.slice(at + from.length);
  }, right);
  return checkText(wrong, file);
}

const mark = /<!-- (file|mistake) (\S+)(?: (\[.*\]))? -->\n/g;
const marks = [...text.matchAll(mark)].map(([, kind, file, edits]) => ({
  kind,
  file: file!,
  edits: edits === undefined ? [] : (JSON.parse(edits) as Edit[]),
}));

/** The page with what stands behind each mark made anew. */
function writePage(): string {
  const shown =
    /(<!-- (file|mistake) (\S+)(?: (\[.*\]))? -->\n)(?:\n```(?:cnn|text)\n[\s\S]*?\n```\n(?:\n\[[\w.-]+\]\([\w.-]+\): .*\n)?)?/g;
  return text.replace(shown, (_, own: string, kind: string, file: string, edits: string | undefined) => {
    if (kind === "file") return `${own}\n${showFile(file)}\n`;
    const { diagnostics } = makeMistake(file, JSON.parse(edits!) as Edit[]);
    return `${own}\n${fence("text", renderHuman(diagnostics, { color: false }))}\n`;
  });
}

describe("the page", () => {
  it("shows what is", async () => {
    await expect(writePage()).toMatchFileSnapshot(page);
  });

  it("shows each file once, in order", () => {
    const shown = marks.filter(({ kind }) => kind === "file").map(({ file }) => `${folder}/${file}`);
    expect(shown).toEqual(files);
    expect(shown.length).toBe(10);
  });

  it("makes one mistake at a time, and that is one message", () => {
    const mistakes = marks.filter(({ kind }) => kind === "mistake");
    expect(mistakes.length).toBeGreaterThanOrEqual(8);
    const codes = mistakes.map(({ file, edits }) => makeMistake(file, edits).codes);
    for (const each of codes) expect(each.length).toBe(1);
    // Each tells of something else.
    expect(new Set(codes.flat()).size).toBe(codes.length);
  });
});

describe.each(files)("%s", (path) => {
  it("checks without errors and warnings, and promises its parameters", () => {
    const { diagnostics, models } = checkProgram(path);
    expect(renderHuman(diagnostics, { color: false })).toBe("");
    const promised = [...readProgram(path).matchAll(/expect params ([\d_]+)/g)].map((match) => match[1]);
    expect(promised.map((digits) => Number(digits!.replaceAll("_", "")))).toEqual(
      models.map(({ totals }) => totals.params),
    );
  });

  it("is a small change of the step before", () => {
    const before = files[files.indexOf(path) - 1];
    if (before === undefined) return;
    const known = new Set(
      readProgram(before)
        .split("\n")
        .map((line) => line.trim()),
    );
    const lines = readProgram(path)
      .split("\n")
      .filter((line) => line.trim() !== "");
    expect(lines.filter((line) => !known.has(line.trim())).length).toBeLessThanOrEqual(20);
  });
});

// Those whose layers have their kernels.
const ready = files.filter((path) =>
  checkProgram(path).models.every(
    ({ layers }) => layers.length < 30 && layers.every(({ operator }) => operator.forward !== undefined),
  ),
);
it.each(ready)("%s compiles to a module that trains", async (path) => {
  const { wasm } = await compile(readProgram(path), { path });
  expect(WebAssembly.validate(wasm!)).toBe(true);
});

it("the last step is the network of the standard library, for smaller images", () => {
  const [small, large] = [modelAt(`${folder}/10-resnet.cnn:ResNet18`), modelAt("stdlib/resnet.cnn:ResNet18")];
  const classes = 512 * 990 + 990;
  expect(large.totals.params - small.totals.params).toBe(classes + (7 * 7 * 3 - 3 * 3) * 64);
});
