import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { splitDataset } from "../../src/data/split.ts";
import { channelStatistics } from "../../src/data/statistics.ts";
import { codeOf } from "./caught.ts";

describe("statistics", () => {
  it("are mean and deviation of each channel", () => {
    // Channel 0 is 0, 255; channel 1 is 51, 51; channel 2 is 0, 102.
    const images = Uint8Array.of(0, 51, 0, 255, 51, 102);
    const { mean, std } = channelStatistics({ images, shape: [1, 2, 3] });
    for (const [c, [m, s]] of [
      [0.5, 0.5],
      [0.2, 0],
      [0.2, 0.2],
    ].entries()) {
      expect(mean[c]).toBeCloseTo(m!, 15);
      expect(std[c]).toBeCloseTo(s!, 15);
    }
  });

  it("are the same for bytes and for their floats", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 300 }), (values) => {
        const bytes = values.subarray(0, values.length - (values.length % 3));
        const floats = Float32Array.from(bytes, (v) => v / 255);
        const [a, b] = [bytes, floats].map((images) => channelStatistics({ images, shape: [1, 1, 3] }));
        for (let c = 0; c < 3; c++) {
          expect(b!.mean[c]).toBeCloseTo(a!.mean[c]!, 6);
          expect(b!.std[c]).toBeCloseTo(a!.std[c]!, 6);
        }
      }),
    );
  });

  it("keep their digits when the values are large and close together", () => {
    const images = Float32Array.of(8192, 8193, 8192, 8193);
    const { mean, std } = channelStatistics({ images, shape: [2, 2, 1] });
    expect(mean).toEqual([8192.5]);
    expect(std).toEqual([0.5]);
  });
});

describe("a split", () => {
  const make = (count: number): Dataset => ({
    images: Uint8Array.from({ length: count * 2 }, (_, i) => i >> 1),
    labels: Int32Array.from({ length: count }, (_, i) => i),
    shape: [1, 2, 1],
    classes: count,
    count,
  });

  it("puts every image in one part with its label, the same each time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (count, share, seed) => {
          const { train, test } = splitDataset(make(count), share, seed);
          expect(train.count).toBe(Math.min(count - 1, Math.max(1, Math.round(count * share))));
          expect([...train.labels, ...test.labels].sort((a, b) => a - b)).toEqual([...make(count).labels]);
          for (const part of [train, test]) {
            expect(part.labels.length).toBe(part.count);
            expect([...part.images]).toEqual([...part.labels].flatMap((label) => [label, label]));
          }
          expect(splitDataset(make(count), share, seed)).toEqual({ train, test });
        },
      ),
    );
  });

  it("depends on the seed and is not a cut in two", () => {
    const labels = [1, 2].map((seed) => [...splitDataset(make(100), 0.5, seed).train.labels]);
    expect(labels[0]).not.toEqual(labels[1]);
    expect(labels[0]!.filter((label) => label < 50).length).toBeGreaterThan(10);
    expect(labels[0]!.filter((label) => label < 50).length).toBeLessThan(40);
  });

  it("shares out each class alike, to the nearest whole image", () => {
    const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(counts, fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.nat(), (sizes, share, seed) => {
        const labels = Int32Array.from(sizes.flatMap((size, label) => Array.from({ length: size }, () => label)));
        if (labels.length < 2) return;
        const { train } = splitDataset({ ...make(labels.length), labels }, share, seed);
        for (const [label, size] of sizes.entries()) {
          const got = train.labels.filter((other) => other === label).length;
          // A set of few images may owe one to the part that would have none.
          expect(Math.abs(got - size * share)).toBeLessThan(labels.length * Math.min(share, 1 - share) < 1 ? 2 : 1);
        }
      }),
    );
    const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 90 ? 0 : 1));
    const { test } = splitDataset({ ...make(100), labels }, 0.8);
    expect(test.labels.filter((label) => label === 1).length).toBe(2);
  });

  it("of one image is refused", () => {
    expect(codeOf(() => splitDataset(make(1)))).toBe("data/too-few-samples");
  });
});
