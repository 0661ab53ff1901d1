/** Tables and archives as sets: three parts, parts without labels, what is passed over, and messages that name the file. */
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { checkDataset } from "../../src/data/check-dataset.ts";
import { loadDataset, type LoadOptions } from "../../src/data/load.ts";
import { caught, rejected } from "./caught.ts";
import { folders } from "./folder-of.ts";
import { bytesArray, zip } from "./make-archives.ts";
import { idx } from "./make-files.ts";

const folder = folders();
const load = (spec: string, options: LoadOptions = {}) => loadDataset(spec, { environment: {}, ...options });
const problemOf = async (spec: string, options: LoadOptions = {}) => {
  const { diagnostic, exit } = await rejected(load(spec, options));
  return { ...diagnostic, exit };
};

/** `count` rows of two numbers that say in which file they are, the labels turning. */
const rows = (count: number, mark: number) =>
  Array.from({ length: count }, (_, i) => `${i % 3},${mark},${i}.5\n`).join("");
const csv = (count: number, mark: number) => `label,a,b\n${rows(count, mark)}`;
const npz = (mark: number, ...parts: string[]) =>
  zip(
    parts.flatMap((part) => [
      { name: `x_${part}.npy`, data: bytesArray([3, 1], [mark, mark, mark]) },
      { name: `y_${part}.npy`, data: bytesArray([3], [0, 1, 2]) },
    ]),
  );

describe("three parts of a table", () => {
  test.each([
    ["train.csv", "valid.csv", "test.csv"],
    ["Train.csv", "Val.CSV", "TEST.csv"],
    ["digits_training.csv", "digits_validation.csv", "digits_testing.csv"],
    ["a-train-1.tsv", "a-dev-1.tsv", "a-test-1.tsv"],
  ])("%s, %s, %s", async (train, validation, testFile) => {
    const at = folder({ [train]: csv(30, 1), [validation]: csv(6, 2), [testFile]: csv(9, 3) });
    for (const spec of [at, join(at, train)]) {
      const found = await load(spec);
      expect([found.train, found.validation, found.test].map((part) => [part?.count, part?.images[0]])).toEqual([
        [30, 1],
        [6, 2],
        [9, 3],
      ]);
      expect(found.reading).toMatchObject({
        format: "csv",
        label: { column: "label", reason: "by its name" },
        splits: [],
        passedOver: [],
      });
      expect(found.reading!.parts.map(({ part, from, count }) => [part, from, count])).toEqual([
        ["train", [join(at, train)], 30],
        ["validation", [join(at, validation)], 6],
        ["test", [join(at, testFile)], 9],
      ]);
    }
  });

  it("are two where validation stands alone, and none where the word is a letter of another", async () => {
    const two = await load(folder({ "train.csv": csv(30, 1), "val.csv": csv(6, 2) }));
    expect([two.train.count, two.validation, two.test.count]).toEqual([30, undefined, 6]);
    const strain = folder({ "strain.csv": csv(30, 1), "stest.csv": csv(6, 2) });
    expect((await problemOf(strain)).code).toBe("data/ambiguous-files");
    expect((await load(join(strain, "strain.csv"))).reading!.splits).toHaveLength(1);
  });

  it("are not guessed of two files for one", async () => {
    const at = folder({ "train.csv": csv(9, 1), "val.csv": csv(9, 2), "valid.csv": csv(9, 3), "test.csv": csv(9, 4) });
    expect(await problemOf(at)).toMatchObject({
      code: "data/ambiguous-files",
      message: "more than one table could be the validation part",
      notes: ["val.csv", "valid.csv"],
    });
  });

  it("have the same columns, or both files are named", async () => {
    const at = folder({ "train.csv": csv(9, 1), "test.csv": "label,a,c\n0,1,2\n" });
    const found = await problemOf(at);
    expect(found).toMatchObject({ code: "data/columns-disagree", file: join(at, "test.csv"), exit: 1 });
    expect(found.notes.join("\n")).toContain(join(at, "train.csv"));
  });

  it("stand in one archive or in several", async () => {
    const one = await load(folder({ "all.npz": npz(1, "train", "val", "test") }));
    const several = await load(
      folder({ "train.npz": npz(1, "train"), "val.npz": npz(2, "val"), "test.npz": npz(3, "test") }),
    );
    expect([one.train, one.validation, one.test].map((part) => part!.images[0])).toEqual([1, 1, 1]);
    expect([several.train, several.validation, several.test].map((part) => part!.images[0])).toEqual([1, 2, 3]);
    const both = await load(folder({ "train.npz": npz(1, "train", "test"), "test.npz": npz(3, "test") }));
    expect(both.test.images[0]).toBe(1);
    expect(both.reading!.passedOver).toEqual([
      { what: "files", reason: "train.npz has its own test part", count: 1, examples: ["test.npz"] },
    ]);
  });
});

