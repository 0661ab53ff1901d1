/** Layers that move elements: their sizes, what they refuse, and the order of what comes out. */
import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/ir/tensor.ts";
import type { Shape, ShapeResult } from "../../src/ops/operator.ts";
import { readChain, readStage } from "./read-stage.ts";
import { expectClose, lowerChain, run } from "./run-chain.ts";

const shapeOf = (text: string, input: Shape): ShapeResult => {
  const { layer, values } = readStage(text);
  return layer.shape(input, values);
};

/** On one image of 0, 1, 2, … in C, H, W order. */
function outputOf(text: string, input: Shape): number[] {
  const chain = lowerChain(readChain(text), input);
  const size = input.reduce((a, b) => a * b, 1);
  const given = new Map<Tensor, Float64Array>([[chain.input, Float64Array.from({ length: size }, (_, i) => i)]]);
  return [...run(chain.nests, given, 1).get(chain.output)!];
}

test.each([
  ["pad 1x2", [4, 5, 3], [6, 9, 3]],
  ["pad 2", [4, 5, 3], [8, 9, 3]],
  ["pad 2", [9, 3], [13, 3]],
  ["pad 1", [2, 3, 4, 5], [4, 5, 6, 5]],
  ["pad 0x0x8", [16, 16, 16], [16, 16, 32]],
  ["pad p1:0", [4, 5, 3], [5, 6, 3]],
  ["pad p0:2x1", [4, 5, 3], [6, 7, 3]],
  ["pad 3", [5], [11]],
  ["crop 1x2", [4, 5, 3], [2, 1, 3]],
  ["crop p0:6", [100, 8], [94, 8]],
  ["crop 0x0x1", [4, 5, 3], [4, 5, 1]],
  ["upsample 2", [4, 5, 3], [8, 10, 3]],
  ["upsample 2x1 bilinear", [4, 5, 3], [8, 5, 3]],
  ["reshape 4x15", [4, 5, 3], [4, 15]],
  ["channels 1 3", [4, 5, 3], [4, 5, 2]],
  ["channels 0 4", [10], [4]],
  ["shuffle 3", [4, 5, 6], [4, 5, 6]],
  ["identity", [7], [7]],
] as const)("%s on %j gives %j", (text, input, output) => {
  expect(shapeOf(text, input)).toEqual({ output, problems: [] });
});

