/**
 * The note on an image that is unlike the training images: on the real sets at most one false note in a hundred test images, also
 * where only a part of the training set was seen, and at least 99 in a hundred on MNIST inverted. Then each quantity by itself.
 */
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { loadDataset } from "../../src/data/load.ts";
import { prepareTraining } from "../../src/data/prepare-training.ts";
import { subset } from "../../src/data/split.ts";
import { unlikeTraining } from "../../src/data/unlike-training.ts";
import type { ImageStatistics } from "../../src/runtime/index.ts";

const CIFAR = "/work/shared/data/cifar10";

function shareUnlike({ images, shape, count }: Dataset, statistics: ImageStatistics, invert = false): number {
  const size = shape.reduce((product, d) => product * d, 1);
  let noted = 0;
  for (let i = 0; i < count; i++) {
    const image = (images as Uint8Array).slice(i * size, (i + 1) * size);
    if (unlikeTraining(invert ? image.map((b) => 255 - b) : image, shape, statistics).length > 0) noted++;
  }
  return noted / count;
}

/** Every k-th image, so that about `wanted` remain. */
function part(set: Dataset, wanted: number, from = 0): Dataset {
  const step = Math.max(1, Math.floor(set.count / wanted));
  const count = Math.min(wanted, Math.floor((set.count - from) / step));
  return subset(
    set,
    Uint32Array.from({ length: count }, (_, i) => from + i * step),
  );
}

const statisticsOf = (train: Dataset): ImageStatistics =>
  prepareTraining({ train, test: train }).preparation.statistics!;

describe.each([
  ["mnist", undefined],
  ["fashion", "/usr/share/datasets/fashion-mnist"],
  ["cifar10", CIFAR],
] as const)("images of %s", (name, folder) => {
  const isThere = folder === undefined || existsSync(folder);
  it.skipIf(!isThere)("are like their training images, and inverted digits are not", async () => {
    const { train, test } = await loadDataset(name, folder === undefined ? {} : { dataDir: folder });
    const statistics = statisticsOf(train);
    expect(statistics.images).toBeGreaterThan(5000);
    expect(shareUnlike(test, statistics)).toBeLessThanOrEqual(0.01);
    if (name === "mnist") expect(shareUnlike(test, statistics, true)).toBeGreaterThanOrEqual(0.99);
    // A small set has seen less: its bounds are wider.
    const sample = part(test, 1000);
    for (const [size, most] of [
      [50, 0.02],
      [200, 0.01],
      [1000, 0.01],
    ] as const) {
      const shares = [0, 7, 13, 29].map((from) => shareUnlike(sample, statisticsOf(part(train, size, from))));
      expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThanOrEqual(most);
    }
  });
});

describe("a note", () => {
  const shape = [8, 8, 3];
  const picture = (color: (p: number, c: number) => number): Uint8Array =>
    Uint8Array.from({ length: 192 }, (_, i) => color(Math.floor(i / 3), i % 3));
  const many = (make: (i: number) => Uint8Array): Dataset => ({
    images: Uint8Array.from(Array.from({ length: 200 }, (_, i) => [...make(i)]).flat()),
    labels: new Uint8Array(200),
    shape,
    classes: 1,
    count: 200,
  });
  const colored = statisticsOf(many((i) => picture((p, c) => (i + 3 * p + 40 * c) % 100)));

  it("names the quantity, what was found and what was seen", () => {
    const bright = unlikeTraining(
      picture(() => 250),
      shape,
      colored,
    );
    expect(bright[0]!.text).toMatch(/^border level of \w+ 0\.98; the training images' were 0/);
    expect(bright.map(({ quantity }) => quantity)).toContain("border level of blue");
    expect(bright[0]).toMatchObject({ level: 0.98, training: [expect.any(Number), expect.any(Number)] });
  });

  it("is made of an image without color where all had some, and of color where none had any", () => {
    const gray = picture((p) => (3 * p) % 100);
    const quantities = (bytes: Uint8Array, statistics: ImageStatistics): readonly string[] =>
      unlikeTraining(bytes, shape, statistics).map(({ quantity }) => quantity);
    expect(quantities(gray, colored)).toContain("color");
    const grays = statisticsOf(many((i) => picture((p) => (i + 3 * p) % 100)));
    expect(grays.grayShare).toBe(1);
    expect(quantities(gray, grays)).toEqual([]);
    expect(
      quantities(
        picture((p, c) => (3 * p + 40 * c) % 100),
        grays,
      ),
    ).toEqual(["color"]);
    const few = { ...grays, images: 20 };
    expect(
      quantities(
        picture((p, c) => (3 * p + 40 * c) % 100),
        few,
      ),
    ).toEqual([]);
  });

  it("is made of a file far smaller than all, or of another form where all had one", () => {
    const bytes = picture((p, c) => (3 * p + 40 * c) % 100);
    const at = (height: number, width: number, smallest: number[], largest: number[]) =>
      unlikeTraining(bytes, shape, { ...colored, sizes: { smallest, largest } }, { height, width }).map(
        ({ text }) => text,
      );
    expect(at(64, 64, [64, 64], [64, 64])).toEqual([]);
    expect(at(640, 640, [64, 64], [64, 64])).toEqual([]);
    expect(at(30, 30, [64, 64], [64, 64])).toEqual(["size 30x30; the training images' were 64x64"]);
    expect(at(64, 200, [64, 64], [64, 64])).toEqual(["size 200x64; the training images' were 64x64"]);
    expect(at(64, 200, [64, 64], [300, 200])).toEqual([]);
    expect(at(20, 20, [64, 50], [300, 200])).toEqual(["size 20x20; the training images' were 50x64 to 200x300"]);
  });

  it("is not undone by one odd image among the training images", () => {
    const dark = Array.from({ length: 2000 }, (_, i) => [...picture((p, c) => (i + p + c) % 30)]);
    dark[77] = [...picture(() => 255)];
    const images = Uint8Array.from(dark.flat());
    const statistics = statisticsOf({ images, labels: new Uint8Array(2000), shape, classes: 1, count: 2000 });
    const [first] = unlikeTraining(
      picture(() => 250),
      shape,
      statistics,
    );
    expect(first?.text).toMatch(/0\.98; 99\.8 % of the training images' were 0/);
  });
});
