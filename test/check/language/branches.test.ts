/** Branches: what arms read, how their values are joined, and what is said when they disagree. */
import { describe, expect, it } from "vitest";
import { applyFix } from "../check-text.ts";
import { errorsIn, labelsOf, layersIn, modelIn, net, understand } from "./understood.ts";

const joinOf = (text: string) => modelIn(text).layers.find(({ operator }) => operator.kind === "join")!;

describe("the arms", () => {
  it.each([
    ["read the value before the branch", "relu -> add { conv 1x1x3 | conv 1x1x3 }", ["conv1", "conv2"], "8x8x3"],
    ["an empty one passes it on", "relu -> add { conv 1x1x3 | }", ["conv1", "relu1"], "8x8x3"],
    ["a bar before the first one counts for nothing", "relu -> concat { | conv 1x1x3 | }", ["conv1", "relu1"], "8x8x6"],
    ["two bars before it are an empty arm", "relu -> concat { | | conv 1x1x3 }", ["relu1", "conv1"], "8x8x6"],
    [
      "are any number",
      "concat { conv 1x1x1 | conv 1x1x2 | conv 1x1x3 | }",
      ["conv1", "conv2", "conv3", "input"],
      "8x8x9",
    ],
    ["may all be empty", "relu -> add { | | | }", ["relu1", "relu1", "relu1"], "8x8x3"],
    ["may end in a join", "add { mul { relu | } -> conv 1x1x3 | }", ["relu1", "input"], "8x8x3"],
    ["may start from a label", "relu as a -> conv 1x1x5 -> concat { @a | }", ["a", "conv1"], "8x8x8"],
    ["may be repeated and conditions", "relu -> add { relu * 0 | if false { relu } }", ["relu1", "relu1"], "8x8x3"],
    ["may be lists", "fc 4 -> concat { fc 2 | fc 3 }", ["fc2", "fc3"], "5"],
  ])("%s", (_, body, inputs, output) => {
    const { layers } = modelIn(net("input 8x8x3", body));
    expect(joinOf(net("input 8x8x3", body)).inputs).toEqual(inputs);
    expect(
      layers
        .filter(({ operator }) => operator.kind === "join")
        .at(-1)!
        .output.join("x"),
    ).toBe(output);
  });

  it.each([
    ["add { relu }", "`add` has one arm"],
    ["concat { | relu }", "`concat` has one arm"],
    ["mul { }", "`mul` has one arm"],
    ["mul { | }", "`mul` has one arm"],
  ])("are two at least: %s", (branch, message) => {
    const { errors } = understand(net("input 8x8x3", branch, "fc 3"));
    expect(errors.map((error) => [error.code, error.message])).toEqual([["check/too-few-arms", message]]);
  });
});

