import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadDataset } from "../../src/data/load.ts";
import { rejected } from "./caught.ts";
import { classesOf, flat, folders } from "./folder-of.ts";

const folderOf = folders();
const under = (part: string, count = 3) => classesOf([`${part}/a`, `${part}/b`], count);

describe("parts of folders", () => {
  it.each([
    ["Train", "Test"],
    ["TRAIN", "TEST"],
    ["Training", "Testing"],
    ["train", "eval"],
    ["training", "evaluation"],
    ["Train", "Validation"],
    ["train", "VAL"],
    ["train", "dev"],
  ])("%s and %s are the two parts", async (train, test) => {
    const folder = folderOf({ ...under(train, 4), ...under(test, 2) });
    const found = await loadDataset(folder);
    expect([found.train.count, found.validation, found.test.count]).toEqual([8, undefined, 4]);
    expect(found.reading).toMatchObject({
      source: folder,
      format: "images",
      splits: [],
      parts: [
        { part: "train", from: [join(folder, train)], count: 8, classes: [4, 4] },
        { part: "test", from: [join(folder, test)], count: 4, classes: [2, 2] },
      ],
    });
  });

  it.each([
    ["train", "val", "test"],
    ["Train", "Valid", "Test"],
    ["training", "Validation", "testing"],
    ["TRAIN", "DEV", "EVAL"],
  ])("%s, %s and %s are three", async (train, validation, test) => {
    const files = { ...under(train, 4), ...under(validation, 2), ...under(test, 1) };
    const found = await loadDataset(folderOf(files));
    expect([found.train.count, found.validation?.count, found.test.count]).toEqual([8, 4, 2]);
    expect(found.reading!.parts.map(({ part, classes }) => [part, classes])).toEqual([
      ["train", [4, 4]],
      ["validation", [2, 2]],
      ["test", [1, 1]],
    ]);
    expect(found.validation!.images).not.toEqual(found.test.images);
  });

  it("is refused when two folders mean one part, or no folder is for training", async () => {
    const twice = await rejected(loadDataset(folderOf({ ...under("train"), ...under("training"), ...under("test") })));
    expect(twice.diagnostic).toMatchObject({
      code: "data/ambiguous-files",
      message: "more than one folder could be the training part",
      notes: ["train and training are there"],
    });
    // Training on the test part is no advice.
    const without = await rejected(loadDataset(folderOf({ ...under("Test"), ...under("Valid") })));
    expect(without.diagnostic.code).toBe("data/class-empty");
    expect(without.diagnostic.help).toBe(
      "`Test` is the name of a test part: call the folder that holds the class folders for training `train`",
    );
  });

  it("is split when there is one", async () => {
    const folder = folderOf(classesOf(["a", "b"], 5));
    const { reading } = await loadDataset(folder, { split: 0.6 });
    expect(reading).toMatchObject({
      splits: [{ made: "test", of: "train", share: 0.6, seed: 1 }],
      parts: [
        { part: "train", from: [folder], classes: [3, 3] },
        { part: "test", from: [folder], classes: [2, 2] },
      ],
      classNames: ["a", "b"],
    });
  });

  it("hold the masks of three parts too, in any case", async () => {
    const pairs = (part: string, count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          [`${part}/Images/${i}.png`, flat(i)],
          [`${part}/MASKS/${i}.PNG`, flat(i % 2)],
        ]).flat() as [string, Uint8Array][],
      );
    const folder = folderOf({
      ...pairs("Train", 4),
      ...pairs("Valid", 2),
      ...pairs("Test", 1),
      "Train/MASKS/x.png": flat(0),
    });
    const found = await loadDataset(folder);
    expect([found.train.count, found.validation?.count, found.test.count]).toEqual([4, 2, 1]);
    expect(found.train.labelShape).toEqual([2, 2]);
    expect(found.reading).toMatchObject({
      format: "masks",
      parts: [{ classes: [8, 8] }, { classes: [4, 4] }, { classes: [4, 0] }],
      passedOver: [{ what: "files", reason: "a mask without an image", count: 1, examples: ["Train/MASKS/x.png"] }],
    });
  });
});

describe("names of classes", () => {
  const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];

  it("are one, composed or decomposed", async () => {
    for (const [a, b] of [
      [composed, decomposed],
      [decomposed, composed],
    ]) {
      const folder = folderOf({ ...classesOf([`train/${a}`, "train/bar"], 3), [`test/${b}/0.png`]: flat(9) });
      const { train, test } = await loadDataset(folder);
      expect([train.classNames, [...test.labels]]).toEqual([["bar", composed], [1]]);
    }
  });

  it.skipIf(process.platform === "darwin")("that are one are refused twice in a part", async () => {
    const { diagnostic } = await rejected(loadDataset(folderOf(classesOf([composed, decomposed], 2))));
    expect(diagnostic.code).toBe("data/class-name");
    expect(diagnostic.message).toContain("composed and one with decomposed characters");
  });

  it.skipIf(process.platform !== "linux")(
    "that differ in case are reported in one part, refused between parts",
    async () => {
      const { reading } = await loadDataset(folderOf(classesOf(["Cat", "cat", "dog"], 20)));
      expect(reading!.warnings.map(({ code, message }) => [code, message])).toEqual([
        ["data/alike-classes", "the classes Cat and cat differ in case only"],
        ...Array(1)
          .fill(["data/small-part", "the test part of"])
          .map(([code]) => [code, expect.stringContaining("has 6 images")]),
      ]);
      const { diagnostic } = await rejected(
        loadDataset(folderOf({ ...classesOf(["train/Cat", "train/dog"], 2), "test/cat/0.png": flat(1) })),
      );
      expect(diagnostic).toMatchObject({
        code: "data/classes-disagree",
        message: "the test class cat has no folder for training",
        help: "call the folder `Cat`, as the one for training",
      });
    },
  );
});
