/** Models beside what is known of their data: each kind of mistake, its place and fix, and what is no mistake. */
import { describe, expect, it } from "vitest";
import { check, compile } from "../../src/index.ts";
import type { DataFacts, DataFactsReader } from "../../src/std/data-sets.ts";
import { factsOfNamedSet } from "../../src/std/data-sets.ts";
import { makeFixes } from "../../src/diagnostics/make-fixes.ts";
import { namedSets } from "../../src/data/named-sets.ts";
import { applyFix, checkText } from "./check-text.ts";

const program = (data: string, ...lines: readonly string[]): string =>
  `model N {\n${lines.map((line) => `  ${line}\n`).join("")}}\ntrain N {\n  data ${data}\n}\n`;

const own =
  (facts: DataFacts): DataFactsReader =>
  ({ spec }) =>
    spec === "own" ? facts : undefined;

const withFacts = (text: string, facts: DataFactsReader = factsOfNamedSet) => checkText(text, "test.cnn", facts);

function only(text: string, code: string, under: string, facts?: DataFactsReader) {
  const { diagnostics, codes } = withFacts(text, facts);
  expect(codes).toEqual([code]);
  const [found] = diagnostics;
  expect(text.slice(found!.span!.start, found!.span!.end)).toBe(under);
  return found!;
}

describe("the number of outputs", () => {
  it.each([
    ["fc 9", "fc 9", "fc 10"],
    ["fc 84 -> relu -> fc 9 nobias", "fc 9 nobias", "fc 84 -> relu -> fc 10 nobias"],
    ["fc 9 -> softmax", "fc 9", "fc 10 -> softmax"],
    ["conv 28x28x9 -> flatten", "conv 28x28x9", "conv 28x28x10 -> flatten"],
    ["conv 3x3x9 p1 -> gavgpool", "conv 3x3x9 p1", "conv 3x3x10 p1 -> gavgpool"],
  ])("%s is too few for mnist", (end, under, fixed) => {
    const text = program("mnist", "input 28x28x1", end);
    const found = withFacts(text).diagnostics.find(({ code }) => code === "check/too-few-outputs")!;
    expect(found.message).toBe("`mnist` has 10 classes, and the model gives 9 outputs");
    expect(text.slice(found.span!.start, found.span!.end)).toBe(under);
    expect(found.fixes[0]!.safe).toBe(true);
    expect(applyFix(text, found)).toBe(program("mnist", "input 28x28x1", fixed));
  });

  it("is too few where a block, a parameter or a computation decides, without a fix", () => {
    const inBlock = `block end(n) { fc {n} }\n${program("mnist", "input 28x28x1", "end(9)")}`;
    expect(only(inBlock, "check/too-few-outputs", "end(9)").fixes).toEqual([]);
    const computed = program("mnist", "input 28x28x1", "fc {3 * 3}");
    expect(only(computed, "check/too-few-outputs", "fc {3 * 3}").fixes).toEqual([]);
  });

  it("is more than there are classes: a warning", () => {
    const text = program("cifar10", "input 32x32x3", "fc 100");
    const found = only(text, "lint/more-outputs-than-classes", "fc 100");
    expect(found.severity).toBe("warning");
    expect(found.fixes[0]!.safe).toBeUndefined();
    expect(applyFix(text, found)).toBe(program("cifar10", "input 32x32x3", "fc 10"));
  });

  it("is that of the class folders, whose images are fitted", () => {
    const folders = own({ classes: 3, classNames: ["a", "b", "c"], count: 30 });
    only(program('"own"', "input 9x7x3", "fc 2"), "check/too-few-outputs", "fc 2", folders);
    expect(withFacts(program('"own"', "input 9x7x3", "fc 3"), folders).codes).toEqual([]);
  });

  it("has a limit, since labels are one byte", () => {
    const folders = own({ classes: 300 });
    const found = only(program('"own"', "input 9x7x3", "fc 300"), "check/too-many-classes", 'data "own"', folders);
    expect(found.severity).toBe("error");
    expect(found.message).toBe('"own" has 300 classes, and a label names one of 256');
    // What is not known may have fewer.
    only(program('"other"', "input 9x7x3", "fc 257"), "lint/outputs-beyond-labels", 'data "other"', folders);
    expect(withFacts(program('"other"', "input 9x7x3", "fc 256"), folders).codes).toEqual([]);
  });
});