describe("add", () => {
  it.each([
    ["channels", "28x28x4", "conv 3x3x8 p1 -> relu", "28x28x8 and 28x28x4", "conv 1x1x8"],
    ["a stride", "28x28x8", "conv 3x3x8 s2 p0:1 -> relu", "14x14x8 and 28x28x8", "conv 1x1x8 s2"],
    ["a stride on an odd map", "7x7x8", "conv 3x3x16 s2 p1 -> relu", "4x4x16 and 7x7x8", "conv 1x1x16 s2"],
    ["strides by axis", "28x14x8", "conv 3x3x8 s2x1 p0:1x1 -> relu", "14x14x8 and 28x14x8", "conv 1x1x8 s2x1"],
    ["one dimension", "100x4", "conv 3x8 p1 -> relu", "100x8 and 100x4", "conv 1x8"],
    ["three dimensions", "8x8x8x2", "conv 3x3x3x4 s2 p0:1 -> relu", "4x4x4x4 and 8x8x8x2", "conv 1x1x1x4 s2"],
  ])("that differs by %s is fixed by a projection in the empty arm", (_, input, arm, shapes, projection) => {
    const text = net(`input ${input}`, `add { ${arm} | } -> relu`, "fc 3");
    const { errors } = understand(text);
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ["shape/arms-differ", `the arms of \`add\` give ${shapes}`],
    ]);
    expect(labelsOf(errors[0]!)).toEqual([
      `this gives ${shapes.split(" and ")[0]} «relu»`,
      `the empty arm passes ${shapes.split(" and ")[1]} on «|»`,
    ]);
    expect(errors[0]!.fixes[0]!.edits[0]!.text.trim()).toBe(projection);
    expect(errorsIn(applyFix(text, errors[0]!))).toEqual([]);
  });

  it.each([
    [
      "a mean with too few channels",
      "mul { gavgpool -> conv 1x1x2 -> sigmoid | }",
      "1x1x2 and 8x8x3",
      "2 channels scale 3: one for each is needed",
    ],
    [
      "the same the other way round",
      "mul { identity | gavgpool -> conv 1x1x4 }",
      "8x8x3 and 1x1x4",
      "4 channels scale 3: one for each is needed",
    ],
    ["maps of unlike sizes", "mul { conv 3x3x3 -> sigmoid | }", "6x6x3 and 8x8x3", undefined],
    ["maps of unlike channels", "mul { conv 1x1x2 -> sigmoid | }", "8x8x2 and 8x8x3", undefined],
  ])("`mul` of %s gets no projection", (_, branch, shapes, note) => {
    const { errors } = understand(net("input 8x8x3", branch, "fc 3"));
    expect(errors.map(({ message }) => message)).toEqual([`the arms of \`mul\` give ${shapes}`]);
    expect(errors[0]!.notes[0]).toBe(note);
    expect(errors[0]!.fixes).toEqual([]);
    expect(`${errors[0]!.help}`).not.toMatch(/conv/);
  });

  it.each([
    ["one channel", "mul { conv 7x7x1 p3 -> sigmoid | }"],
    ["one place", "mul { gavgpool -> conv 1x1x3 -> sigmoid | }"],
    ["one channel times one place", "mul { gavgpool | conv 1x1x1 }"],
    ["all three", "mul { gavgpool | conv 1x1x1 | }"],
  ])("`mul` stretches an arm of %s", (_, branch) => {
    const { models, errors } = understand(net("input 8x8x3", branch));
    expect(errors).toEqual([]);
    expect(models[0]!.output).toEqual([8, 8, 3]);
  });

  it("shows both producers where both arms have layers, and who made the value that an empty one passes on", () => {
    const both = understand(net("input 8x8x3", "add { conv 1x1x4 -> relu | conv 1x1x5 -> gelu }")).errors[0]!;
    expect(labelsOf(both)).toEqual(["this gives 8x8x4 «relu»", "this gives 8x8x5 «gelu»"]);
    expect(both.fixes).toEqual([]);
    expect(both.help).toBe("end one arm with `conv 1x1x5` (gives 8x8x5)");
    const empty = understand(net("input 8x8x3", "conv 1x1x7 -> relu", "add { conv 1x1x4 | }")).errors[0]!;
    expect(labelsOf(empty)).toEqual([
      "this gives 8x8x4 «conv 1x1x4»",
      "this gives 8x8x7 «relu»",
      "the empty arm passes 8x8x7 on «|»",
    ]);
  });

  it.each([
    ["a map and a list", "add { relu | fc 3 }", "8x8x3 and 3", []],
    ["strides that nobody means", "add { conv 1x1x3 s8x4 | }", "1x2x3 and 8x8x3", []],
    ["sizes that no stride makes equal", "add { conv 4x4x3 | }", "5x5x3 and 8x8x3", []],
    ["lists", "fc 4 -> add { fc 3 | }", "3 and 4", []],
    ["1x1xC, which only `mul` stretches", "add { gavgpool | }", "1x1x3 and 8x8x3", []],
  ])("between %s", (_, branch, shapes, projections) => {
    const { errors } = understand(net("input 8x8x3", branch, "fc 3"));
    expect(errors.map(({ message }) => message)).toEqual([`the arms of \`add\` give ${shapes}`]);
    expect(errors[0]!.fixes.flatMap(({ edits }) => edits.map(({ text }) => text.trim()))).toEqual(projections);
  });
});

