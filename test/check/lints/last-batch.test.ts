/** Batches that leave one image for the last, and the layers that need a variance: the lint and the warning of a training. */
import { describe, expect, it } from "vitest";
import { warnOfLastBatch } from "../../../src/cli/warn-of-last-batch.ts";
import type { DataFacts } from "../../../src/std/data-sets.ts";
import { applyFix, checkText, modelOf } from "../check-text.ts";

const CODE = "lint/last-batch-of-one";
const program = (batch: number | undefined, ...stages: readonly string[]): string =>
  `model N {\n  input 8x8x1\n${stages.map((stage) => `  ${stage}\n`).join("")}}\ntrain N {\n  data "own"\n${batch === undefined ? "" : `  batch ${batch}\n`}}\n`;

const lint = (facts: DataFacts | undefined, text: string) => {
  const { diagnostics } = checkText(text, "test.cnn", ({ spec }) => (spec === "own" ? facts : undefined));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return diagnostics.filter(({ code }) => code === CODE);
};

const behindFc = ["fc 6 nobias -> bn -> relu", "fc 3"];
const whole = (count: number): DataFacts => ({ count, hasTest: true });

describe("a last batch of one image", () => {
  it.each([
    ["behind fc", behindFc, "bn1"],
    ["on a map of one position", ["conv 8x8x4 nobias -> bn -> relu", "fc 3"], "bn1"],
    ["behind a global average", ["conv 3x3x4 -> relu -> gavgpool -> bn", "fc 3"], "bn1"],
    ["in an arm", ["fc 4 -> add { bn | }", "fc 3"], "bn1"],
    ["behind one with positions", ["conv 3x3x4 nobias -> bn -> relu", "fc 4 nobias -> bn", "fc 3"], "bn2"],
  ])("is warned of: bn %s", (_, stages, name) => {
    const text = program(64, ...stages);
    const [found, ...more] = lint(whole(65), text);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      severity: "warning",
      message: `65 training images in batches of 64 leave one, and the variance of one value is 0, by which \`${name}\` normalizes`,
      help: "write `batch 63`, which leaves 2 images for the last batch",
    });
    expect(text.slice(found!.span!.start, found!.span!.end)).toBe("batch 64");
    const fixed = applyFix(text, found!);
    expect(fixed).toBe(program(63, ...stages));
    expect(lint(whole(65), fixed)).toEqual([]);
    expect(warnOfLastBatch(modelOf(text), { count: 65, batch: 64 })).toMatchObject([
      { code: "train/last-batch-of-one", severity: "warning", message: found!.message, help: found!.help },
    ]);
  });

  it.each([
    ["batch normalization over 2x2 positions", ["conv 7x7x4 nobias -> bn -> relu", "fc 3"]],
    ["a normalization of each image", ["conv 8x8x4 -> groupnorm 2 -> relu", "fc 3"]],
    ["no normalization", ["fc 6 -> relu", "fc 3"]],
  ])("is nothing to warn of with %s", (_, stages) => {
    const text = program(64, ...stages);
    expect(lint(whole(65), text)).toEqual([]);
    expect(warnOfLastBatch(modelOf(text), { count: 65, batch: 64 })).toEqual([]);
  });

  it("is a matter of the remainder", () => {
    const hits = (count: number, batch: number) => {
      const text = program(batch, ...behindFc);
      const found = lint(whole(count), text).length;
      expect(warnOfLastBatch(modelOf(text), { count, batch })).toHaveLength(found);
      return found;
    };
    expect([64, 65, 66, 128, 129, 130].map((count) => hits(count, 64))).toEqual([0, 1, 0, 0, 1, 0]);
    // All in one batch, and batches of one, which another lint is about.
    expect([hits(65, 128), hits(65, 1)]).toEqual([0, 0]);
  });

  it("is avoided by the nearest batch that leaves another remainder", () => {
    const helpFor = (count: number, batch: number) => lint(whole(count), program(batch, ...behindFc))[0]!.help;
    // 61 leaves one for 6, 5, 4, 3 and 2.
    expect(helpFor(61, 6)).toBe("write `batch 7`, which leaves 5 images for the last batch");
    expect(helpFor(7, 3)).toBe("write `batch 4`, which leaves 3 images for the last batch");
    expect(helpFor(3, 2)).toBe("write `batch 3`, which leaves none");
    expect(helpFor(1, 64)).toBe("give more training images");
  });

  it("is not warned of where the layer is frozen, and uses the running statistics", () => {
    const text = program(64, "fc 6 nobias", "bn as norm", "relu", "fc 3").replace("  batch", "  freeze norm\n  batch");
    expect(lint(whole(65), text)).toEqual([]);
  });

  it("is left to the training where a part for test is still to be set aside, or nothing is known", () => {
    const text = program(64, ...behindFc);
    expect(lint({ count: 65 }, text)).toEqual([]);
    expect(lint(undefined, text)).toEqual([]);
    const model = modelOf(text);
    expect(warnOfLastBatch(model, { count: 65, batch: 64 }, { count: 72 })).toHaveLength(1);
  });

  it("is said once: not by the training where the check had the same numbers", () => {
    const model = modelOf(program(64, ...behindFc));
    expect(warnOfLastBatch(model, { count: 65, batch: 64 }, whole(65))).toEqual([]);
    expect(warnOfLastBatch(model, { count: 65, batch: 32 }, whole(65))).toHaveLength(1);
    expect(warnOfLastBatch(model, { count: 129, batch: 64 }, whole(65))).toHaveLength(1);
  });
});
