import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import type { Image } from "../../src/data/image.ts";
import { augmentImage, augmentLabels } from "../../src/ir/augment-image.ts";
import { flip } from "../../src/ops/augmentations/flip.ts";
import { LETTER, drawText, lettersOf } from "../../src/report/letters.ts";
import { sampleSheet } from "../../src/report/sample-sheet.ts";

const set: Dataset = {
  images: Uint8Array.from({ length: 6 * 4 }, (_, i) => 10 * i),
  labels: Uint8Array.of(0, 2, 0, 2, 2, 0),
  shape: [2, 2, 1],
  classes: 3,
  count: 6,
  classNames: ["a", "none", "b"],
};
const LEFT = 6 + LETTER.width + 6;
const SCALE = 28;

/** The pixels of the picture in row r at place i. */
function pictureAt({ data, width, channels }: Image, r: number, i: number, left = LEFT): readonly number[] {
  return [0, 1, 2, 3].map((pixel) => {
    const y = 6 + r * (2 * SCALE + 3) + (pixel >> 1) * SCALE + 5;
    const x = left + i * (2 * SCALE + 3) + (pixel & 1) * SCALE + 5;
    return data[(y * width + x) * channels]!;
  });
}

describe("a sheet of samples", () => {
  it("has a row for each class that has images, which are those of the set", () => {
    const { picture, rows, left } = sampleSheet(set);
    expect([rows, left]).toEqual([["a", "b"], 0]);
    for (const [r, indices] of [
      [0, 2, 5],
      [1, 3, 4],
    ].entries())
      for (const [i, index] of indices.entries())
        expect(pictureAt(picture, r, i)).toEqual([...set.images.subarray(4 * index, 4 * index + 4)]);
  });

  it("shows floats beyond 0 to 1 from the least to the greatest", () => {
    const images = Float32Array.from(set.images, (value) => value / 100 - 1);
    expect(pictureAt(sampleSheet({ ...set, images }).picture, 0, 0)[0]).toBe(0);
    expect(pictureAt(sampleSheet({ ...set, images }).picture, 0, 2)[3]).toBe(255);
  });

  it("shows images and maps of labels as the steps of the recipe make them", () => {
    const step = flip.step([2, 2, 1], { axis: "horizontal" } as never);
    const shown = sampleSheet(set, { augment: [step], seed: 7 }).picture;
    const indices = [0, 2, 5];
    const expected = indices.map((index) =>
      [
        ...augmentImage(
          Array.from(set.images.subarray(4 * index, 4 * index + 4), (v) => v / 255),
          [step],
          { seed: 7, update: 0, image: index },
        ),
      ].map((v) => Math.round(255 * v)),
    );
    expect(indices.map((_, i) => pictureAt(shown, 0, i))).toEqual(expected);
    const labels = Uint8Array.from({ length: 24 }, (_, i) => i % 3);
    const maps = sampleSheet({ ...set, labels, labelShape: [2, 2] }, { augment: [step], seed: 7 });
    expect(maps.rows).toEqual(["images", "classes"]);
    const left = 6 + 7 * LETTER.width + 6;
    for (let i = 0; i < 6; i++) {
      const moved = augmentLabels(labels.subarray(4 * i, 4 * i + 4), [step], { seed: 7, update: 0, image: i });
      expect(pictureAt(maps.picture, 1, i, left)).toEqual([...moved].map((label) => Math.round((255 * label) / 2)));
    }
  });

  it("has room for many classes and large images", () => {
    const many = { ...set, labels: Int32Array.from({ length: 100 }, (_, i) => i), classes: 100, count: 100 };
    const { classNames: _, ...unnamed } = { ...many, images: new Uint8Array(400) };
    expect(sampleSheet(unnamed)).toMatchObject({ left: 60, rows: Array.from({ length: 40 }, (_, k) => String(k)) });
    const large = { ...set, shape: [300, 400, 3], images: new Uint8Array(6 * 300 * 400 * 3) };
    const { picture } = sampleSheet(large);
    expect([picture.channels, picture.width <= 1300]).toEqual([3, true]);
    const list: Dataset = { ...set, shape: [4] };
    expect(sampleSheet(list).rows).toEqual(["a", "b"]);
  });
});

describe("letters", () => {
  it("are those of ASCII, accents left out", () => {
    expect(lettersOf("Café 日本 ~")).toBe("Cafe ?? ~");
  });

  it("stand where they are put, and never outside", () => {
    const picture: Image = { width: 8, height: 8, channels: 1, data: new Uint8Array(64).fill(255) };
    drawText(picture, "IIII", 0, 0);
    const rows = Array.from({ length: 8 }, (_, y) =>
      [...picture.data.subarray(8 * y, 8 * y + 8)].map((v) => (v === 0 ? "#" : ".")).join(""),
    );
    expect(rows).toEqual([
      ".###...#",
      "..#.....",
      "..#.....",
      "..#.....",
      "..#.....",
      "..#.....",
      ".###...#",
      "........",
    ]);
  });
});
