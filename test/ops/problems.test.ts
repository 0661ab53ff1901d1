/** What shape rules refuse and warn of, and that the help they give really helps. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Problem, Shape, ShapeResult } from "../../src/ops/operator.ts";
import { problemCodes } from "../../src/ops/problem-codes.ts";
import { largestSize, saturated } from "../../src/ops/size-arithmetic.ts";
import { readStage } from "./read-stage.ts";

function shapeOf(text: string, input: Shape): ShapeResult {
  const { layer, values } = readStage(text);
  return layer.shape(input, values);
}

function only(text: string, input: Shape): Problem {
  const { problems, output } = shapeOf(text, input);
  expect(problems.length, problems.map((p) => p.message).join("; ")).toBe(1);
  expect(output).toBe(undefined);
  return problems[0]!;
}

test("a kernel larger than its input: arithmetic, padding that fits, kernel that fits", () => {
  expect(only("conv 5x5x16", [3, 3, 6])).toEqual({
    code: "shape/kernel-exceeds-input",
    message: "kernel 5x5 does not fit its 3x3 input",
    arithmetic: ["(3 - 5 + 2·0)/1 + 1 = -1"],
    help: "pad with p1 (gives 1x1x16), or use a kernel of 3x3 or less",
    fix: { title: "pad with p1", argument: "padding", text: "p1" },
  });
  expect(only("maxpool 4 p1x0", [1, 8, 6])).toMatchObject({
    code: "shape/kernel-exceeds-input",
    message: "window 4x4 does not fit its 1x8 input",
    arithmetic: ["(1 - 4 + 2·1)/4 + 1 = 0.75, floor 0"],
    help: "pad with p2x0 (gives 1x2x6), or use a window of 3x4 or less",
  });
  expect(only("conv 3x3x1 d4", [7, 9, 1]).notes).toContain("a kernel of 3 with dilation 4 spans 9 places");
});

test("the padding and the kernel of the help do fit", () => {
  const cases = fc.record({ size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), kernel: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })), stride: fc.integer({ min: 1, max: 4 }), dilation: fc.integer({ min: 1, max: 3 }), padding: fc.integer({ min: 0, max: 2 }) }); // prettier-ignore
  let seen = 0;
  fc.assert(
    fc.property(cases, ({ size, kernel, stride, dilation, padding }) => {
      const rest = `s${stride} d${dilation}`;
      const input = [...size, 1];
      const { problems } = shapeOf(`conv ${kernel.join("x")}x1 ${rest} p${padding}`, input);
      const help = problems.find(({ code }) => code === "shape/kernel-exceeds-input")?.help;
      if (!help) return;
      seen++;
      const [, pad, gives, fits] = help.match(/^pad with (p\S+) \(gives (\S+)\), or use a kernel of (\S+) or less$/)!;
      expect(shapeOf(`conv ${kernel.join("x")}x1 ${rest} ${pad}`, input).output).toEqual(gives!.split("x").map(Number)); // prettier-ignore
      expect(shapeOf(`conv ${fits}x1 ${rest} p${padding}`, input).problems).toEqual([]);
    }),
  );
  expect(seen).toBeGreaterThan(10);
});

test("groups that do not divide, and those that do", () => {
  expect(only("conv 3x3x16 g4", [8, 8, 6])).toEqual({
    code: "shape/groups-do-not-divide",
    message: "4 groups do not divide the 6 channels of its input",
    notes: ["6/4 = 1.50"],
    help: "groups that divide both 6 and 16: 1, 2",
    argument: "groups",
    fix: { title: "use g2", argument: "groups", text: "g2" },
  });
  expect(only("conv 3x3x9 g2", [8, 8, 3]).message).toBe("2 groups do not divide the 3 channels of its input and the 9 filters"); // prettier-ignore
  expect(only("conv 3x3x4 g2x2", [8, 8, 4]).code).toBe("shape/wrong-number-of-sizes");
});

test("inputs without places", () => {
  expect(only("conv 3x3x16", [100])).toMatchObject({ code: "shape/rank" });
  expect(only("maxpool 2", [100])).toMatchObject({ code: "shape/rank" });
});

test("size lists that do not match the input's axes", () => {
  expect(only("conv 5x6", [28, 28, 1])).toMatchObject({
    code: "shape/wrong-number-of-sizes",
    message: "the number of filters is missing: 5x6 is the kernel of `conv`",
    help: "write it behind the kernel: `conv 5x6x16` has 16 filters",
  });
  expect(only("conv 5x6x2x3", [28, 28, 1])).toMatchObject({
    code: "shape/wrong-number-of-sizes",
    message: "`conv` takes kernel height x kernel width x filters here, and has 4 numbers",
    help: "write `conv 5x5x3`",
  });
  expect(only("conv 3x3x8", [100, 4]).help).toBe("write `conv 3x8`");
  for (const text of ["maxpool 2x2x2", "maxpool 2 s2x2x2", "conv 3x3x4 p1x1x1", "conv 3x3x4 d1x2x3"])
    expect(only(text, [28, 28, 1])).toMatchObject({ code: "shape/wrong-number-of-sizes" });
});

test("sizes of zero", () => {
  for (const text of ["conv 5x5x0", "conv 0x3x4", "conv 3x3x4 s0", "maxpool 0", "conv 3x3x4 d0", "conv 3x3x4 g0"])
    expect(only(text, [28, 28, 1]).code).toBe("shape/size-not-positive");
});

test("padding given twice, windows in the padding", () => {
  expect(only("conv 3x3x4 p1 same", [8, 8, 1])).toMatchObject({ code: "shape/padding-given-twice", message: "a padding and `same` are given together" }); // prettier-ignore
  expect(only("maxpool 2 same valid", [8, 8, 1])).toMatchObject({ code: "shape/padding-given-twice" });
  expect(only("maxpool 2 p2", [8, 8, 1])).toMatchObject({ code: "shape/window-in-padding", help: "use p1 or less" });
  expect(only("avgpool 2 p0:2", [8, 8, 1])).toMatchObject({
    code: "shape/window-in-padding",
    help: "use p0:1 or less",
  });
  expect(shapeOf("conv 2x2x1 p2", [8, 8, 1]).problems).toEqual([]);
});

test("absurd sizes are reported and counted, not wrapped round", () => {
  const most = largestSize;
  expect(only(`conv 1x1x${most}`, [28, 28, 1]).code).toBe("shape/too-large");
  expect(only(`conv 3x3x1 p${most}`, [8, 8, 1]).code).toBe("shape/too-large");
  expect(only(`conv ${most}x${most}x9 d${most}`, [8, 8, 1]).code).toBe("shape/kernel-exceeds-input");
  expect(only("flatten", [most, most, 3]).code).toBe("shape/too-large");
  const { layer, values } = readStage(`fc ${most}`);
  expect(layer.macs([most, most, 3], [most], values)).toBe(saturated);
});

describe("warnings", () => {
  const warnings = (text: string, input: Shape): readonly Problem[] => {
    const { output, problems, warnings: found = [] } = shapeOf(text, input);
    expect(problems).toEqual([]);
    expect(output).toBeDefined();
    return found;
  };
  const codes = (text: string, input: Shape): string[] => warnings(text, input).map(({ code }) => code);

  test("A5: 7x7 by 3x3 with stride 3", () => {
    expect(warnings("conv 3x3x4 s3", [7, 7, 1])).toEqual([
      {
        code: "lint/stride-does-not-tile",
        message: "stride 3 does not tile its 7x7 input: the last row and column are never seen",
        arithmetic: ["(7 - 3 + 2·0)/3 + 1 = 2.33, floor 2"],
        help: "pad with p1 (gives 3x3x4)",
        argument: "stride",
        fix: { title: "pad with p1", argument: "padding", text: "p1" },
      },
    ]);
    expect(codes("conv 3x3x4 s3 p1", [7, 7, 1])).toEqual([]);
    expect(warnings("maxpool 2", [7, 8, 1])[0]).toMatchObject({
      message: "stride 2 does not tile its 7x8 input: the last row is never seen",
      help: "pad with p0:1x0 (gives 4x4x1), or round up with `ceil`",
    });
    expect(codes("maxpool 2 ceil", [7, 7, 1])).toEqual([]);
  });
  test("padding alone left over is no loss: ResNet's first convolution", () => {
    expect(codes("conv 7x7x64 s2 p3", [224, 224, 3])).toEqual([]);
  });
  test("the padding of the help tiles", () => {
    const cases = fc.record({ n: fc.integer({ min: 1, max: 30 }), k: fc.integer({ min: 1, max: 6 }), s: fc.integer({ min: 1, max: 5 }), before: fc.integer({ min: 0, max: 2 }), after: fc.integer({ min: 0, max: 2 }) }); // prettier-ignore
    fc.assert(
      fc.property(cases, ({ n, k, s, before, after }) => {
        fc.pre(k <= n + before + after);
        const found = warnings(`conv ${k}x1 s${s} p${before}:${after}`, [n, 1]);
        const help = found.find(({ code }) => code === "lint/stride-does-not-tile")?.help;
        const lastSeen = Math.floor((n + before + after - k) / s) * s + k - 1 - before;
        // Places that are no more than a gap between two windows are the stride's fault.
        expect(help !== undefined).toBe(n - 1 - lastSeen > Math.max(0, s - k));
        if (lastSeen < n - 1 && !help && k > 1)
          expect(found.map(({ code }) => code)).toContain("lint/stride-exceeds-kernel");
        if (!help) return;
        const [, pad, gives] = help.match(/^pad with (p\S+) \(gives (\d+x1)\)$/)!;
        const fixed = shapeOf(`conv ${k}x1 s${s} ${pad}`, [n, 1]);
        expect(fixed.output).toEqual(gives!.split("x").map(Number));
        expect((fixed.warnings ?? []).map(({ code }) => code)).not.toContain("lint/stride-does-not-tile");
      }),
    );
  });
  test("strides over the kernel, even kernels with same, poolings of one place", () => {
    expect(codes("conv 2x2x4 s3", [8, 8, 1])).toEqual(["lint/stride-exceeds-kernel"]);
    expect(codes("conv 1x1x4 s2", [1, 1, 1])).toEqual([]);
    expect(codes("conv 1x1x4 s2", [56, 56, 1])).toEqual([]);
    expect(codes("conv 2x2x4 s5", [4, 4, 1])).toEqual(["lint/stride-exceeds-kernel"]);
    expect(codes("conv 4x4x4 same", [8, 8, 1])).toEqual(["lint/even-kernel-with-same"]);
    expect(codes("maxpool 2 same", [8, 8, 1])).toEqual([]);
    expect(codes("maxpool 1", [1, 1, 8])).toEqual(["lint/pools-one-place"]);
  });
});

test("every code has its page, and messages follow the rules of wording", () => {
  expect(new Set(problemCodes.map(({ code }) => code)).size).toBe(problemCodes.length);
  for (const { code, title, explanation, failing, fixed, severity } of problemCodes) {
    expect(code).toMatch(severity === "error" ? /^shape\/[a-z-]+$/ : /^lint\/[a-z-]+$/);
    expect(title).toMatch(/^[a-z].*[^.]$/);
    expect(explanation).toMatch(/\.$/);
    expect(failing).not.toBe(fixed);
  }
});

/** Runs the stages of a page's program by the shape rules alone. */
function codesOf(program: string): string[] {
  const stages = program.split("\n").slice(1, -2).flatMap((line) => line.split("->")).map((stage) => stage.trim()); // prettier-ignore
  let shape: Shape | undefined = stages[0]!.replace("input ", "").split("x").map(Number);
  return stages.slice(1).flatMap((stage) => {
    if (!shape) return [];
    const { output, problems, warnings = [] } = shapeOf(stage.replaceAll("_", ""), shape);
    shape = output;
    return [...problems, ...warnings].map(({ code }) => code);
  });
}

/** Their programs have branches, which are no chains: tested in test/diagnostics/codes. */
const ofJoins = ["shape/arms-differ"];

test.each(problemCodes.filter(({ code }) => !ofJoins.includes(code)).map((page) => [page.code, page] as const))(
  "the example of %s fails with it alone, and its fixed form passes",
  (code, page) => {
    // prettier-ignore
    expect(codesOf(page.failing)).toEqual([code]);
    expect(codesOf(page.fixed)).toEqual([]);
  },
);
