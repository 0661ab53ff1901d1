/** Changes that shape rules offer to a machine: put into the stage as written, each ends the problem it is offered for. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Problem, ProblemFix, Shape, ShapeResult } from "../../src/ops/operator.ts";
import type { ProblemCode } from "../../src/ops/problem-codes.ts";
import { readStage } from "./read-stage.ts";

function shapeOf(text: string, input: Shape): ShapeResult {
  const { layer, values } = readStage(text);
  return layer.shape(input, values);
}

/** The stage with the fix: its argument's word replaced where it is written, else added at the end. */
function apply(text: string, { argument, text: written }: ProblemFix): string {
  const [name, ...words] = text.split(" ");
  const spec = readStage(text).layer.schema[argument];
  const isOwn = (word: string): boolean => {
    switch (spec?.kind) {
      case "sizes":
      case "number":
        return /^\d/.test(word);
      case "attribute":
      case "padding":
        return new RegExp(`^${spec.letter}\\d`).test(word);
      case "flag":
        return word === argument;
      default:
        throw new Error(`no fix of a ${spec?.kind} called ${argument} is known here`);
    }
  };
  const at = words.findIndex(isOwn);
  if (at < 0) words.push(written);
  else words[at] = written;
  return [name, ...words].filter((word) => word !== "").join(" ");
}

const found = ({ problems, warnings = [] }: ShapeResult): readonly Problem[] => [...problems, ...warnings];

/** Fixes what the code says, and gives the stage after it. */
function applyFix(text: string, input: Shape, code: ProblemCode): string {
  const problem = found(shapeOf(text, input)).find((each) => each.code === code);
  expect(problem, `${text} on ${input.join("x")}`).toBeDefined();
  expect(problem!.fix, `${text} on ${input.join("x")}`).toBeDefined();
  const fixed = apply(text, problem!.fix!);
  const after = shapeOf(fixed, input);
  expect(found(after).map((each) => each.code), `${text} becomes ${fixed}`).not.toContain(code); // prettier-ignore
  return fixed;
}

describe("one of each", () => {
  test.each([
    ["conv 5x5x16", [3, 3, 6], "shape/kernel-exceeds-input", "conv 5x5x16 p1"],
    ["conv 5x5x16 p0 s2", [3, 3, 6], "shape/kernel-exceeds-input", "conv 5x5x16 p1 s2"],
    ["conv 5x5x16 valid", [3, 3, 6], "shape/kernel-exceeds-input", "conv 5x5x16 p1"],
    ["conv 5x3x16", [3, 3, 6], "shape/kernel-exceeds-input", "conv 5x3x16 p1x0"],
    ["maxpool 4", [2, 8, 6], "shape/kernel-exceeds-input", "maxpool 4 p1x0"],
    ["maxpool 2 p2", [8, 8, 1], "shape/window-in-padding", "maxpool 2 p1"],
    ["avgpool 2 p0:2", [8, 8, 1], "shape/window-in-padding", "avgpool 2 p0:1"],
    ["avgpool 3x2 p1x3", [8, 8, 1], "shape/window-in-padding", "avgpool 3x2 p1"],
    ["conv 3x3x4 s3", [7, 7, 1], "lint/stride-does-not-tile", "conv 3x3x4 s3 p1"],
    ["conv 3x3x4 s3 valid", [7, 7, 1], "lint/stride-does-not-tile", "conv 3x3x4 s3 p1"],
    ["maxpool 2", [7, 8, 1], "lint/stride-does-not-tile", "maxpool 2 p0:1x0"],
    ["conv 2x2x4 s3", [8, 8, 1], "lint/stride-exceeds-kernel", "conv 2x2x4 s2"],
    ["conv 2x3x4 s3", [8, 8, 1], "lint/stride-exceeds-kernel", "conv 2x3x4 s2x3"],
    ["maxpool 2 s5", [17, 17, 1], "lint/stride-exceeds-kernel", "maxpool 2 s2"],
    ["conv 4x4x6 same", [28, 28, 1], "lint/even-kernel-with-same", "conv 5x5x6 same"],
    ["conv 3x2x8 same nobias", [28, 28, 1], "lint/even-kernel-with-same", "conv 3x3x8 same nobias"],
    ["maxpool 2 s1 same", [8, 8, 1], "lint/even-kernel-with-same", "maxpool 3 s1 same"],
    ["avgpool 2x3 s1 same", [8, 8, 1], "lint/even-kernel-with-same", "avgpool 3x3 s1 same"],
    ["groupnorm 5", [8, 8, 32], "shape/groups-do-not-divide", "groupnorm 4"],
    ["groupnorm 32", [8, 8, 24], "shape/groups-do-not-divide", "groupnorm 24"],
    ["groupnorm 7", [13], "shape/groups-do-not-divide", "groupnorm 1"],
  ] as const)("%s on %j: %s", (text, input, code, fixed) => {
    expect(applyFix(text, input, code)).toBe(fixed);
    expect(shapeOf(fixed, input).output).toBeDefined();
  });
});

test("no fix writes a padding that is too large a number to be written", () => {
  const [problem] = shapeOf(`conv 2147483647x3x9 d2147483647`, [9, 9, 1]).problems;
  expect(problem).toMatchObject({ code: "shape/kernel-exceeds-input" });
  expect(problem!.fix).toBe(undefined);
});

test("whatever the window, a fix ends its problem, and each kind is offered", () => {
  const small = (most: number) => fc.integer({ min: 1, max: most });
  const padding = fc.constantFrom("", "p0", "p1", "p2", "p0:1", "p2:0", "p1x0", "same", "valid");
  const cases = fc.record({
    layer: fc.constantFrom("conv", "maxpool", "avgpool"),
    size: fc.tuple(small(9), small(9)),
    kernel: fc.tuple(small(6), small(6)),
    stride: fc.tuple(small(5), small(5)),
    dilation: small(2),
    padding,
  });
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(cases, ({ layer, size, kernel, stride, dilation, padding: pad }) => {
      const sizes = kernel.join("x") + (layer === "conv" ? "x4" : "");
      const rest = layer === "conv" ? ` d${dilation}` : "";
      const text = `${layer} ${sizes} s${stride.join("x")}${rest} ${pad}`.trim();
      const input = [...size, 2];
      for (const { code } of found(shapeOf(text, input))) {
        if (code === "lint/pools-one-place") continue;
        seen.set(code, (seen.get(code) ?? 0) + 1);
        applyFix(text, input, code);
      }
      // Two at once are fixed one after the other, and none brings the other back.
      let fixed = text;
      for (let round = 0; round < 4; round++) {
        const first = found(shapeOf(fixed, input)).find(({ fix }) => fix);
        if (first) fixed = apply(fixed, first.fix!);
      }
      const after = shapeOf(fixed, input);
      expect(after.output, `${text} becomes ${fixed}`).toBeDefined();
      expect(found(after).filter(({ fix }) => fix), `${text} becomes ${fixed}`).toEqual([]); // prettier-ignore
    }),
    { numRuns: 2000, seed: 3 },
  );
  expect([...seen.keys()].sort()).toEqual([
    "lint/even-kernel-with-same",
    "lint/stride-does-not-tile",
    "lint/stride-exceeds-kernel",
    "shape/kernel-exceeds-input",
    "shape/window-in-padding",
  ]);
  for (const count of seen.values()) expect(count).toBeGreaterThan(10);
});
