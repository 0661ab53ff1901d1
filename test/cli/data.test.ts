import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { data } from "../../src/cli/commands/data.ts";
import { train } from "../../src/cli/commands/train.ts";
import { findPlace, recordPlace, replaceData } from "../../src/cli/data-place.ts";
import { decodeImage } from "../../src/data/decode-image.ts";
import { loadDataset } from "../../src/data/load.ts";
import { rejected } from "../data/caught.ts";
import { classesOf, flat, folders } from "../data/folder-of.ts";
import { call } from "./call.ts";

const folderOf = folders();

const program = (settings = "") => `model Small {
  input 4x4x1
  fc 3
}

train Small {
  data "shapes"
  optimizer sgd lr=0.1
  batch 8
  epochs 1
  ${settings}
}
`;

const shapes = {
  ...classesOf(["shapes/circle", "shapes/square"], 20),
  "shapes/circle/x.heic": "x",
  "shapes/square/wide.png": flat(77, 9, 3),
};

describe("cnnc data", () => {
  it("shows what is read at a path, as text and as JSON", async () => {
    const folder = join(folderOf(shapes), "shapes");
    const text = await call(data, [folder], { format: "human" });
    expect([text.code, text.codes]).toEqual([0, ["data/unused-images", "data/small-part"]]);
    const lines = text.stdout.replaceAll(folder, "SHAPES").split("\n");
    expect(text.stdout.replaceAll(/\s+/g, " ")).toContain(
      `${folder}: 41 images of 2 classes in class folders, fitted to 2x2x1 (files 2x2 to 3x9)`,
    );
    expect(lines.filter((line) => line.startsWith("  train") || line.startsWith("  not"))).toEqual([
      "  train  37  circle 18, square 19",
      "  not used: 1 file, an image format that is not read",
    ]);
    const found = JSON.parse((await call(data, [folder], { format: "json" })).stdout);
    expect(found).toMatchObject({
      schema: "cnnc.data/1",
      source: folder,
      format: "images",
      shape: [2, 2, 1],
      classNames: ["circle", "square"],
      parts: [
        {
          part: "train",
          from: [folder],
          count: 37,
          classes: [
            { name: "circle", count: 18 },
            { name: "square", count: 19 },
          ],
        },
        { part: "test", count: 4, classes: [{ count: 2 }, { count: 2 }] },
      ],
      splits: [{ made: "test", of: "train", share: 0.9, seed: 1 }],
      passedOver: [{ what: "files", count: 1, examples: ["circle/x.heic"] }],
      sizes: { smallest: [2, 2], largest: [3, 9] },
      values: { kind: "bytes" },
      warnings: [{ code: "data/unused-images", severity: "warning" }, { code: "data/small-part" }],
    });
    // The figures are those of the set that a program gets.
    const { train: part } = await loadDataset(folder);
    const values = [...part.images];
    const mean = values.reduce((sum, value) => sum + value / 255, 0) / values.length;
    expect(found.values.least).toBe(Math.min(...values));
    expect(found.values.most).toBe(Math.max(...values));
    expect(found.values.mean[0]).toBeCloseTo(mean, 10);
  });

  it("shows the data of a program and of a run, fitted to the input", async () => {
    const folder = folderOf({ ...shapes, "small.cnn": program() });
    const file = await call(data, [join(folder, "small.cnn")], { format: "json" });
    expect(JSON.parse(file.stdout)).toMatchObject({ source: "shapes", shape: [4, 4, 1] });
    const warnings = ["data/unused-images", "data/small-part", "data/fewer-classes"];
    expect(JSON.parse(file.stdout).warnings.map(({ code }: { code: string }) => code)).toEqual(warnings);
    const run = join(folder, "run");
    expect((await call(train, [join(folder, "small.cnn")], { out: run })).code).toBe(0);
    const ofRun = await call(data, [run], { format: "json" });
    expect(JSON.parse(ofRun.stdout)).toMatchObject({ shape: [4, 4, 1], parts: [{ count: 37 }, { count: 4 }] });
    // Relative places are found from any folder.
    expect(JSON.parse(ofRun.stdout).parts[0].from).toEqual([join(folder, "shapes")]);
    const other = folderOf(classesOf(["a", "b", "c"], 30));
    const given = await call(data, [run], { format: "json", data: other });
    expect(JSON.parse(given.stdout)).toMatchObject({
      source: other,
      classNames: ["a", "b", "c"],
      warnings: [{ code: "data/small-part" }],
    });
  });

  it("draws samples as the network gets them, and as the recipe changes them", async () => {
    const folder = folderOf({ ...shapes, "small.cnn": program("augment noise 0.1") });
    const [plain, changed, again] = ["a.png", "b.png", "c.png"].map((name) => join(folder, name));
    const sheet = async (path: string, augment: boolean) => {
      const found = await call(data, [join(folder, "small.cnn")], { sheet: path, augment });
      expect([found.code, found.talk.split("\n").at(-2)]).toEqual([
        0,
        `${path}: 2 rows of samples of the training part`,
      ]);
      return decodeImage(readFileSync(path), path);
    };
    const images = [await sheet(plain!, false), await sheet(changed!, true), await sheet(again!, true)];
    expect(images[0]!.data).not.toEqual(images[1]!.data);
    expect(images[1]!.data).toEqual(images[2]!.data);
    expect(new Set(images.map(({ width, height }) => `${width}x${height}`)).size).toBe(1);
    // A row for each class: two images of 4x4 at 14 times their size and what is between them.
    expect(images[0]!.height).toBe(2 * (4 * 14 + 3) + 12);
  });

  it("refuses what it cannot do, by code", async () => {
    const folder = folderOf({ ...shapes, "small.cnn": program(), "none.cnn": "model M {\n  input 4x4x1\n  fc 3\n}\n" });
    const small = join(folder, "small.cnn");
    const sheet = join(folder, "a.png");
    for (const [args, options, codes, code] of [
      [[join(folder, "shapes")], { sheet }, ["cli/wrong-usage"], 2],
      [[small], { augment: true }, ["cli/wrong-usage"], 2],
      [[small], { sheet, augment: true }, ["cli/bad-value"], 2],
      [[small], { sheet: small }, ["cli/bad-value"], 2],
      [[join(folder, "none.cnn")], {}, ["cli/no-recipe"], 1],
      [[join(folder, "nothing")], {}, ["data/file-not-found"], 3],
    ] as const) {
      const found = await call(data, args, options);
      expect([found.code, found.codes], JSON.stringify([args, options])).toEqual([code, codes]);
    }
    expect(existsSync(sheet)).toBe(false);
    expect(readFileSync(small, "utf8")).toBe(program());
  });
});

describe("--data", () => {
  it("is kept in a run as the set or the path that it named", async () => {
    const recipe = { spec: "shapes", root: "/p", split: 0.8 };
    expect(await replaceData({ ...recipe, folder: "/old" }, "cifar10")).toEqual({ ...recipe, spec: "cifar10" });
    expect(await replaceData(recipe, "/other/mnist")).toEqual({ ...recipe, folder: "/other/mnist" });
    expect(await replaceData(recipe, undefined)).toEqual(recipe);
    const place = await findPlace(recordPlace({ ...recipe, folder: "/old" }, "/runs/a"), "/runs/a", "cifar10");
    expect([place.spec, place.folder, place.places?.folder]).toEqual(["cifar10", undefined, undefined]);
  });

  it("takes the name of a set where no folder is called so", async () => {
    const { diagnostic } = await rejected(loadDataset("others.csv", { dataDir: "cifar10", environment: {} }));
    expect([diagnostic.code, diagnostic.message]).toEqual(["data/not-found", "the data set cifar10 is not found"]);
  });
});
