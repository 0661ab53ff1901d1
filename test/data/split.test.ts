import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { splitDataset } from "../../src/data/split.ts";
import { caught, codeOf } from "./caught.ts";

/** Images of two bytes that hold their number; `sizes[k]` of them have the label k, in turn. */
function setOf(sizes: readonly number[]): Dataset {
  const labels: number[] = [];
  for (let i = 0; i < Math.max(...sizes); i++) for (const [k, size] of sizes.entries()) if (i < size) labels.push(k);
  const count = labels.length;
  return {
    images: Float32Array.from({ length: count * 2 }, (_, i) => i >> 1),
    labels: Int32Array.from(labels),
    shape: [1, 2, 1],
    classes: sizes.length,
    count,
  };
}

const countsOf = ({ labels, classes }: Dataset): readonly number[] =>
  Array.from({ length: classes }, (_, k) => labels.filter((label) => label === k).length);

const sizesOf = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 })), {
  minLength: 1,
  maxLength: 15,
});
const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe("a split", () => {
  it("puts every image in one part with its label, in the order of the set, the same each time", () => {
    fc.assert(
      fc.property(sizesOf, shares, fc.integer(), (sizes, share, seed) => {
        fc.pre(sizes.some((size) => size > 1));
        const whole = setOf(sizes);
        const { train, test } = splitDataset(whole, share, seed);
        const numbers = [train, test].map(({ images }) => [...images.filter((_, i) => i % 2 === 0)]);
        expect(numbers.flat().sort((a, b) => a - b)).toEqual([...whole.labels.keys()]);
        for (const [p, part] of [train, test].entries()) {
          expect(part.count).toBe(numbers[p]!.length);
          expect(numbers[p]).toEqual(numbers[p]!.toSorted((a, b) => a - b));
          expect([...part.labels]).toEqual(numbers[p]!.map((number) => whole.labels[number]));
          expect([...part.images]).toEqual(numbers[p]!.flatMap((number) => [number, number]));
        }
        expect(splitDataset(whole, share, seed)).toEqual({ train, test });
      }),
    );
  });

  it("gives every class of two or more to both parts and a class of one to training", () => {
    fc.assert(
      fc.property(sizesOf, shares, fc.nat(), (sizes, share, seed) => {
        fc.pre(sizes.some((size) => size > 1));
        const { train, test } = splitDataset(setOf(sizes), share, seed);
        const [trained, tested] = [countsOf(train), countsOf(test)];
        for (const [k, size] of sizes.entries()) {
          expect(trained[k]! + tested[k]!).toBe(size);
          expect(trained[k]).toBeGreaterThanOrEqual(1);
          if (size > 1) expect(tested[k]).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  it("shares out each class to within one image, and all together as near to the share as that allows", () => {
    fc.assert(
      fc.property(sizesOf, shares, fc.nat(), (sizes, share, seed) => {
        fc.pre(sizes.some((size) => size > 1));
        const { train } = splitDataset(setOf(sizes), share, seed);
        const within = (quota: number, size: number) => (size === 1 ? 1 : Math.min(size - 1, Math.max(1, quota)));
        const least = sizes.map((size) => within(Math.floor(size * share), size));
        const most = sizes.map((size) => within(Math.ceil(size * share - 1e-9), size));
        for (const [k, count] of countsOf(train).entries()) {
          expect(count).toBeGreaterThanOrEqual(least[k]!);
          expect(count).toBeLessThanOrEqual(most[k]!);
        }
        const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
        const wanted = Math.round(sum(sizes) * share);
        expect(train.count).toBe(Math.min(sum(most), Math.max(sum(least), wanted)));
      }),
    );
  });

  it.each([
    ["one large class and ten of one", [100, ...Array<number>(10).fill(1)], [90, ...Array<number>(10).fill(1)]],
    ["twelve classes of four", Array<number>(12).fill(4), Array<number>(12).fill(3)],
    ["a class of two beside a class of one", [2, 1], [1, 1]],
    ["two classes of two", [2, 2], [1, 1]],
    ["ten classes of ten", Array<number>(10).fill(10), Array<number>(10).fill(9)],
  ])("of %s", (_, sizes, expected) => {
    expect(countsOf(splitDataset(setOf(sizes)).train)).toEqual(expected);
  });

  it("of a set that the rule leaves as it was has the images it had", () => {
    // Computed by the version before this rule.
    const digest = (sizes: readonly number[], share: number) =>
      [...splitDataset(setOf(sizes), share).test.images].reduce(
        (sum, value, i) => (sum * 31 + value * (i + 1)) % 1e9,
        7,
      );
    expect([
      digest(Array<number>(10).fill(100), 0.9),
      digest([50, 30, 20, 17], 0.8),
      digest([5, 5, 5], 0.5),
      digest([599, 674, 596, 613], 0.9),
    ]).toEqual([446161567, 258735999, 459258730, 154349310]);
  });

  it("depends on the seed and is not a cut in two", () => {
    const [a, b] = [1, 2].map((seed) => splitDataset(setOf([100]), 0.5, seed).train);
    expect(a!.images).not.toEqual(b!.images);
    const early = a!.images.filter((number, i) => i % 2 === 0 && number < 50).length;
    expect(early).toBeGreaterThan(10);
    expect(early).toBeLessThan(40);
  });

  it("without an image to spare is refused, and says what to add", () => {
    expect(codeOf(() => splitDataset(setOf([1])))).toBe("data/too-few-samples");
    const { diagnostic } = caught(() => splitDataset(setOf([1, 1, 1])));
    expect(diagnostic).toMatchObject({
      code: "data/too-few-samples",
      notes: ["each class has 1 image, 3 images in all"],
    });
    expect(diagnostic.help).toContain("a test part of its own");
  });
});