describe("a test file without labels", () => {
  it("is no part: training is split, and that is reported (Kaggle)", async () => {
    const at = folder({
      "train.csv": csv(60, 1),
      "test.csv": "a,b\n7,8\n9,10\n",
      "sample_submission.csv": "id,label\n1,0\n",
    });
    for (const spec of [at, join(at, "train.csv")]) {
      const { train, test: tested, reading } = await load(spec);
      expect([train.count, tested.count, train.shape]).toEqual([54, 6, [2]]);
      const other = { what: "files", reason: "no part of the set by their names", count: 1, examples: ["sample_submission.csv"] }; // prettier-ignore
      expect(reading!.passedOver).toEqual([
        { what: "files", reason: "no column `label`", count: 1, examples: ["test.csv"] },
        // The file that is named is the one that is wanted.
        ...(spec === at ? [other] : []),
      ]);
      expect(reading!.splits).toMatchObject([{ made: "test", of: "train", share: 0.9 }]);
    }
    expect(await problemOf(join(at, "test.csv"))).toMatchObject({ code: "data/csv-label", file: join(at, "test.csv") });
  });
});

describe("columns", () => {
  const heart = `id,sex,age,outcome\n${Array.from({ length: 40 }, (_, i) => `p${i},${i % 2},${i}.5,${["ill", "well"][i % 2]}\n`).join("")}`;
  it("are named by the options, which the reading tells", async () => {
    const at = folder({ "heart.csv": heart });
    const { train, reading } = await load("heart.csv", { root: at, label: "outcome", skip: ["id"] });
    expect([train.classNames, train.shape]).toEqual([["ill", "well"], [2]]);
    expect(reading).toMatchObject({
      label: { column: "outcome", reason: "asked for" },
      passedOver: [{ what: "columns", reason: "named in `skip`", count: 1, examples: ["id"] }],
    });
    expect((await load("heart.csv", { root: at, label: { position: "last" }, skip: ["id"] })).reading!.label).toEqual({
      column: "outcome",
      reason: "asked for",
    });
    expect((await problemOf("heart.csv", { root: at, skip: ["id"] })).help).toContain('label="outcome"');
    const bare = folder({ "x.csv": rows(30, 7).replaceAll("\n", ",0.5\n") });
    expect((await load(join(bare, "x.csv"))).reading!.label).toEqual({
      column: "column 1",
      reason: "found by what it holds",
    });
  });

  it("are no matter of data without any", async () => {
    const files = { "train-images-idx3-ubyte": idx([2, 1, 1], [1, 2]), "train-labels-idx1-ubyte": idx([2], [0, 1]) };
    const places = [folder(files), folder({ "x.npz": npz(1, "train") })];
    for (const at of places)
      for (const options of [{ label: "y" }, { skip: ["id"] }] as const)
        expect(await problemOf(at, options)).toMatchObject({ code: "data/no-table", exit: 1 });
  });
});

describe("labels that do not fit", () => {
  const labeled = (...all: number[]) =>
    folder({
      "x.npz": zip([
        {
          name: "x.npy",
          data: bytesArray(
            [all.length, 1],
            all.map((label) => label % 256),
          ),
        },
        { name: "y.npy", data: bytesArray([all.length], all) },
      ]),
      "x.csv": `label,u\n${all.map((label) => `${label},5\n`).join("")}`,
    });
  const letters = Array.from({ length: 52 }, (_, i) => 1 + (i % 26));

  it("and count from 1 are told so (EMNIST letters)", async () => {
    for (const file of ["x.npz", "x.csv"]) {
      const path = join(labeled(...letters), file);
      expect(await problemOf(path, { classes: 26 })).toMatchObject({
        code: "data/label-out-of-range",
        file: path,
        help: "the labels count from 1 to 26: subtract 1 from each (`y - 1`), or make it 27 classes",
      });
      const { train } = await load(path);
      const { diagnostic } = caught(() => checkDataset(train, { input: train.shape, classes: 26 }));
      expect(diagnostic.code).toBe("data/too-many-classes");
      expect(diagnostic.help).toContain("the labels count from 1 to 26: subtract 1 from each");
      checkDataset(train, { input: train.shape, classes: 27 });
    }
    // Labels from 0 get no such help.
    const { train } = await load(join(labeled(0, 1, 2, 0, 1, 2), "x.npz"));
    expect(caught(() => checkDataset(train, { input: train.shape, classes: 2 })).diagnostic.help).toBe(
      "give the last layer 3 outputs: `fc 3`",
    );
  });

  it("and are more than a byte holds are refused with the reason, whatever the network", async () => {
    const path = join(labeled(...Array.from({ length: 600 }, (_, i) => i % 300)), "x.csv");
    const { train } = await load(path);
    expect(caught(() => checkDataset(train, { input: train.shape, classes: 400 })).diagnostic).toMatchObject({
      code: "data/too-many-classes",
      message: `${path} has 300 classes, a label is one of at most 256`,
      notes: ["the largest label is 299: a module keeps labels in bytes, 0 to 255"],
    });
  });
});
