/** Folders of images and masks: which are taken for one, how masks are read and fitted, and what is refused. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { datasetProblem, expectedBy } from "../../src/data/check-dataset.ts";
import { encodePng } from "../../src/data/decode-image.ts";
import { loadDataset, type LoadOptions } from "../../src/data/load.ts";
import { splitDataset } from "../../src/data/split.ts";
import { rejected } from "./caught.ts";
import { imageBytes } from "./images.ts";

const base = mkdtempSync(join(tmpdir(), "cnnc-masks-"));
afterAll(() => rmSync(base, { recursive: true }));

function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(base, "set-"));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

const gray = (width: number, height: number, values: readonly number[]): Uint8Array =>
  encodePng({ width, height, channels: 1, data: Uint8Array.from(values) });
const color = (width: number, height: number): Uint8Array =>
  encodePng({ width, height, channels: 3, data: new Uint8Array(3 * width * height) });
const options: LoadOptions = { input: [2, 2, 1], labels: [2, 2] };
const problemOf = async (folder: string, given: LoadOptions = options) => {
  const { diagnostic, exit } = await rejected(loadDataset(folder, given));
  return { code: diagnostic.code, message: diagnostic.message, notes: diagnostic.notes, exit };
};

describe("images and masks", () => {
  it("stand below train and test, and have a class for each pixel", async () => {
    const folder = folderOf({
      "train/images/b.png": gray(2, 2, [10, 20, 30, 40]),
      "train/images/a.png": gray(2, 2, [50, 60, 70, 80]),
      "train/masks/a.png": gray(2, 2, [0, 1, 2, 0]),
      "train/masks/b.png": gray(2, 2, [1, 1, 0, 0]),
      "train/masks/unused.png": gray(9, 9, new Array<number>(81).fill(200)),
      "train/notes.txt": "no image",
      "val/images/c.png": gray(2, 2, [1, 2, 3, 4]),
      "val/masks/c.png": gray(2, 2, [0, 0, 0, 1]),
    });
    const { train, test } = await loadDataset(folder, options);
    expect(train).toMatchObject({ count: 2, classes: 3, labelShape: [2, 2], shape: [2, 2, 1] });
    expect([...train.images]).toEqual([50, 60, 70, 80, 10, 20, 30, 40]);
    expect([...train.labels]).toEqual([0, 1, 2, 0, 1, 1, 0, 0]);
    expect([test.count, test.classes, [...test.labels]]).toEqual([1, 3, [0, 0, 0, 1]]);
    expect(datasetProblem(train, expectedBy([2, 2, 1], [2, 2, 3], [2, 2]))).toBe(undefined);
  });

  it("stand by themselves and are split by images, each with its map", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [
        [`images/${i}.png`, gray(2, 2, [i, i, i, i])],
        [`masks/${i}.png`, gray(2, 2, [i % 3, i % 2, 0, 1])],
      ]).flat(),
    );
    const { train, test } = await loadDataset(folderOf(files), { ...options, split: 0.7 });
    expect([train.count, test.count]).toEqual([7, 3]);
    for (const part of [train, test])
      for (let n = 0; n < part.count; n++) {
        const i = part.images[4 * n]!;
        expect([...part.labels.subarray(4 * n, 4 * n + 4)]).toEqual([i % 3, i % 2, 0, 1]);
      }
    expect(() => splitDataset({ ...train, count: 1 })).toThrow("cannot be split");
  });

  it("reads numbers of a palette, and gray as it is stored", async () => {
    const palette = imageBytes("palette");
    const folder = folderOf({ "images/a.png": color(32, 24), "masks/a.png": palette });
    const twice = folderOf({
      "images/a.png": color(32, 24),
      "images/b.png": color(32, 24),
      "masks/a.png": palette,
      "masks/b.png": imageBytes("bits1"),
    });
    const { diagnostic } = await rejected(loadDataset(folder, { input: [24, 32, 3], labels: [24, 32] }));
    expect(diagnostic.code).toBe("data/too-few-samples");
    const { train, test } = await loadDataset(twice, { input: [24, 32, 3], labels: [24, 32], split: 0.5 });
    const values = [train, test].map(({ labels }) => new Set(labels));
    const sizes = values.map((each) => Math.max(...each));
    // 16 colors by number, and 1 bit: 0 and 1, not 0 and 255.
    expect(sizes.sort((a, b) => a - b)).toEqual([1, 15]);
  });

  it("fits a mask as its image, by the nearest pixel, with class 0 beside it", async () => {
    // 4x2 into 6x6: 6x3, a row free above and two below. The middle row falls between two, and takes the lower.
    const mask = gray(4, 2, [1, 1, 2, 2, 3, 3, 4, 4]);
    const image = gray(4, 2, [0, 0, 0, 0, 0, 0, 0, 0]);
    const folder = folderOf({ "images/a.png": image, "masks/a.png": mask, "images/b.png": image, "masks/b.png": mask });
    const { train } = await loadDataset(folder, { input: [6, 6, 1], labels: [6, 6] });
    const rows = Array.from({ length: 6 }, (_, y) => [...train.labels.subarray(6 * y, 6 * y + 6)].join(""));
    expect(rows).toEqual(["000000", "111222", "333444", "333444", "000000", "000000"]);
  });
});

describe("what is refused", () => {
  const image = gray(2, 2, [1, 2, 3, 4]);
  const mask = gray(2, 2, [0, 1, 0, 1]);

  it("an image without a mask, a part without masks, no images", async () => {
    const missing = await problemOf(folderOf({ "images/a.jpg": image, "images/b.png": image, "masks/a.png": mask }));
    expect(missing).toMatchObject({ code: "data/mask-missing", message: "the image b.png has no mask", exit: 1 });
    const part = folderOf({ "train/images/a.png": image, "train/masks/a.png": mask, "test/images/a.png": image });
    expect(await problemOf(part)).toMatchObject({ code: "data/mask-missing", message: "the folder holds no folder `masks`" }); // prettier-ignore
    const none = folderOf({ "images/notes.txt": "", "masks/a.png": mask });
    expect((await problemOf(none)).code).toBe("data/mask-missing");
  });

  it("masks of another size, of colors, of JPEG, of too large numbers", async () => {
    const of = (bytes: Uint8Array, first = image) =>
      problemOf(folderOf({ "images/a.png": first, "masks/a.png": bytes }));
    const size = await of(gray(2, 1, [0, 1]));
    expect(size.code).toBe("data/mask-size");
    expect(size.notes).toEqual([expect.stringMatching(/^2x2 = 4 pixels in /), "2x1 = 2 classes in the mask"]);
    expect((await of(color(2, 2))).code).toBe("data/mask-kind");
    expect((await of(imageBytes("gray"))).code).toBe("data/mask-kind");
    expect((await of(imageBytes("i16"), color(32, 24))).code).toBe("data/label-out-of-range");
  });

  it("a network that answers elsewhere than the masks are, or once", async () => {
    const folder = folderOf({ "images/a.png": image, "masks/a.png": mask, "images/b.png": image, "masks/b.png": mask });
    const smaller = await problemOf(folder, { input: [8, 8, 1], labels: [6, 6] });
    expect(smaller).toMatchObject({ code: "data/mask-size", notes: ["6x6 labels expected for an image, 8x8 found"] });
    const { train } = await loadDataset(folder, { input: [2, 2, 1] });
    const once = datasetProblem(train, expectedBy([2, 2, 1], [10]));
    expect(once).toMatchObject({ code: "data/label-places", notes: ["1 label expected for an image, 2·2 = 4 places found"] }); // prettier-ignore
    const { labelShape: _, ...plain } = train;
    const single = datasetProblem({ ...plain, labels: train.labels.slice(0, 1), count: 1, images: train.images.slice(0, 4) }, expectedBy([2, 2, 1], [2, 2, 3], [2, 2])); // prettier-ignore
    expect(single).toMatchObject({ code: "data/label-places", notes: ["2·2 = 4 places expected for an image, 1 label found"] }); // prettier-ignore
  });

  it("masks of 0 and 255, with what to do", async () => {
    const white = gray(2, 2, [0, 255, 0, 255]);
    const folder = folderOf({ "images/a.png": image, "masks/a.png": white, "images/b.png": image, "masks/b.png": white }); // prettier-ignore
    const { train } = await loadDataset(folder, options);
    const problem = datasetProblem(train, expectedBy([2, 2, 1], [2, 2, 2], [2, 2]));
    expect(problem).toMatchObject({ code: "data/too-many-classes", help: expect.stringContaining("0 and 255") });
  });

  it("links that lead out of the folder", async () => {
    const outside = folderOf({ "a.png": mask });
    const folder = folderOf({ "images/a.png": image, "masks/b.png": mask });
    symlinkSync(join(outside, "a.png"), join(folder, "masks", "a.png"));
    expect((await problemOf(folder)).code).toBe("data/link-outside");
  });

  it("but not two classes that are called images and masks", async () => {
    const folder = folderOf({ "images/a.png": image, "masks/b.png": mask, "images/c.png": image, "masks/d.png": mask });
    const { train } = await loadDataset(folder, { input: [2, 2, 1] });
    expect([train.classNames, train.labelShape]).toEqual([["images", "masks"], undefined]);
  });
});