describe("mul", () => {
  it.each([
    ["equal shapes", "mul { relu | sigmoid }", "8x8x3"],
    ["one place per channel", "mul { gavgpool -> conv 1x1x3 -> sigmoid | }", "8x8x3"],
    ["one place per channel first or last", "mul { | | gavgpool }", "8x8x3"],
    ["several of them", "mul { gavgpool | gmaxpool | }", "8x8x3"],
    ["nothing but them", "mul { gavgpool | gmaxpool }", "1x1x3"],
  ])("takes %s", (_, branch, output) => {
    expect(joinOf(net("input 8x8x3", branch)).output.join("x")).toBe(output);
  });

  it.each([
    ["other channels", "mul { gavgpool -> conv 1x1x4 | }", "1x1x4 and 8x8x3"],
    ["a list of as many", "mul { gavgpool -> fc 3 | }", "3 and 8x8x3"],
    ["a column", "mul { maxpool 1x8 | }", "8x1x3 and 8x8x3"],
  ])("does not take %s", (_, branch, shapes) => {
    const { errors } = understand(net("input 8x8x3", branch, "fc 3"));
    expect(errors.map(({ message }) => message)).toEqual([`the arms of \`mul\` give ${shapes}`]);
  });
});

describe("concat", () => {
  it("adds the channels up in the order of the arms", () => {
    expect(layersIn(net("input 8x8x3", "concat { conv 1x1x4 | | conv 1x1x5 } : 8x8x12")).at(-1)).toBe("concat1 8x8x12");
  });

  it.each([
    ["sizes", "concat { conv 3x3x4 | }", "6x6x4 and 8x8x3"],
    ["numbers of axes", "concat { gavgpool -> fc 3 | }", "3 and 8x8x3"],
  ])("wants equal %s", (_, branch, shapes) => {
    const { errors } = understand(net("input 8x8x3", branch, "fc 3"));
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ["shape/arms-differ", `the arms of \`concat\` give ${shapes}, which differ in more than their channels`],
    ]);
  });

  it("of too many values is refused where it is", () => {
    expect(errorsIn(net("input 28x28x2_000_000", "concat { | | | }", "gavgpool -> fc 3"))).toEqual([
      "shape/too-large «concat»",
    ]);
  });
});

describe("a mistake in an arm", () => {
  it("is one mistake, and the join is not judged", () => {
    expect(errorsIn(net("input 8x8x3", "add { conv 99x99x3 | conv 1x1x77 }", "fc {in.c}"))).toEqual([
      "shape/kernel-exceeds-input «conv 99x99x3»",
    ]);
  });

  it.each([
    ["by layers in both arms", "add { conv 3x3x3 p1 | conv 1x1x3 | maxpool 2 }", "shape/rank «conv 3x3x3 p1»"],
    ["by a layer and a test", "add { conv 3x3x3 p1 | if in.c != 3 { conv 1x1x3 } }", "shape/rank «conv 3x3x3 p1»"],
    ["by a test and a layer", "add { if in.c != 3 { conv 1x1x3 } | conv 3x3x3 p1 }", "check/unknown-name «c»"],
    ["by nested branches", "add { add { conv 3x3x3 p1 | } | conv 1x1x3 }", "shape/rank «conv 3x3x3 p1»"],
  ])("that lies in the value they all read is told once: %s", (_, branch, error) => {
    expect(errorsIn(net("input 8x8x3", "fc 10 -> relu", branch, "fc 3"))).toEqual([error]);
  });

  it("two values that do not fit are two mistakes", () => {
    const text = net("input 8x8x3", "add { fc 10 -> conv 1x1x3 | fc 10 -> conv 1x1x4 }", "fc 3");
    expect(errorsIn(text)).toEqual(["shape/rank «conv 1x1x3»", "shape/rank «conv 1x1x4»"]);
  });
});
