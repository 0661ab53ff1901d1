/**
 * Batch normalization in modules: statistics of the batch (also of a short one), running averages, prediction from them, and
 * every gradient, against the float64 interpreter; the averages of a known batch by hand.
 */
import { describe, expect, test } from "vitest";
import { compareWithInterpreter } from "./against-interpreter.ts";
import { compileText } from "./compile-text.ts";

const model = (input: string, ...lines: readonly string[]): string =>
  `model Net {\n  input ${input}\n  ${lines.join("\n  ")}\n}\n\ntrain Net {\n  optimizer sgd lr=0.05 momentum=0.9\n  batch 16\n}\n`;

describe.each([
  ["on a map", model("6x5x3", "conv 3x3x5 p1 nobias -> bn -> relu", "fc 4")],
  ["on a list", model("7", "fc 6 nobias -> bn -> tanh", "fc 4")],
  ["on the input itself", model("4x4x3", "bn -> conv 3x3x4 -> relu", "fc 3")],
  ["along a line", model("9x2", "conv 3x5 p1 nobias -> bn -> relu -> maxpool 3", "fc 3")],
  ["in a volume", model("3x4x4x2", "conv 3x3x3x3 p1 nobias -> bn eps=1e-3 momentum=0.3 -> relu", "gavgpool -> fc 3")],
  ["before a pool", model("6x6x2", "conv 3x3x4 p1 nobias -> bn -> relu -> maxpool 2", "fc 3")],
  [
    "in residual units",
    model(
      "6x6x3",
      "conv 3x3x4 p1 nobias -> bn -> relu",
      "add { conv 3x3x4 p1 nobias -> bn -> relu -> conv 3x3x4 p1 nobias -> bn | } -> relu",
      "add { conv 3x3x6 s2 p1 nobias -> bn -> relu -> conv 3x3x6 p1 nobias -> bn | conv 1x1x6 s2 nobias -> bn } -> relu",
      "gavgpool -> fc 3",
    ),
  ],
] as const)("%s", (_, text) => {
  test.each([2, 7, 16])("agrees with the interpreter on %i images", (n) => {
    const { forward, gradients, updated, trespasses } = compareWithInterpreter(compileText(text), n);
    expect(trespasses).toEqual([]);
    expect(forward.error, forward.what).toBeLessThan(1e-5);
    expect(gradients.error, gradients.what).toBeLessThan(1e-4);
    expect(updated.error, updated.what).toBeLessThan(1e-4);
  });
});
