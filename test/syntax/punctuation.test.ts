/**
 * Punctuation and sizes as other languages have them: each line gets one message, and its fix, made on the text, leaves nothing to
 * say. What the rules accept is never touched, whatever stands around it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFixes } from "../../src/diagnostics/apply-fixes.ts";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { vocabulary } from "../../src/ops/registry.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";
import { share } from "../soak.ts";
import { program } from "../format/random-program.ts";

function parseWords(text: string) {
  const report = createReport();
  parse(createSource("a.cnn", text), report, vocabulary);
  return report.diagnostics;
}

const inModel = (line: string): string => `model A {\n  input 28x28x1\n  ${line}\n  fc 10\n}\n`;
const inInput = (line: string): string => `model A {\n  ${line}\n  fc 10\n}\n`;
const inTrain = (line: string): string => `model A {\n  input 28x28x1\n  fc 10\n}\ntrain A {\n  ${line}\n}\n`;

describe("a line with a slip", () => {
  test.each([
    [inInput, "input: 28x28x1", "input 28x28x1"],
    [inInput, "input = 28x28x1", "input 28x28x1"],
    [inInput, "input:28x28x1", "input 28x28x1"],
    [inInput, "input=28x28x1", "input 28x28x1"],
    [inInput, "input 28x28x1,", "input 28x28x1"],
    [inInput, "input 28 x 28 x 1", "input 28x28x1"],
    [inInput, "input 28x28 x1", "input 28x28x1"],
    [inInput, "input 28*28*1", "input 28x28x1"],
    [inInput, "input 28 * 28 * 1", "input 28x28x1"],
    [inInput, "Input 28x28x1", "input 28x28x1"],
    [inInput, "Input: 28 x 28 x 1,", "input 28x28x1"],
    [inInput, "inputs = 28x28x1 // images", "input 28x28x1 // images"],
    [inInput, "input_shape: 28x28x1", "input 28x28x1"],
    [inModel, "conv 5 x 5 x 6", "conv 5x5x6"],
    [inModel, "conv 5*5*6 p2", "conv 5x5x6 p2"],
    [inModel, "conv 3 x 3 x {2*4} -> relu", "conv 3x3x{2*4} -> relu"],
    [inModel, "conv = 5x5x6", "conv 5x5x6"],
    [inModel, "conv 3x3x8, relu, maxpool 2", "conv 3x3x8 -> relu -> maxpool 2"],
    [inModel, "conv 3x3x8, p1, nobias", "conv 3x3x8 p1 nobias"],
    [inModel, "conv 3x3x8, -> relu", "conv 3x3x8 -> relu"],
    [inModel, "[conv 3x3x8 p1, relu] * 2", "[conv 3x3x8 p1 -> relu] * 2"],
    [inModel, "add { conv 3x3x1 p1, relu | }", "add { conv 3x3x1 p1 -> relu | }"],
    [inModel, "dropout 0,5", "dropout 0.5"],
    [inModel, "maxpool 2,", "maxpool 2"],
    [inModel, "sum { conv 3x3x1 p1 | }", "add { conv 3x3x1 p1 | }"],
    [inModel, "multiply { sigmoid | }", "mul { sigmoid | }"],
    [inModel, "Concatenate { relu | tanh }", "concat { relu | tanh }"],
    [inTrain, "data: mnist", "data mnist"],
    [inTrain, "epochs = 3", "epochs 3"],
    [inTrain, "epochs=3,", "epochs 3"],
    [inTrain, "batch: 32", "batch 32"],
    [inTrain, "optimizer: sgd, lr=0.1, momentum=0.9", "optimizer sgd lr=0.1 momentum=0.9"],
    [inTrain, "augment shift 2, flip horizontal", "augment shift 2 -> flip horizontal"],
  ] as const)("%#: %2$s", (around, written, meant) => {
    const text = around(written);
    const found = parseWords(text);
    expect(found.map(({ code }) => code)).toEqual(["syntax/unexpected-token"]);
    const fixes = found.flatMap(({ fixes: all }) => all);
    expect(fixes.map(({ safe }) => safe)).toEqual([true]);
    const fixed = applyFixes(text, fixes).text;
    expect(fixed).toBe(around(meant));
    expect(parseWords(fixed)).toEqual([]);
  });

  test.each([
    // Which number is meant, nobody can say.
    [inModel, "leakyrelu 1,5", /`1\.5`, or `1x5` for sizes/],
    [inModel, "conv 3x3,8", /join the sizes by `x`/],
    [inModel, "conv 3x3x8, other", /`->` for the comma before a stage/],
    [inModel, "max { conv 1x1x4 | conv 3x3x4 p1 }", /`add` for the sum of the arms, `mul`.*`concat`/],
  ] as const)("%#: is told what to write where a machine cannot know", (around, written, help) => {
    const found = parseWords(around(written));
    expect(found).toHaveLength(1);
    expect(found[0]!.help).toMatch(help);
    expect(found[0]!.fixes).toEqual([]);
  });

  test("all lines of a file in one run", () => {
    const text =
      "model A {\n  input: 28 x 28 x 1,\n  conv 5*5*6, relu,\n  fc 10\n}\ntrain A {\n  data: mnist,\n  epochs = 3;\n}\n";
    const fixes = parseWords(text).flatMap(({ fixes: all }) => all);
    expect(applyFixes(text, fixes).text).toBe(
      "model A {\n  input 28x28x1\n  conv 5x5x6 -> relu\n  fc 10\n}\ntrain A {\n  data mnist\n  epochs 3\n}\n",
    );
  });
});

describe("what is right", () => {
  test("is not touched: stars that repeat, colons that check, commas in brackets", () => {
    for (const line of [
      "fc 10 * 2",
      "conv 3x3x8 p1 * 2",
      "maxpool 2*2",
      "relu: 28x28x1",
      "fc 10 : 10",
      "expect params 2*3*4 + 5*6*7",
      "expect rf == 1 * 2 * 3",
      "let n = 2 * 3 * 4",
      "let n = [1, 2]",
      "if in.h == 2*2*7 { relu }",
      "conv 3x3x{min(2, 3)}",
      "unit(2, k=3)",
      "[relu -> unit([1, 2], 3)] * (2*3*4)",
      "add {\n    relu\n  | tanh\n  }",
    ])
      expect(parseWords(inModel(line)).map(({ message }) => message)).toEqual([]);
  });

  test("is not touched in any program of the project", () => {
    const root = join(import.meta.dirname, "..", "..");
    const files = ["stdlib", "examples", "docs/tutorial"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".cnn"))
        .map((name) => join(root, folder, name)),
    );
    expect(files.length).toBeGreaterThan(25);
    for (const file of files) expect([file, parseWords(readFileSync(file, "utf8"))]).toEqual([file, []]);
  });

  test("is not touched in random programs over the whole grammar", () => {
    fc.assert(
      fc.property(program, (text) => {
        // A word `x` behind the sizes of a layer parses, and no layer takes it.
        fc.pre(!/\d\s+x\d*\s/.test(text));
        expect(parseWords(text)).toEqual([]);
      }),
      { numRuns: share(3_000) },
    );
  });
});
