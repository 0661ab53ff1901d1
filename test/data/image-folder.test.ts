import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Image } from "../../src/data/image.ts";
import { decodeImage, encodePng } from "../../src/data/decode-image.ts";
import { imageFiles } from "../../src/data/image-files.ts";
import { loadDataset, type LoadOptions } from "../../src/data/load.ts";
import { toBytes, toInput } from "../../src/data/to-input.ts";
import { rejected } from "./caught.ts";
import { imageBytes } from "./images.ts";
import { png } from "./make-files.ts";

const base = mkdtempSync(join(tmpdir(), "cnnc-images-"));
afterAll(() => rmSync(base, { recursive: true }));

/** A new folder with the files. */
function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(base, "set-"));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

/** A gray image of one value. */
function flat(value: number, width = 2, height = 2, channels: Image["channels"] = 1): Uint8Array {
  return encodePng({ width, height, channels, data: new Uint8Array(width * height * channels).fill(value) });
}

async function problemOf(folder: string, options: LoadOptions = {}) {
  const { diagnostic, exit } = await rejected(loadDataset(folder, options));
  return { ...diagnostic, exit };
}

describe("a folder of class folders", () => {
  it("gives classes their sorted names, and parts below train and test", async () => {
    const folder = folderOf({
      "train/dog/a.png": flat(10),
      "train/dog/b.PNG": flat(20),
      "train/cat/z.png": flat(30),
      "train/cat/notes.txt": "no image",
      "train/cat/.hidden.png": "no image either",
      "train/.git/config": "",
      "test/dog/1.png": flat(40),
      "labels.csv": "a,b\n",
    });
    const { train, test } = await loadDataset(folder, { input: [2, 2, 1] });
    expect(train).toMatchObject({ count: 3, classes: 2, classNames: ["cat", "dog"], shape: [2, 2, 1], name: folder });
    expect([[...train.labels], [...train.images.filter((_, i) => i % 4 === 0)]]).toEqual([
      [0, 1, 1],
      [30, 10, 20],
    ]);
    expect([test.count, test.classes, [...test.labels], test.images[0]]).toEqual([1, 2, [1], 40]);
    expect(train.images).toBeInstanceOf(Uint8Array);
  });

  it("is split, each class alike, when it has no test part; val serves as one", async () => {
    const files = Object.fromEntries(
      ["a", "b"].flatMap((name, c) => Array.from({ length: 5 }, (_, i) => [`${name}/${i}.png`, flat(100 * c + i)])),
    );
    const { train, test } = await loadDataset(folderOf(files), { split: 0.8 });
    expect([[...train.labels], [...test.labels]]).toEqual([
      [0, 0, 0, 0, 1, 1, 1, 1],
      [0, 1],
    ]);
    expect(new Set([...train.images, ...test.images]).size).toBe(10);
    const within = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`train/${name}`, bytes]));
    // One of five is the least that a class can give to the test part.
    expect((await loadDataset(folderOf(within))).train.count).toBe(8);
    expect((await loadDataset(folderOf({ ...within, "valid/b/1.png": flat(7) }))).test.images[0]).toBe(7);
  });

  it("may have classes that are called train and test", async () => {
    const folder = folderOf({
      "train/1.png": flat(1),
      "train/2.png": flat(2),
      "test/1.png": flat(3),
      "test/2.png": flat(4),
    });
    expect((await loadDataset(folder)).train.classNames).toEqual(["test", "train"]);
  });

  it("fits every kind of image to the input as predict does", async () => {
    const ramp = (x: number, y: number, s: number) => (x * 31 + y * 17 + s * 7) & 255;
    const kinds: Readonly<Record<string, Uint8Array>> = {
      "a/0.png": flat(9, 1, 1),
      "a/1.png": flat(200, 5, 3, 4),
      "a/2.png": png({ width: 9, height: 4, depth: 16, colorType: 2, sample: (x, y, s) => ramp(x, y, s) * 257 }),
      "a/3.png": png({ width: 7, height: 9, depth: 8, colorType: 6, interlaced: true, sample: ramp }),
      "a/4.jpg": imageBytes("progressive"),
      "a/5.jpeg": imageBytes("cmyk"),
      "a/6.JPG": imageBytes("turned"),
      // The bytes tell what a file is, not its name.
      "a/7.png": imageBytes("baseline"),
    };
    const folder = folderOf({ ...kinds, "b/0.png": flat(0), "b/1.png": flat(0) });
    for (const input of [
      [6, 5, 3],
      [4, 4, 1],
    ]) {
      const { train, test } = await loadDataset(folder, { input });
      const size = input.reduce((product, d) => product * d, 1);
      const found = [train, test].flatMap(({ images, count }) =>
        Array.from({ length: count }, (_, i) => [...images.subarray(i * size, (i + 1) * size)].join(" ")),
      );
      for (const [name, bytes] of Object.entries(kinds))
        expect(found, name).toContain([...toBytes(toInput(decodeImage(bytes, name), input))].join(" "));
    }
  });

  it("has the size of its first image when no network says another", async () => {
    const folder = folderOf({ "a/0.png": flat(9, 3, 2, 4), "b/0.png": flat(9, 8, 8), "b/1.png": flat(9) });
    expect((await loadDataset(folder)).train.shape).toEqual([2, 3, 3]);
  });

  it("may be the set of a named one, when --data names it", async () => {
    const digits = Array.from({ length: 10 }, (_, i) => [`train/${i}/x.png`, flat(i)]);
    const folder = folderOf({ ...Object.fromEntries(digits), "test/4/y.png": flat(4) });
    const { train, test } = await loadDataset("mnist", { dataDir: folder, environment: {} });
    expect([train.name, train.classes, [...test.labels]]).toEqual([folder, 10, [4]]);
  });
});

