/** What a look at a data set tells, for every form of data, against what loading it gives; and that a look stays a look. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { createDataFacts } from "../../src/data/facts.ts";
import { loadDataset } from "../../src/data/load.ts";
import { peekBytes, PEEK_BYTES } from "../../src/data/peek.ts";
import { bytesArray, zip } from "./make-archives.ts";
import { cifarRecord, idx } from "./make-files.ts";

const root = mkdtempSync(join(tmpdir(), "cnnc-facts-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const factsOf = createDataFacts(root);
const put = (path: string, bytes: Uint8Array | string): void => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), bytes);
};
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 7);

describe("facts are what loading gives", () => {
  it("of IDX files, plain and packed", async () => {
    for (const [folder, pack] of [
      ["idx", (b: Uint8Array) => b],
      ["packed", (b: Uint8Array) => gzipSync(b)],
    ] as const) {
      const end = folder === "packed" ? ".gz" : "";
      put(`${folder}/train-images-idx3-ubyte${end}`, pack(idx([20, 5, 4], numbers(400))));
      put(`${folder}/train-labels-idx1-ubyte${end}`, pack(idx([20], numbers(20))));
      expect(factsOf({ spec: folder })).toEqual({ count: 20, shape: [5, 4, 1] });
      const { train } = await loadDataset(folder, { root });
      expect(train.shape).toEqual([5, 4, 1]);
    }
    expect(factsOf({ spec: "idx/train-images-idx3-ubyte" })).toEqual({ count: 20, shape: [5, 4, 1] });
  });

  it("of CIFAR files", () => {
    put("cifar/data_batch_1.bin", cifarRecord(3, 1));
    expect(factsOf({ spec: "cifar" })).toEqual({ shape: [32, 32, 3], classes: 10 });
  });

  it("of class folders, in parts and without", () => {
    for (const part of ["plain", "parts/Train", "parts/test"])
      for (const name of ["b", "a", "c"]) put(`${part}/${name}/0.png`, "not read");
    put("plain/.git/x", "");
    const facts = { classes: 3, classNames: ["a", "b", "c"] };
    expect(factsOf({ spec: "plain" })).toEqual(facts);
    expect(factsOf({ spec: "parts" })).toEqual(facts);
    put("plain/d/0.png", "");
    expect(factsOf({ spec: "plain" })?.classes).toBe(4);
    // Images with label maps have their classes in the maps.
    put("maps/images/0.png", "");
    put("maps/masks/0.png", "");
    expect(factsOf({ spec: "maps" })).toBeUndefined();
  });

  it.each([
    ["a header with a label", `label,u,v,w\n${"0,1,2,3\n1,4,5,6\n".repeat(9)}`, {}, 3],
    ["a column left out", `id,u,v,outcome\n${"7,1,2,0\n8,4,5,1\n".repeat(9)}`, { label: "outcome", skip: ["id"] }, 2],
    ["the last column", "1;2;3;0\n4;5;6;1\n".repeat(9), { label: { position: "last" as const } }, 3],
  ])("of a table with %s", async (name, text, request, width) => {
    const spec = `${name.replaceAll(" ", "-")}.csv`;
    put(spec, text);
    expect(factsOf({ spec, ...request })).toEqual({ values: width });
    const { train } = await loadDataset(spec, { root, input: [width], ...request });
    expect(train.shape).toEqual([width]);
  });

  it("of a table larger than a look, by its first rows", () => {
    put("long.csv", `label,u,v\n${"1,2,3\n".repeat(40_000)}`);
    expect(factsOf({ spec: "long.csv" })).toEqual({ values: 2 });
    put("wide.csv", `label,${numbers(60_000).join(",")}\n`);
    expect(factsOf({ spec: "wide.csv" })).toBeUndefined();
  });

  it.each([true, false])("of an archive, packed: %s, though it is larger than a look", async (deflate) => {
    const spec = `large-${deflate}.npz`;
    const images = Uint8Array.from({ length: 300 * 6 * 5 * 3 * 8 }, (_, i) => (i * 7919) % 251);
    put(
      spec,
      zip([
        { name: "y_train.npy", data: bytesArray([2400], numbers(2400)), deflate },
        { name: "x_train.npy", data: bytesArray([2400, 6, 5, 3], images), deflate },
      ]),
    );
    expect(factsOf({ spec })).toEqual({ count: 2400, values: 90 });
    const { train } = await loadDataset(spec, { root });
    expect(train.shape).toEqual([6, 5, 3]);
  });
});

describe("a look", () => {
  it("sees nothing where nothing is, or nothing that is understood", () => {
    put("empty.csv", "");
    put("zero.npz", new Uint8Array(100));
    put("cut.npz", zip([{ name: "x.npy", data: bytesArray([2, 2], [1, 2, 3, 4]) }]).subarray(0, 60));
    put("text/readme.txt", "");
    put("bad-images-idx3-ubyte", "no");
    for (const spec of ["none", "empty.csv", "zero.npz", "cut.npz", "text", "bad-images-idx3-ubyte", "/dev/zero"])
      expect(factsOf({ spec }), spec).toBeUndefined();
  });

  it("reads no more than it may", () => {
    put("big.bin", new Uint8Array(3 * PEEK_BYTES));
    expect(peekBytes(join(root, "big.bin"))!.bytes).toHaveLength(PEEK_BYTES);
    expect(peekBytes(join(root, "big.bin"), -10)!.bytes).toHaveLength(10);
    expect(peekBytes(root)).toBeUndefined();
  });

  it("is taken again when the file changes", () => {
    put("changes.csv", "label,u\n0,1\n");
    expect(factsOf({ spec: "changes.csv" })).toEqual({ values: 1 });
    put("changes.csv", "label,u,v\n0,1,2\n");
    expect(factsOf({ spec: "changes.csv" })).toEqual({ values: 2 });
  });
});