describe("what comes out", () => {
  test("the order of a channel shuffle, and back", () => {
    expect(outputOf("shuffle 2", [8])).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
    expect(outputOf("shuffle 2 -> shuffle 4", [8])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
  test("reshape keeps the order C, H, W; so a reshape there and back changes nothing", () => {
    expect(outputOf("reshape 3x2x2", [2, 3, 2])).toEqual([...Array(12).keys()]);
    expect(outputOf("reshape 12 -> reshape 2x3x2", [2, 3, 2])).toEqual([...Array(12).keys()]);
  });
  test("pad, then crop, changes nothing; padding is zero", () => {
    expect(outputOf("pad p1:2x0:1x1 -> crop p1:2x0:1x1", [2, 3, 2])).toEqual([...Array(12).keys()]);
    expect(outputOf("pad 1", [1, 2, 1])).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect(outputOf("pad 0x1", [1, 2])).toEqual([0, 0, 1, 0]);
  });
  test("repetition and interpolation", () => {
    expect(outputOf("upsample 2", [2, 1])).toEqual([0, 0, 1, 1]);
    expect(outputOf("upsample 2 bilinear", [3, 1])).toEqual([0, 0.25, 0.75, 1.25, 1.75, 2]);
    // Averaging undoes repetition, and keeps the mean under interpolation by a whole number.
    expectClose(outputOf("upsample 3 -> avgpool 3", [2, 3, 2]), [...Array(12).keys()], 1e-12);
    expectClose(outputOf("upsample 3x2 bilinear -> gavgpool", [2, 3, 2]), [2.5, 8.5], 1e-12);
  });
  test("the parts of a map by channels", () => {
    expect(outputOf("channels 1 3", [1, 2, 4])).toEqual([2, 3, 4, 5]);
  });
  test("the shortcut without parameters of the ResNets for CIFAR-10: every second place, zero channels around", () => {
    const places = outputOf("maxpool 1 s2 -> pad 0x0x1", [4, 4, 2]);
    expect(places).toEqual([...Array(4).fill(0), 0, 2, 8, 10, 16, 18, 24, 26, ...Array(4).fill(0)]);
  });
});

describe("what is refused", () => {
  test.each([
    ["crop 4", [8, 9, 3], "shape/nothing-left", "nothing is left of the 8x9x3 input", "3x4"],
    ["crop 1x5", [8, 9, 3], "shape/nothing-left", "nothing is left of the 8x9x3 input", "1x4"],
    ["crop p4:4", [8, 9, 3], "shape/nothing-left", "nothing is left of the 8x9x3 input", undefined],
    ["crop", [8, 9, 3], "shape/wrong-number-of-sizes", "`crop` has no sizes", undefined],
    ["pad 1 p1", [8, 9, 3], "shape/wrong-number-of-sizes", "`pad` has sizes and a padding", undefined],
    [
      "pad 1x1x1x1",
      [8, 9, 3],
      "shape/wrong-number-of-sizes",
      "`pad` has 4 numbers, and its 8x9x3 input has 2 axes beside the channels",
      undefined,
    ],
    ["pad 2147483647", [8, 9, 3], "shape/too-large", "output 4294967302x4294967303x3 is too large", undefined],
    ["upsample 0", [8, 9, 3], "shape/size-not-positive", "the factor is 0, and must be 1 or more", undefined],
    [
      "upsample 2x2x2",
      [8, 9, 3],
      "shape/wrong-number-of-sizes",
      "the factor has 3 numbers, and its 8x9x3 input has 2 axes beside the channels",
      undefined,
    ],
    [
      "upsample 2",
      [8],
      "shape/rank",
      "`upsample` needs an input with one to three axes beside the channels, and its input is 8",
      undefined,
    ],
    ["upsample 65536", [65536, 65536, 3], "shape/too-large", "output 4294967296x4294967296x3 is too large", undefined],
    [
      "reshape 7x7x15",
      [28, 28, 1],
      "shape/elements-differ",
      "`reshape 7x7x15` holds 735 elements, and its input 784",
      "7x7x16",
    ],
    [
      "reshape 5x5x16",
      [28, 28, 1],
      "shape/elements-differ",
      "`reshape 5x5x16` holds 400 elements, and its input 784",
      undefined,
    ],
    ["reshape 0x4", [28, 28, 1], "shape/size-not-positive", "a size is 0, and must be 1 or more", undefined],
    [
      "reshape 1x1x1x1x784",
      [28, 28, 1],
      "shape/wrong-number-of-sizes",
      "`reshape` has 5 numbers, and a shape has 4 at most",
      undefined,
    ],
    ["channels 4 8", [8, 8, 6], "shape/channels-out-of-range", "channels 4 up to 8 of an input that has 6", "6"],
    ["channels 6 8", [8, 8, 6], "shape/channels-out-of-range", "channels 6 up to 8 of an input that has 6", undefined],
    ["channels 3 3", [8, 8, 6], "shape/channels-out-of-range", "no channel is from 3 up to 3", "6"],
    ["shuffle 3", [8, 8, 8], "shape/groups-do-not-divide", "3 groups do not divide the 8 channels of its input", "2"],
  ] as const)("%s on %j", (text, input, code, message, fix) => {
    // prettier-ignore
    const { problems, output } = shapeOf(text, input);
    expect(output).toBe(undefined);
    expect(problems.map((problem) => [problem.code, problem.message, problem.fix?.text])).toEqual([[code, message, fix]]); // prettier-ignore
  });
  test("arithmetic and a way out", () => {
    expect(shapeOf("crop 4", [8, 9, 3]).problems[0]).toEqual({
      code: "shape/nothing-left",
      message: "nothing is left of the 8x9x3 input",
      notes: ["8 - 4 - 4 = 0"],
      help: "use `crop 3x4` or less",
      argument: "sizes",
      fix: { title: "take 3x4", argument: "sizes", text: "3x4" },
    });
    expect(shapeOf("reshape 5x5x16", [28, 28, 1]).problems[0]).toMatchObject({
      notes: ["28·28·1 = 784, 5·5·16 = 400", "784/25 = 31.36"],
      help: "write sizes whose product is 784",
    });
    expect(shapeOf("crop 3x4", [8, 9, 3]).output).toEqual([2, 1, 3]);
  });
});
