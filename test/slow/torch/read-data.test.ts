/**
 * The readers of data that an exported file carries against our own, on the same files: tables and archives with and without parts,
 * label columns by name and position, words, floats and bytes, masks, IDX. Needs Debian's PyTorch.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { encodePng } from "../../../src/data/decode-image.ts";
import { formatAt } from "../../../src/data/format-at.ts";
import { loadDataset } from "../../../src/data/load.ts";
import { PART_NAMES } from "../../../src/data/part-names.ts";
import { exportPytorch } from "../../../src/export/pytorch/write.ts";
import { labelPlaces } from "../../../src/ops/label-places.ts";
import { writeSmallData } from "../../cli/small-data.ts";
import { bytesArray, npy, zip } from "../../data/make-archives.ts";
import { modelOf } from "../../export/models.ts";

const python = "/usr/bin/python3";
const missing = spawnSync(python, ["-c", "import torch, numpy"]).status !== 0;
if (missing) console.log("skipped: PyTorch is not installed for /usr/bin/python3");

const folder = mkdtempSync(join(tmpdir(), "cnnc-read-data-"));
const at = (...names: readonly string[]): string => join(folder, ...names);

interface Case {
  readonly name: string;
  /** As a recipe has it, and the input and last layer of a model for it. */
  readonly data: string;
  readonly input: string;
  readonly end: string;
}

const list = "fc 3";
const cases: readonly Case[] = [
  { name: "IDX", data: '"idx"', input: "8x8x1", end: "fc 4" },
  { name: "a table by the name of its label", data: '"named.csv"', input: "2x2x1", end: list },
  { name: "a table by a column asked for", data: '"asked.csv" label="outcome" skip=["id"]', input: "2x1x2", end: list },
  { name: "a table whose label is last", data: '"last.csv" label=last', input: "2x2x1", end: list },
  { name: "words and floats, semicolons", data: '"words.csv" split=0.7', input: "2x2x1", end: list },
  { name: "decimal commas in UTF-16", data: '"commas.csv"', input: "2x2x1", end: list },
  { name: "an index of pandas", data: '"index.csv" label=first', input: "2x2x1", end: list },
  { name: "a label first, without a header", data: '"first.csv"', input: "2x2x1", end: list },
  { name: "a test table without labels", data: '"kaggle"', input: "2x2x1", end: list },
  { name: "a test table in another order", data: '"order"', input: "2x2x1", end: list },
  { name: "tables of three parts", data: '"three"', input: "2x2x1", end: list },
  { name: "an archive of two parts, channels first", data: '"first.npz"', input: "2x3x3", end: list },
  { name: "an archive of one part, floats", data: '"one.npz" split=0.8', input: "2x3x1", end: list },
  { name: "an archive without names", data: '"plain.npz"', input: "2x3x1", end: list },
  { name: "maps in an archive", data: '"maps.npz"', input: "4x4x1", end: "conv 1x1x3" },
  { name: "images and masks", data: '"masked"', input: "6x6x3", end: "conv 1x1x3" },
];

function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function writeTable(
  path: string,
  header: string,
  rows: number,
  row: (i: number, random: () => number) => string,
): void {
  const random = numbers(path.length);
  const lines = Array.from({ length: rows }, (_, i) => row(i, random));
  writeFileSync(path, `${[...(header === "" ? [] : [header]), ...lines].join("\n")}\n`);
}

const byte = (random: () => number): number => Math.floor(256 * random());
const bytesOf = (count: number, seed: number, most = 256): number[] => {
  const random = numbers(seed);
  return Array.from({ length: count }, () => Math.floor(most * random()));
};

