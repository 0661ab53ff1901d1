import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, findNearest, nearest } from "../../src/diagnostics/nearest.ts";

const layers = ["conv", "dwconv", "deconv", "relu", "prelu", "fc", "maxpool", "avgpool", "softmax", "sigmoid"];

test.each([
  ["conw", "conv"],
  ["cnov", "conv"],
  ["con", "conv"],
  ["Conv", "conv"],
  ["FC", "fc"],
  ["fcc", "fc"],
  ["maxpol", "maxpool"],
  ["amxpolo", "maxpool"],
  ["rleu", "relu"],
  ["x", undefined],
  ["xy", undefined],
  ["", undefined],
  ["banana", undefined],
  ["a".repeat(100_000), undefined],
])("%s: %s", (word, expected) => expect(nearest(word, layers)).toBe(expected));

test("the nearest wins, then the first", () => {
  expect(nearest("prelv", ["relu", "prelu"])).toBe("prelu");
  expect(nearest("bat", ["cat", "hat"])).toBe("cat");
  expect(nearest("__proto_", ["__proto__"])).toBe("__proto__");
});

test("knows whether another is as near", () => {
  expect(findNearest("bat", ["cat", "hat"])).toMatchObject({ word: "cat", only: false });
  expect(findNearest("bat", ["hats", "bats"])).toMatchObject({ word: "bats", only: true });
  expect(findNearest("conw", ["conv", "conv", "cone", "deconv"])).toMatchObject({ word: "conv", only: false });
  expect(findNearest("conw", ["conv", "conv", "deconv"])).toMatchObject({ word: "conv", only: true });
  expect(findNearest("Conv", ["conv", "cone"])).toMatchObject({ word: "conv", only: true });
});

test.each([
  ["Conv", "conv", true],
  ["RELU", "relu", true],
  ["cnov", "conv", true],
  ["cov", "conv", true],
  ["sofftmax", "softmax", true],
  ["maxpol", "maxpool", true],
  // Another letter makes another word.
  ["conw", "conv", false],
  ["convs", "conv", false],
  ["lin", "lrn", false],
  // `prelu` is two edits away.
  ["rleu", "relu", true],
  ["fcc", "fc", false],
])("%s is %s beyond doubt: %s", (word, expected, obvious) =>
  expect(findNearest(word, [...layers, "lrn"])).toMatchObject({ word: expected, obvious }),
);

test("a distance is symmetric, zero only for equal words, and one for one edit", () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b, 99)).toBe(editDistance(b, a, 99));
      expect(editDistance(a, b, 99) === 0).toBe(a === b);
    }),
  );
  fc.assert(
    fc.property(word, fc.nat(), (a, at) => {
      const i = at % (a.length + 1);
      expect(editDistance(a, `${a.slice(0, i)}#${a.slice(i)}`, 99)).toBe(1);
    }),
  );
  expect(editDistance("ab", "ba", 99)).toBe(1);
});