describe("the input", () => {
  it.each([
    ["32x32x1", "28x28x1 -> pad 2x2", true],
    ["30x34x1", "28x28x1 -> pad 1x3", true],
    ["64x64x1", "28x28x1 -> pad 18x18", undefined],
    ["32x32x3", "28x28x1", undefined],
    ["29x29x1", "28x28x1", undefined],
    ["14x14x1", "28x28x1", undefined],
    ["784", "28x28x1", undefined],
  ])("input %s is no image of mnist", (input, fixed, safe) => {
    const text = program("mnist", `input ${input}`, "fc 10");
    const found = only(text, "check/input-unlike-data", `input ${input}`);
    expect(found.message).toBe(`the images of \`mnist\` are 28x28x1, and the model reads ${input}`);
    expect(found.help).toBe(`write \`input ${fixed}\``);
    expect(found.fixes[0]!.safe).toBe(safe);
    expect(applyFix(text, found)).toBe(program("mnist", `input ${fixed}`, "fc 10"));
  });

  it("of LeNet-5 gets its margin by --fix, and stays the same network", async () => {
    const lines = ["conv 5x5x6 -> relu -> maxpool 2", "conv 5x5x16 -> relu -> maxpool 2", "fc 120 -> relu", "fc 10"];
    const { text, diagnostics } = await makeFixes(
      program("mnist", "input 32x32x1", ...lines),
      (each) => withFacts(each).diagnostics,
    );
    expect(text).toBe(program("mnist", "input 28x28x1 -> pad 2x2", ...lines));
    expect(diagnostics).toEqual([]);
  });

  it("of a table holds as many values as a row", () => {
    const table = own({ values: 12 });
    expect(withFacts(program('"own"', "input 3x4x1", "fc 2"), table).codes).toEqual([]);
    const found = only(program('"own"', "input 13", "fc 2"), "check/input-unlike-data", "input 13", table);
    expect(found.message).toBe('the rows of "own" hold 12 values, and the model reads 13');
    expect(applyFix(program('"own"', "input 13", "fc 2"), found)).toBe(program('"own"', "input 12", "fc 2"));
    expect(
      only(program('"own"', "input 4x4x1", "fc 2"), "check/input-unlike-data", "input 4x4x1", table).fixes,
    ).toEqual([]);
  });
});

describe("what is not known", () => {
  it("is not looked at", () => {
    const text = program("mnist", "input 32x32x3", "fc 9");
    expect(checkText(text).codes).toEqual([]);
    expect(withFacts(program('"there is nothing"', "input 5x5x1", "fc 9")).codes).toEqual([]);
    expect(withFacts("model N {\n  input 5x5x1\n  fc 9\n}\n").codes).toEqual([]);
  });

  it("is handed to the library", async () => {
    const text = program("mnist", "input 28x28x1", "fc 9");
    expect(check(text).diagnostics).toEqual([]);
    expect(check(text, { dataFacts: factsOfNamedSet }).diagnostics.map(({ code }) => code)).toEqual([
      "check/too-few-outputs",
    ]);
    const { wasm, diagnostics } = await compile(text, { dataFacts: factsOfNamedSet });
    expect(wasm).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["check/too-few-outputs"]);
  });
});

it("one place holds the facts of named sets", () => {
  for (const [spec, { classNames }] of namedSets) expect(factsOfNamedSet({ spec })!.classNames).toBe(classNames);
});
