/** Numbers as pictures, and what a confusion matrix says: small cases worked out by hand. */
import { describe, expect, it } from "vitest";
import { averagesOf, figuresOf, mixupsOf } from "../../src/report/confusion.ts";
import { featureSheets } from "../../src/report/feature-maps.ts";
import { firstFilters } from "../../src/report/first-filters.ts";
import { channelPicture, extentOf, layOutSheet, pictureOf, rangeOf } from "../../src/report/picture.ts";
import { renderEvaluation } from "../../src/report/render-evaluation.ts";

const unit = { low: 0, high: 1 };
const ramp = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => i);

describe("pictures", () => {
  it("of images: gray, or the color of the first three channels", () => {
    expect(pictureOf([1, 2, 1], [0, 1], unit)).toMatchObject({
      width: 2,
      height: 1,
      channels: 1,
      data: Uint8Array.of(0, 255),
    });
    const rgb = pictureOf([1, 1, 4], [1, 0.5, 0, 0.3], unit);
    expect(rgb).toMatchObject({ channels: 3, data: Uint8Array.of(255, 128, 0) });
  });

  it("of sequences have a row for each channel; of volumes the middle slice", () => {
    const sequence = pictureOf([3, 2], [0, 3, 1, 4, 2, 5], { low: 0, high: 5 });
    expect(sequence).toMatchObject({ width: 3, height: 2, data: Uint8Array.of(0, 51, 102, 153, 204, 255) });
    expect(Array.from(pictureOf([3, 1, 2, 1], ramp(6), { low: 0, high: 255 }).data)).toEqual([2, 3]);
    expect(Array.from(channelPicture([2, 2, 3], ramp(12), 1, { low: 0, high: 255 }).data)).toEqual([1, 4, 7, 10]);
  });

  it("take bytes and shares as they are, other numbers from the least to the greatest, and bear what is no number", () => {
    expect(rangeOf(Uint8Array.of(3, 4))).toEqual({ low: 0, high: 255 });
    expect(rangeOf(Float32Array.of(0.25, 0.5))).toEqual(unit);
    expect(rangeOf(Float32Array.of(-1, 3))).toEqual({ low: -1, high: 3 });
    expect(extentOf([Number.NaN, Number.POSITIVE_INFINITY])).toEqual(unit);
    expect(Array.from(pictureOf([1, 3, 1], [Number.NaN, 9, -9], unit).data)).toEqual([0, 255, 0]);
    expect(Array.from(pictureOf([1, 2, 1], [5, 5], { low: 5, high: 5 }).data)).toEqual([0, 0]);
  });

  it("stand on a sheet row by row, enlarged, with gray between", () => {
    const dots = [0, 1, 0.2].map((value) => pictureOf([1, 1, 1], [value], unit));
    const sheet = layOutSheet(dots, { columns: 2, scale: 2 });
    expect([sheet.width, sheet.height]).toEqual([2 * 4 + 2, 2 * 4 + 2]);
    const at = (x: number, y: number): number => sheet.data[y * sheet.width + x]!;
    expect([at(0, 0), at(2, 2), at(3, 3), at(4, 2), at(6, 2), at(2, 6), at(6, 6)]).toEqual([
      128, 0, 0, 128, 255, 51, 128,
    ]);
  });
});

describe("first filters", () => {
  const tensor = (name: string, shape: readonly number[]) => ({
    name,
    shape,
    data: ramp(shape.reduce((product, size) => product * size, 1)).map((value) => value - 5),
  });

  it("are in color over three channels, a gray picture for each channel over one, two or four", () => {
    const color = firstFilters([tensor("norm.weight", [3]), tensor("conv1.weight", [2, 3, 1, 2])], 3)!;
    expect(color).toMatchObject({ name: "conv1.weight", perFilter: 1, filters: 2, most: 6 });
    // Weights -5 … 6, of [F][C][H][W]: the second pixel of the first filter is -4, -2, 0.
    expect(Array.from(color.pictures[0]!.data.slice(3))).toEqual(
      [-4, -2, 0].map((w) => Math.round((255 * (w + 6)) / 12)),
    );
    expect(firstFilters([tensor("conv1.weight", [2, 4, 2, 2])], 4)!.pictures.length).toBe(8);
  });

  it("are none where they cannot be seen", () => {
    for (const shape of [
      [10, 784],
      [8, 12, 7],
      [8, 5, 3, 3],
      [4, 1, 3, 3, 3],
      [8, 2, 3, 3],
    ])
      expect(firstFilters([tensor("weight", shape), tensor("conv.weight", [2, 1, 3, 3])], 3)).toBeUndefined();
    expect(firstFilters([], 1)).toBeUndefined();
  });
});

describe("feature maps", () => {
  it("are of layers with places, at most 24 of them and 64 channels", () => {
    const layer = (name: string, shape: readonly number[]) => ({
      layer: name,
      shape,
      data: ramp(shape.reduce((product, size) => product * size, 1)),
    });
    const sheets = featureSheets([
      layer("a", [2, 2, 100]),
      layer("b", [1, 1, 8]),
      layer("c", [10]),
      layer("d", [5, 3]),
    ]);
    expect(sheets.map(({ layer, shown }) => [layer, shown])).toEqual([
      ["a", 64],
      ["d", 3],
    ]);
    const deep = featureSheets(Array.from({ length: 100 }, (_, i) => layer(`l${i}`, [2, 2, 1])));
    expect([deep.length, deep[0]!.layer, deep[23]!.layer]).toEqual([24, "l0", "l99"]);
  });
});

describe("a confusion matrix", () => {
  const confusion = [
    [8, 2, 0],
    [1, 9, 0],
    [0, 0, 0],
  ];
  const figures = figuresOf(confusion, ["a", "b", "c"]);

  it("gives precision, recall and F1; what has no images has none", () => {
    expect(figures[0]).toEqual({ name: "a", count: 10, precision: 8 / 9, recall: 0.8, f1: 16 / 19 });
    expect(figures[2]).toEqual({ name: "c", count: 0, precision: null, recall: null, f1: null });
    const { macro, weighted } = averagesOf([...figures.slice(0, 1), { ...figures[1]!, count: 30 }, figures[2]!]);
    expect(macro.recall).toBeCloseTo((0.8 + 0.9) / 2, 12);
    expect(weighted.recall).toBeCloseTo((10 * 0.8 + 30 * 0.9) / 40, 12);
    expect(mixupsOf(confusion, 5)).toEqual([
      { truth: 0, called: 1, count: 2 },
      { truth: 1, called: 0, count: 1 },
    ]);
  });

  it("is shown whole up to forty classes; of more, what is most often mixed up", () => {
    const render = (count: number): string => {
      const matrix = Array.from({ length: count }, (_, i) =>
        Array.from({ length: count }, (_, j) => (i === j ? 5 : i === 3 && j === 7 ? 2 : 0)),
      );
      const names = matrix.map((_, i) => `n${i}`);
      const classes = figuresOf(matrix, names);
      return renderEvaluation({
        model: "M",
        outputs: "scores",
        count: 5 * count + 2,
        accuracy: 0.9,
        loss: 1,
        classes,
        confusion: matrix,
      });
    };
    expect(render(40)).toContain("truth \\ called");
    const many = render(41);
    expect(many).not.toContain("truth \\ called");
    expect(many).toMatch(/^n3 +n7 +2$/m);
    expect(Math.max(...many.split("\n").map((line) => line.length))).toBeLessThan(80);
  });
});