beforeAll(() => {
  writeSmallData(at("idx"), { train: 24, test: 8 });
  writeTable(at("named.csv"), "a,b,label,c,d", 31, (i, r) => [byte(r), byte(r), i % 3, byte(r), byte(r)].join(","));
  writeTable(at("asked.csv"), "id,a,b,outcome,c,d", 30, (i, r) => [i, byte(r), byte(r), i % 3, byte(r), 7].join(","));
  writeTable(at("last.csv"), "", 30, (i, r) => [byte(r), byte(r), byte(r), byte(r), i % 3].join(","));
  const words = ["yes", "no", "maybe"];
  writeTable(at("words.csv"), "class;a;b;c;d", 29, (i, r) =>
    [`"${words[i % 3]!}"`, r() - 0.5, r(), r(), r()].join(";"),
  );
  const comma = (r: () => number): string => String(Math.floor(1000 * r()) / 8).replace(".", ",");
  writeTable(at("commas.csv"), "", 30, (i, r) => [`w${i % 3}`, comma(r), comma(r), comma(r), 1].join(";"));
  writeFileSync(at("commas.csv"), `\ufeff${readFileSync(at("commas.csv"), "utf8")}`, "utf16le");
  writeTable(at("index.csv"), ",kind,a,b,c,d", 30, (i, r) => [i, i % 3, r(), r(), r(), r()].join(","));
  writeTable(at("first.csv"), "", 30, (i, r) => [i % 3, r(), r(), r(), r()].join(","));
  for (const [name, header] of [
    ["kaggle", "a,b,c,d"],
    ["order", "d,a,label,b,c"],
  ] as const) {
    mkdirSync(at(name));
    writeTable(at(name, "train.csv"), "label,a,b,c,d", 30, (i, r) => [i % 3, r(), r(), r(), r()].join(","));
    const width = header.split(",").length;
    writeTable(at(name, "test.csv"), header, 9, (i, r) => Array.from({ length: width }, (_, c) => (c === 2 ? i % 3 : r())).join(",")); // prettier-ignore
  }
  mkdirSync(at("three"));
  for (const [part, rows] of [
    ["train", 12],
    ["val", 6],
    ["test", 9],
  ] as const)
    writeTable(at("three", `${part}.csv`), "label,a,b,c,d", rows, (i, r) =>
      [i % 3, byte(r), 1, byte(r), byte(r)].join(","),
    );
  const labels = (count: number): Uint8Array =>
    bytesArray(
      [count],
      Array.from({ length: count }, (_, i) => i % 3),
    );
  const floats = (shape: string, values: readonly number[]): Uint8Array =>
    npy({ descr: "'<f4'", shape, data: new Uint8Array(Float32Array.from(values).buffer) });
  writeFileSync(
    at("first.npz"),
    zip([
      { name: "x_train.npy", data: bytesArray([12, 3, 2, 3], bytesOf(216, 3)) },
      { name: "y_train.npy", data: labels(12) },
      { name: "x_test.npy", data: bytesArray([6, 3, 2, 3], bytesOf(108, 4)) },
      { name: "y_test.npy", data: labels(6) },
    ]),
  );
  writeFileSync(
    at("one.npz"),
    zip([
      {
        name: "images.npy",
        data: floats(
          "(20, 2, 3)",
          bytesOf(120, 5).map((b) => b / 255),
        ),
      },
      { name: "labels.npy", data: labels(20) },
    ]),
  );
  writeFileSync(
    at("plain.npz"),
    zip([
      { name: "arr_0.npy", data: bytesArray([20, 6], bytesOf(120, 6)) },
      { name: "arr_1.npy", data: labels(20) },
    ]),
  );
  writeFileSync(
    at("maps.npz"),
    zip([
      { name: "x_train.npy", data: bytesArray([10, 4, 4], bytesOf(160, 7)) },
      { name: "y_train.npy", data: bytesArray([10, 4, 4], bytesOf(160, 8, 3)) },
    ]),
  );
  for (const name of ["images", "masks"]) mkdirSync(at("masked", name), { recursive: true });
  for (let i = 0; i < 11; i++) {
    const [width, height] = [5 + i, 12 - (i % 4)];
    const image = { width, height, channels: 3, data: Uint8Array.from(bytesOf(width * height * 3, i)) } as const;
    const mask = { width, height, channels: 1, data: Uint8Array.from(bytesOf(width * height, 50 + i, 3)) } as const;
    writeFileSync(at("masked", "images", `${i}.png`), encodePng(image));
    writeFileSync(at("masked", "masks", `${i}.png`), encodePng(mask));
  }
});

describe.skipIf(missing)("data of an exported file", { timeout: 300_000 }, () => {
  it("is what cnnc reads, part by part", async () => {
    const given = [];
    for (const [i, { data, input, end }] of cases.entries()) {
      const model = modelOf(`model M {\n  input ${input}\n  ${end}\n}\ntrain M {\n  data ${data}\n}\n`);
      const spec = model.recipe!.data!.spec;
      const format = await formatAt(at(spec), labelPlaces(model.output) !== undefined);
      expect(format, spec).toBeDefined();
      const result = exportPytorch(model, { version: "0", data: format! });
      if ("missing" in result) throw new Error(result.missing.join());
      writeFileSync(at(`m${i}.py`), result.source);
      // Of its own kind alone.
      expect([spec, /def read_idx/.test(result.source)]).toEqual([spec, format === "idx"]);
      expect([spec, /ImageOps/.test(result.source)]).toEqual([spec, format === "masks"]);
      expect([spec, /csv\.reader/.test(result.source)]).toEqual([spec, format === "csv"]);
      given.push({ file: at(`m${i}.py`), data: at(spec), model });
    }
    writeFileSync(at("cases.json"), JSON.stringify(given.map(({ file, data }) => ({ file, data }))));
    const options = { encoding: "utf8", maxBuffer: 1e9 } as const;
    const run = spawnSync(python, [join(import.meta.dirname, "read-tables.py"), at("cases.json")], options);
    expect(run.status, run.stderr).toBe(0);
    const answers = JSON.parse(run.stdout) as Record<string, { labels: number[]; values: number[] }>[];
    for (const [i, { model }] of given.entries()) {
      const { name } = cases[i]!;
      const { spec, split, label, skip } = model.recipe!.data!;
      const places = labelPlaces(model.output);
      const splits = await loadDataset(spec, {
        root: folder,
        input: model.input,
        ...(split === undefined ? {} : { split }),
        ...(label === undefined ? {} : { label }),
        ...(skip === undefined ? {} : { skip }),
        ...(places === undefined ? {} : { labels: places }),
      });
      const parts = PART_NAMES.filter((part) => splits[part] !== undefined);
      expect([name, Object.keys(answers[i]!).sort()]).toEqual([name, [...parts].sort()]);
      for (const part of parts) {
        const { images, labels } = splits[part]!;
        expect([name, part, answers[i]![part]!.labels]).toEqual([name, part, [...labels]]);
        const own = Float32Array.from(images, (value) => (images instanceof Uint8Array ? value / 255 : value));
        expect([name, part, Float32Array.from(answers[i]![part]!.values)]).toEqual([name, part, own]);
      }
    }
  });
});
