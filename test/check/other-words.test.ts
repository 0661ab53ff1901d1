/**
 * Words and sizes that people bring along: one message a mistake, and what `--fix` makes of it checks. Where a machine cannot know,
 * nothing is changed and the message says what to write.
 */
import { describe, expect, test } from "vitest";
import { makeFixes } from "../../src/diagnostics/make-fixes.ts";
import { checkText } from "./check-text.ts";

const inModel = (line: string): string => `model A {\n  input 28x28x4\n  ${line}\n  fc 10\n}\n`;
const inInput = (line: string): string => `model A {\n  ${line}\n  conv 5x5x6 p2 -> relu -> maxpool 2\n  fc 10\n}\n`;
const inTrain = (line: string): string =>
  `model A {\n  input 28x28x1\n  fc 10\n}\n\ntrain A {\n  ${line.replaceAll("\n", "\n  ")}\n}\n`;

const errorsOf = (text: string) => checkText(text).diagnostics.filter(({ severity }) => severity === "error");

describe("what --fix makes of it", () => {
  test.each([
    [inModel, "conv 3x3x8 p 2", "conv 3x3x8 p2"],
    [inModel, "conv 3x3x8 s 2 p 1", "conv 3x3x8 s2 p1"],
    [inModel, "conv 3x3x8 s=2", "conv 3x3x8 s2"],
    [inModel, "conv 3x3x8 stride 2", "conv 3x3x8 s2"],
    [inModel, "conv 3x3x8 stride=2 padding=1", "conv 3x3x8 s2 p1"],
    [inModel, "conv 3x3x8 padding same", "conv 3x3x8 same"],
    [inModel, "conv 3x3x8 nobias=true", "conv 3x3x8 nobias"],
    [inModel, "conv 3x3x8 nobias=false s2", "conv 3x3x8 s2"],
    [inModel, "maxpool 2 stride 2", "maxpool 2 s2"],
    [inModel, "bn eps 1e-3", "bn eps=1e-3"],
    [inInput, "input 28x28", "input 28x28x1"],
    [inInput, "input 1x28x28", "input 28x28x1"],
    [inTrain, "data mnist\noptimizer adam lr 0.001", "data mnist\noptimizer adam lr=0.001"],
    [inTrain, "data mnist\noptimizer sgd lr 0.1 momentum 0.9", "data mnist\noptimizer sgd lr=0.1 momentum=0.9"],
    [inTrain, "data mnist\nlearning_rate 0.1", "data mnist\noptimizer sgd lr=0.1"],
    [inTrain, "data mnist\noptimizer adam\nlr 0.01", "data mnist\noptimizer adam lr=0.01"],
    [inTrain, "data mnist\nlr 0.1\nmomentum 0.9", "data mnist\noptimizer sgd lr=0.1 momentum=0.9"],
    [inTrain, "data mnist\nbatchsize 3", "data mnist\nbatch 3"],
    [inTrain, "data mnist\nbatch_size = 32,", "data mnist\nbatch 32"],
    [inTrain, "data mnist\nvalidation 0.2", "data mnist split=0.8"],
    [inTrain, "data mnist\npatience 3", "data mnist\nstop patience=3"],
    [inTrain, "dataset mnist\nnum_epochs 5", "data mnist\nepochs 5"],
    [inTrain, "mnist\nadam lr=0.01", "data mnist\noptimizer adam lr=0.01"],
    [inTrain, "data mnist\nmetrics accuracy", "data mnist"],
  ] as const)("%#: %2$s", async (around, written, meant) => {
    const text = around(written);
    expect(errorsOf(text).length).toBeGreaterThan(0);
    const fixed = await makeFixes(text, (each) => checkText(each).diagnostics);
    expect(fixed.text).toBe(around(meant));
    expect(fixed.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("what --fix leaves alone", () => {
  test.each([
    // Another letter makes another layer.
    [inModel, "fc 10 -> lin", "check/unknown-layer", /did you mean `lrn`/],
    [inModel, "conv 3x3", "shape/wrong-number-of-sizes", /`conv 3x3x16` has 16 filters/],
    [inModel, "dropout 50", "check/out-of-range", /write `0\.5`, if 50 % is meant/],
    [inInput, "input 64x28x28x1", "shape/wrong-number-of-sizes", /`input 28x28x1`: the batch of 64 is implied/],
    [inInput, "input 100x12", "shape/wrong-number-of-sizes", /`input 100x12x1`: the channels are missing/],
    [inTrain, "data mnist\noptimizer adam lr", "check/unknown-argument", /with its value: `lr=`/],
    [inTrain, "data mnist\ndropout 0.5", "check/unknown-setting", /`dropout` is a layer/],
    [inTrain, "data mnist\noptimizer sgd lr=0.1\nlearning_rate 0.2", "check/unknown-setting", /which has it/],
    [inTrain, "data mnist\nvalidation 5000", "check/unknown-setting", /`data mnist split=…`/],
  ] as const)("%#: %2$s", async (around, written, code, help) => {
    const text = around(written);
    const errors = errorsOf(text);
    expect(errors.map((error) => error.code)).toEqual([code]);
    expect(errors[0]!.help).toMatch(help);
    const fixed = await makeFixes(text, (each) => checkText(each).diagnostics);
    expect(fixed.text).toBe(text);
  });

  test("a strip with many channels is told of and kept", async () => {
    const text = "model A {\n  input 1x28x28\n  conv 1x5x6 -> relu\n  fc 10\n}\n";
    const fixed = await makeFixes(text, (each) => checkText(each).diagnostics);
    expect(fixed.text).toBe(text);
    expect(fixed.diagnostics.map(({ code }) => code)).toEqual(["lint/channels-first"]);
    // Not where no layer looks at places, nor where the sides differ.
    for (const other of [
      "model A {\n  input 1x28x28\n  fc 10\n}\n",
      "model A {\n  input 1x128x9\n  conv 1x5x6 -> relu\n  fc 10\n}\n",
      "model A {\n  input 28x28x1\n  conv 5x5x6 -> relu\n  fc 10\n}\n",
    ])
      expect(checkText(other).codes).toEqual([]);
  });

  test("a file of nothing is told of", () => {
    for (const text of ["", "\n \n", "// nothing\n", "/* model A { input 3 fc 3 } */"])
      expect(checkText(text).codes).toEqual(["lint/nothing-declared"]);
    expect(checkText("model A {\n  input 3\n  fc 3\n}\n").codes).toEqual([]);
    expect(checkText("const n = 3\n").codes).not.toContain("lint/nothing-declared");
  });
});
