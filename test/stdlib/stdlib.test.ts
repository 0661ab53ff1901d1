/** The standard library: every file checks without errors and warnings, documents what it gives, and promises its counts. */
import { describe, expect, it } from "vitest";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { renderHuman } from "../../src/diagnostics/render-human.ts";
import { createSource } from "../../src/source/source.ts";
import type { Block, Model } from "../../src/syntax/ast.ts";
import { parse } from "../../src/syntax/parse.ts";
import { checkText } from "../check/check-text.ts";
import { checkProgram, programsIn, readProgram, root } from "./read-program.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const files = programsIn("stdlib");

describe.each(files)("%s", (path) => {
  const { declarations } = parse(createSource(path, readProgram(path)), createReport());
  const blocks = declarations.filter((each): each is Block => each.kind === "block");
  const models = declarations.filter((each): each is Model => each.kind === "model");

  it("checks without errors and warnings", () => {
    expect(renderHuman(checkProgram(path).diagnostics, { color: false })).toBe("");
  });

  it("says what each block is for", () => {
    for (const { name, documentation } of blocks) expect(documentation, name.text).toMatch(/\w/);
  });

  it("promises parameters and multiply-adds of each model", () => {
    for (const { name, body } of models) {
      const metrics = body.statements.flatMap((each) => (each.kind === "expect" ? [each.metric.text] : []));
      expect(metrics, name.text).toEqual(expect.arrayContaining(["params", "macs"]));
    }
  });

  it("can be imported", () => {
    const names = [...blocks, ...models].map(({ name }) => name.text);
    const { diagnostics } = checkText(`import ${names.join(", ")} from "std/${path.slice(7, -4)}"\n`);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("is listed in the folder's README with what it gives", () => {
    const readme = readFileSync(join(root, "stdlib/README.md"), "utf8");
    const row = readme.split("\n").find((line) => line.includes(`\`std/${path.slice(7, -4)}\``));
    for (const { name } of [...blocks, ...models]) expect(row, path).toContain(`\`${name.text}\``);
  });
});

it("the README's program checks", () => {
  const readme = readFileSync(join(root, "stdlib/README.md"), "utf8");
  const programs = [...readme.matchAll(/```cnn\n([\s\S]*?)```/g)].map((match) => match[1]!);
  expect(programs.length).toBe(1);
  expect(checkText(programs[0]!).codes).toEqual([]);
});

describe("families", () => {
  it.each([
    ["std/resnet", "ResNet18", "classes=26", 11_689_512 - 513 * 974],
    ["std/vgg", "VGGD", "classes=10", 138_357_544 - 4097 * 990],
    ["std/inception", "GoogLeNetWithHeads", "classes=10", 13_004_888 - 3 * 1025 * 990],
    ["std/lenet", "LeNet5", "classes=26", 61_706 + 85 * 16],
  ])("%s: %s with %s keeps its promise", (file, model, argument, params) => {
    const { models, codes } = checkText(
      `import ${model} from "${file}"\ntrain ${model}(${argument}) { data "images" }\n`,
    );
    expect(codes).toEqual([]);
    expect(models[0]!.totals.params).toBe(params);
  });
});
