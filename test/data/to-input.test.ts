import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Image } from "../../src/data/image.ts";
import { toInput } from "../../src/data/to-input.ts";
import { codeOf } from "./caught.ts";

function image(width: number, height: number, channels: 1 | 2 | 3 | 4, data: readonly number[]): Image {
  return { width, height, channels, data: Uint8Array.from(data) };
}

function close(actual: Float32Array, expected: readonly number[]) {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 6);
}

describe("an image as input", () => {
  it("of the same size is its bytes divided by 255, exactly", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(1, 3),
        fc.infiniteStream(fc.nat(255)),
        (w, h, c, values) => {
          const data = Array.from({ length: w * h * c }, () => values.next().value as number);
          expect([...toInput(image(w, h, c as 1 | 3, data), [h, w, c])]).toEqual(data.map((v) => Math.fround(v / 255)));
        },
      ),
    );
  });

  it("is repeated from gray to RGB, and weighed from RGB to gray", () => {
    close(toInput(image(2, 1, 1, [0, 102]), [1, 2, 3]), [0, 0, 0, 0.4, 0.4, 0.4]);
    close(
      toInput(image(4, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]), [1, 4, 1]),
      [0.299, 0.587, 0.114, 1],
    );
    expect([...toInput(image(1, 1, 3, [77, 77, 77]), [1, 1, 1])]).toEqual([Math.fround(77 / 255)]);
  });

  it("has its alpha laid on white", () => {
    close(toInput(image(3, 1, 2, [0, 0, 0, 255, 0, 51]), [1, 3, 1]), [1, 0, 0.8]);
    close(toInput(image(2, 1, 4, [255, 0, 0, 0, 255, 0, 0, 255]), [1, 2, 3]), [1, 1, 1, 1, 0, 0]);
  });

  it("shrinks by the average of the area, parts of pixels included", () => {
    close(
      toInput(image(4, 4, 1, [0, 255, 0, 0, 255, 255, 0, 0, 51, 51, 102, 102, 51, 51, 102, 102]), [2, 2, 1]),
      [0.75, 0, 0.2, 0.4],
    );
    // Three pixels in two: 1 1/2 each.
    close(toInput(image(3, 3, 1, [255, 0, 51, 255, 0, 51, 255, 0, 51]), [2, 2, 1]), [2 / 3, 0.4 / 3, 2 / 3, 0.4 / 3]);
  });

  it("grows linearly between the centers of pixels", () => {
    close(
      toInput(image(2, 2, 1, [0, 255, 0, 255]), [4, 4, 1]),
      [0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1],
    );
  });

  it("keeps its mean when shrunk and its range always", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 24 }),
        fc.uint8Array({ minLength: 576, maxLength: 576 }),
        (from, to, values) => {
          const data = values.subarray(0, from * from);
          const result = toInput({ width: from, height: from, channels: 1, data }, [to, to, 1]);
          expect(Math.min(...result)).toBeGreaterThanOrEqual(Math.min(...data) / 255 - 1e-6);
          expect(Math.max(...result)).toBeLessThanOrEqual(Math.max(...data) / 255 + 1e-6);
          if (to > from) return;
          const mean = (all: ArrayLike<number>) => Array.from(all).reduce((sum, v) => sum + v, 0) / all.length;
          expect(mean(result)).toBeCloseTo(mean(data) / 255, 5);
        },
      ),
    );
  });

  it("keeps its proportions, centered on the color of its border", () => {
    // 4x2 in 4x4: one row above, one below, of the mean of the border (all pixels here).
    const rows = [0, 255, 255, 0, 0, 255, 255, 0];
    close(toInput(image(4, 2, 1, rows), [4, 4, 1]), [0.5, 0.5, 0.5, 0.5, 0, 1, 1, 0, 0, 1, 1, 0, 0.5, 0.5, 0.5, 0.5]);
    close(
      toInput(image(1, 3, 3, [255, 0, 0, 255, 0, 0, 255, 0, 0]), [3, 3, 3]),
      Array.from({ length: 27 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
    );
    // Very thin images still leave one column.
    expect(
      toInput(
        image(
          1,
          1000,
          1,
          Array.from({ length: 1000 }, () => 255),
        ),
        [10, 10, 1],
      ).every((v) => Math.abs(v - 1) < 1e-6),
    ).toBe(true);
  });

  it("is inverted when asked, and never by itself", () => {
    const dark = image(3, 3, 1, [255, 255, 255, 255, 0, 255, 255, 255, 255]);
    const center = (picture: Image, options: Parameters<typeof toInput>[2]) => toInput(picture, [3, 3, 1], options)[4];
    expect(center(dark, {})).toBe(0);
    expect(center(dark, { invert: false })).toBe(0);
    expect(center(dark, { invert: true })).toBe(1);
    // The padding is inverted with it.
    expect(toInput(image(1, 3, 1, [255, 0, 255]), [3, 3, 1], { invert: true })[0]).toBeCloseTo(1 - 510 / 765, 6);
  });

  it("must be gray or RGB", () => {
    const dot = image(1, 1, 1, [0]);
    for (const shape of [[1, 1, 2], [1, 1, 4], [1, 1], [784]])
      expect(codeOf(() => toInput(dot, shape))).toBe("data/input-channels");
  });
});
