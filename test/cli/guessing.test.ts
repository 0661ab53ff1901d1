/** Whether a result is better than guessing: the rule at its edges, the causes that are named, and both commands that say it. */
import { describe, expect, it } from "vitest";
import { judgeOutcome, warnOfGuessing } from "../../src/cli/no-better-than-guessing.ts";
import type { ManifestRecipe } from "../../src/wasm/abi.ts";

/** So many labels of each class. */
const labels = (...counts: readonly number[]): Uint8Array =>
  Uint8Array.from(counts.flatMap((count, label) => Array.from({ length: count }, () => label)));

const recipe: ManifestRecipe = {
  epochs: 10,
  batch: 64,
  seed: 1,
  rate: 0.05,
  loss: "crossentropy",
  optimizer: "sgd",
  schedule: "constant",
};

describe("a result", () => {
  it("is compared with the share of the most frequent class, within two standard errors", () => {
    // √(0.1·0.9/1000) = 0.009487; two of them above 0.1 are 0.118974.
    const ten = labels(...Array.from({ length: 10 }, () => 100));
    expect(judgeOutcome({ accuracy: 0.118, labels: ten })).toMatchObject({ share: 0.1, count: 1000 });
    expect(judgeOutcome({ accuracy: 0.1189, labels: ten })!.error).toBeCloseTo(0.009487, 6);
    expect(judgeOutcome({ accuracy: 0.1191, labels: ten })).toBeUndefined();
    expect(judgeOutcome({ accuracy: 0.02, labels: ten })).toBeDefined();
    // 90 of 100 are one class: 0.9 + 2·0.03.
    expect(judgeOutcome({ accuracy: 0.95, labels: labels(90, 10) })).toMatchObject({ share: 0.9 });
    expect(judgeOutcome({ accuracy: 0.97, labels: labels(90, 10) })).toBeUndefined();
  });

  it("says nothing where there is nothing to guess", () => {
    expect(judgeOutcome({ accuracy: 1, labels: labels(50) })).toBeUndefined();
    expect(judgeOutcome({ accuracy: Number.NaN, labels: labels(5, 5) })).toBeUndefined();
    expect(judgeOutcome({ accuracy: 0.5, labels: labels() })).toBeUndefined();
  });
});

describe("the warning", () => {
  const notesOf = (over: Partial<ManifestRecipe>): readonly string[] =>
    warnOfGuessing({ accuracy: 0.5, labels: labels(50, 50) }, { ...recipe, ...over })[0]!.notes;

  it("holds both figures, and the usual causes with the values there are", () => {
    const [found] = warnOfGuessing({ accuracy: 0.5, labels: labels(50, 50) }, recipe);
    expect(found).toMatchObject({
      code: "train/no-better-than-guessing",
      severity: "warning",
      message: "50.00% right is no better than guessing",
    });
    expect(found!.notes[0]).toBe("always answering the most frequent class gets 50.00% of 100, give or take 10.00%");
    expect(found!.notes.slice(1).every((note) => note.startsWith("usual cause: "))).toBe(true);
    expect(found!.notes.join()).toMatch(/learning rate 0\.05 is too high or too low/);
  });

  it("judges the rate by what is usual for the optimizer", () => {
    expect(notesOf({ rate: 10 })[1]).toMatch(/learning rate 10 is too high: .* usual for `sgd`/);
    expect(notesOf({ rate: 1e-9 })[1]).toMatch(/learning rate 1e-9 is too low/);
    expect(notesOf({ rate: 0.5, optimizer: "adam" })[1]).toMatch(/0\.5 is too high: .* usual for `adam`/);
  });

  it("leaves out causes that the recipe rules out", () => {
    expect(notesOf({}).join()).toMatch(/not normalized/);
    expect(notesOf({ normalize: "auto" }).join()).not.toMatch(/not normalized/);
    expect(notesOf({}).join()).not.toMatch(/few/);
    expect(notesOf({ epochs: 1 }).join()).toMatch(/1 epoch is few/);
  });

  it("is silent about a result that is better", () => {
    expect(warnOfGuessing({ accuracy: 0.9, labels: labels(50, 50) }, recipe)).toEqual([]);
  });
});
