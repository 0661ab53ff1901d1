import { describe, expect, it } from "vitest";
import { loadDataset } from "../../src/data/load.ts";
import { classesOf, flat, folders } from "./folder-of.ts";

const folderOf = folders();

async function readingOf(files: Readonly<Record<string, Uint8Array | string>>, options = {}) {
  return (await loadDataset(folderOf(files), options)).reading!;
}

describe("files of a folder that are not used", () => {
  const good = classesOf(["a", "b"], 100);

  it("are counted by reason, with a warning for images", async () => {
    const reading = await readingOf({
      ...good,
      ...Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`a/w${i}.heic`, "x"])),
      "b/photo.AVIF": "x",
      "b/more/0.png": flat(1),
      "b/more/deep/1.jpg": flat(2),
      "b/more/deep/2.heic": "x",
      "b/notes.txt": "x",
      "loose.png": flat(1),
      "labels.csv": "x",
      "a/empty/.keep": "",
    });
    expect(reading.passedOver).toEqual([
      { what: "files", reason: "no image", count: 2, examples: ["labels.csv", "b/notes.txt"] },
      { what: "files", reason: "beside the class folders", count: 1, examples: ["loose.png"] },
      {
        what: "files",
        reason: "an image format that is not read",
        count: 9,
        examples: ["a/w0.heic", "a/w1.heic", "a/w2.heic", "a/w3.heic", "a/w4.heic"],
      },
      { what: "files", reason: "below a class folder", count: 2, examples: ["b/more/0.png", "b/more/deep/1.jpg"] },
    ]);
    const [warning, ...others] = reading.warnings;
    expect(others).toEqual([]);
    expect(warning).toMatchObject({
      code: "data/unused-images",
      severity: "warning",
      message: "12 image files are not used",
    });
    expect(warning!.notes).toContain("2 below a class folder: b/more/0.png, b/more/deep/1.jpg");
    expect(warning!.help).toBe("put them into a class folder itself, convert them to PNG or JPEG");
  });

  it("beside the parts count too", async () => {
    const reading = await readingOf({
      ...classesOf(["train/a", "train/b", "test/a", "test/b"], 10),
      ...classesOf(["unlabeled"], 3),
      "docs/readme.md": "x",
    });
    expect(reading.passedOver).toEqual([
      { what: "files", reason: "no image", count: 1, examples: ["docs/readme.md"] },
      {
        what: "files",
        reason: "beside the parts",
        count: 3,
        examples: ["unlabeled/0.png", "unlabeled/1.png", "unlabeled/2.png"],
      },
    ]);
    expect(reading.warnings.map(({ code }) => code)).toEqual(["data/unused-images"]);
  });

  it("of systems and archives are passed over without a word", async () => {
    const reading = await readingOf({
      ...good,
      "a/Thumbs.db": "x",
      "a/.DS_Store": "x",
      "a/._0.png": "x",
      "a/desktop.ini": "x",
      "__MACOSX/a/._0.png": "x",
      ".git/x.png": "x",
      "b/@eaDir/0.png": "x",
    });
    expect([reading.passedOver, reading.warnings]).toEqual([[], []]);
  });

  it("do not change what is read, and image sizes are those of the files", async () => {
    const files = {
      ...good,
      "a/small.png": flat(1, 3, 5),
      "b/large.png": flat(1, 30, 4),
      "b/x/0.png": flat(1, 90, 90),
    };
    const folder = folderOf(files);
    const progress: number[][] = [];
    const { train, test, reading } = await loadDataset(folder, {
      input: [8, 8, 1],
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(train.count + test.count).toBe(202);
    expect(progress).toEqual(Array.from({ length: 202 }, (_, i) => [i + 1, 202]));
    expect(reading).toMatchObject({ sizes: { smallest: [2, 2], largest: [4, 30] }, shape: [8, 8, 1] });
    const counts = reading!.parts.map(({ classes }) => classes);
    expect(counts).toEqual([
      [91, 91],
      [10, 10],
    ]);
  });
});

describe("classes that are dubious", () => {
  const codes = async (files: Readonly<Record<string, Uint8Array>>) => {
    const { source, warnings } = await readingOf(files);
    return warnings.map(({ code, message }) => [code, message.replace(source, "SET")]);
  };

  it("are reported: a single one, one that a part lacks, and parts of few images", async () => {
    expect(await codes(classesOf(["a"], 100))).toEqual([
      ["data/single-class", "all 90 training images of SET are of one class, a"],
    ]);
    expect(await codes({ ...classesOf(["train/a", "train/b", "train/c"], 10), ...classesOf(["test/a"], 12) })).toEqual([
      ["data/class-lacking", "classes b, c have no test image in SET"],
    ]);
    expect(await codes({ ...classesOf(["a"], 100), "b/0.png": flat(1) })).toEqual([
      ["data/class-lacking", "class b has no test image in SET"],
    ]);
    expect(await codes({ ...classesOf(["train/a", "train/b"], 10), ...classesOf(["test/a", "test/b"], 2) })).toEqual([
      ["data/small-part", "the test part of SET has 4 images"],
    ]);
  });
});