describe("a folder that is wrong", () => {
  const good = { "a/0.png": flat(1), "a/1.png": flat(1), "b/0.png": flat(2) };

  it("names the class without images, also when the images are one folder deeper", async () => {
    const empty = folderOf({ ...good, "c/readme.txt": "" });
    expect(await problemOf(empty)).toMatchObject({ code: "data/class-empty", file: join(empty, "c"), exit: 1 });
    const deeper = folderOf({ "flowers/daisy/0.png": flat(1), "flowers/rose/0.png": flat(2) });
    const found = await problemOf(deeper);
    expect([found.code, found.notes]).toEqual([
      "data/class-empty",
      ["0 other files and 2 folders found, PNG, JPEG, BMP, GIF, WebP or TIFF files expected"],
    ]);
    expect(found.help).toContain(join(deeper, "flowers"));
    expect(await problemOf(folderOf({ "train/a/0.png": flat(1), "test/x.txt": "" }))).toMatchObject({
      code: "data/class-empty",
    });
    expect(await problemOf(folderOf({ "x.png": flat(1) }))).toMatchObject({ code: "data/folder-unrecognized" });
  });

  it("names the test class that training does not have, and class names that cannot be shown", async () => {
    const unknown = folderOf({ "train/a/0.png": flat(1), "test/b/0.png": flat(1) });
    expect(await problemOf(unknown)).toMatchObject({ code: "data/classes-disagree", file: join(unknown, "test/b") });
    expect(await problemOf(folderOf({ ...good, "c\u001b[31m/0.png": flat(1) }))).toMatchObject({
      code: "data/class-name",
    });
  });

  it("names the image that is damaged, too large, or no image", async () => {
    const huge = png({
      width: 65_535,
      height: 65_535,
      depth: 8,
      colorType: 0,
      sample: () => 0,
      packed: new Uint8Array(10),
    });
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [flat(1).subarray(0, 50), "data/image-damaged"],
      [imageBytes("progressive").subarray(0, 300), "data/image-damaged"],
      [huge, "data/image-too-large"],
      [new TextEncoder().encode("GIF90a"), "data/image-format"],
      [new Uint8Array(0), "data/image-format"],
    ];
    for (const [bytes, code] of cases) {
      const folder = folderOf({ ...good, "b/1.png": bytes });
      expect(await problemOf(folder)).toMatchObject({ code, file: join(folder, "b/1.png"), exit: 1 });
    }
    expect(await problemOf(folderOf(good), { input: [2, 2, 2] })).toMatchObject({ code: "data/input-channels" });
  });

  it("is refused before anything is decoded when its images are more than are held", async () => {
    const found = await problemOf(folderOf(good), { input: [40_000, 40_000, 3] });
    expect(found.code).toBe("data/set-too-large");
    expect(found.notes[0]).toBe("3 images of 40000x40000x3 = 14400000000 bytes");
  });

  it.skipIf(process.platform === "win32")(
    "has no pipes, folders or links out for images; links inside are followed",
    async () => {
      const piped = folderOf(good);
      execFileSync("mkfifo", [join(piped, "b/1.png")]);
      expect(await problemOf(piped)).toMatchObject({ code: "data/not-a-file", file: join(piped, "b/1.png"), exit: 3 });
      expect(await problemOf(folderOf({ ...good, "b/1.png/x": "" }))).toMatchObject({ code: "data/not-a-file" });
      const links: readonly (readonly [string, string, string])[] = [
        ["b/1.png", join(folderOf(good), "a/0.png"), "data/link-outside"],
        ["b/1.png", "/dev/zero", "data/link-outside"],
        ["c", "..", "data/link-outside"],
        ["c", "/", "data/link-outside"],
        ["b/1.png", "nowhere.png", "data/file-not-found"],
        ["b/1.png", "1.png", "data/file-unreadable"],
      ];
      for (const [from, to, code] of links) {
        const folder = folderOf(good);
        symlinkSync(to, join(folder, from));
        expect(await problemOf(folder), `${from} -> ${to}`).toMatchObject({ code });
      }
      const within = folderOf(good);
      symlinkSync("../a/0.png", join(within, "b/1.png"));
      symlinkSync("a", join(within, "c"));
      const outer = join(folderOf({}), "link");
      symlinkSync(within, outer);
      const { train, test } = await loadDataset(outer);
      expect([train.count + test.count, train.classNames]).toEqual([6, ["a", "b", "c"]]);
    },
  );

  it("says so when a file vanishes between listing and reading", async () => {
    const folder = folderOf(good);
    const loading = loadDataset(folder, { input: [2, 2, 1] });
    rmSync(join(folder, "b/0.png"));
    const { diagnostic, exit } = await rejected(loading);
    // Gone before or after its folder was listed: either is told, neither goes unnoticed.
    expect(["data/file-not-found", "data/class-empty"]).toContain(diagnostic.code);
    expect([1, 3]).toContain(exit);
  });
});

describe("the images of a folder", () => {
  it("are its image files, sorted, then those of the folders in it", async () => {
    const folder = folderOf({
      "b.png": "",
      "a.JPEG": "",
      "c.txt": "",
      ".d.png": "",
      "e/f.png": "",
      "e/._f.png": "",
      "e/a/z.jpg": "",
      "aa/0.png": "",
      ".cache/0.png": "",
    });
    const images = ["a.JPEG", "b.png", "aa/0.png", "e/f.png", "e/a/z.jpg"].map((name) => join(folder, name));
    for (const given of [folder, `${folder}/`])
      expect(await imageFiles(["x.png", given, "y.txt"])).toEqual(["x.png", ...images, "y.txt"]);
    const empty = folderOf({ "a/c.txt": "" });
    const { diagnostic, exit } = await rejected(imageFiles([join(folder, "e"), empty]));
    expect([diagnostic.code, diagnostic.file, exit]).toEqual(["data/no-images", empty, 1]);
  });
});
