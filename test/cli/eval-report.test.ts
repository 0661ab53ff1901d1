/** `cnnc eval`: what it says, and the page and pictures of `--report`, from trainings of small sets. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { train } from "../../src/cli/commands/train.ts";
import type { Options } from "../../src/cli/options.ts";
import { decodeImage } from "../../src/data/decode-image.ts";
import { loadDataset } from "../../src/data/load.ts";
import { load } from "../../src/runtime/index.ts";
import { type Element, readMarkup } from "../report/markup-reader.ts";
import { call } from "./call.ts";
import { temporaryFolder } from "./command.ts";
import { smallProgram, writeSmallData } from "./small-data.ts";

let folder = "";
let lenet = "";
let small = "";

beforeAll(async () => {
  folder = temporaryFolder();
  writeSmallData(join(folder, "digits"), { train: 300, test: 60, side: 28, classes: 10 });
  writeSmallData(join(folder, "data"), { test: 50 });
  writeFileSync(join(folder, "small.cnn"), smallProgram());
  lenet = join(folder, "lenet");
  small = join(folder, "small");
  const program = new URL("../../examples/lenet5.cnn", import.meta.url).pathname;
  const runs: readonly (readonly [string, Options])[] = [
    [program, { data: join(folder, "digits"), epochs: 2, batch: 50, out: lenet }],
    [join(folder, "small.cnn"), { epochs: 1, out: small, set: [] }],
  ];
  for (const [address, options] of runs) {
    const { code, diagnostics } = await call(train, [address], options);
    // A few epochs on a few images learn nothing, and the command says so.
    const others = diagnostics.filter((each) => each.code !== "train/no-better-than-guessing");
    expect({ code, others }).toEqual({ code: 0, others: [] });
  }
}, 120_000);

const report = (run: string, name: string, options: Options = {}) =>
  call(evaluateRun, [run], { report: join(folder, name), ...options });
const read = (name: string, file: string): Buffer => readFileSync(join(folder, name, file));
const page = (name: string): readonly Element[] => readMarkup(read(name, "index.html").toString());
const json = (text: string | Buffer) => JSON.parse(text.toString());
const epochs = (run: string): readonly Record<string, number>[] =>
  readFileSync(join(run, "metrics.jsonl"), "utf8").trimEnd().split("\n").map(json);
const image = (name: string, file: string) => decodeImage(read(name, file), file);

describe("the result", () => {
  it("as text: figures of each class, their means, and the matrix", async () => {
    const { code, stdout } = await call(evaluateRun, [small]);
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^Small: accuracy [\d.]+%, loss [\d.]+, 50 images$/);
    expect(lines[2]!.trim().split(/\s+/)).toEqual(["class", "images", "precision", "recall", "F1"]);
    expect(stdout).toMatch(/^mean of classes +50/m);
    const matrix = lines.slice(lines.findIndex((line) => line.startsWith("truth")) + 2, -1);
    const rows = matrix.map((line) => line.trim().split(/\s+/).slice(1).map(Number));
    expect(rows.length).toBe(4);
    expect(rows.flat().reduce((sum, n) => sum + n, 0)).toBe(50);
  });

  it("as JSON: figures that follow from the matrix, and agree with the training's last test", async () => {
    const { stdout } = await call(evaluateRun, [lenet], { format: "json" });
    const result = json(stdout);
    const last = epochs(lenet).at(-1)!;
    expect(result).toMatchObject({ schema: "cnnc.evaluation/1", model: "LeNet5", count: 60 });
    expect(result.accuracy).toBe(last.testAccuracy);
    expect(result.loss).toBeCloseTo(last.testLoss!, 9);
    const confusion: number[][] = result.confusion;
    for (const [i, each] of result.classes.entries()) {
      const hits = confusion[i]![i]!;
      const called = confusion.reduce((sum, row) => sum + row[i]!, 0);
      expect(each.count).toBe(6);
      expect(each.recall).toBe(hits / 6);
      expect(each.precision).toBe(called === 0 ? null : hits / called);
      expect(each.f1).toBeCloseTo((2 * hits) / (6 + called), 12);
    }
    const recalls: number[] = result.classes.map(({ recall }: { recall: number }) => recall);
    const mean = recalls.reduce((sum, recall) => sum + recall, 0) / 10;
    expect(result.averages.macro.recall).toBeCloseTo(mean, 12);
    expect(result.averages.weighted.recall).toBeCloseTo(result.accuracy, 12);
  });
});

describe("curves.svg in the run folder", () => {
  it("shows the numbers of metrics.jsonl", () => {
    const elements = readMarkup(readFileSync(join(lenet, "curves.svg"), "utf8"));
    const series = new Map(elements.map(({ attributes }) => [attributes.get("data-series"), attributes]));
    const wanted = epochs(lenet);
    expect(wanted.length).toBe(2);
    for (const [name, key] of [
      ["train loss", "loss"],
      ["test loss", "testLoss"],
      ["train accuracy", "accuracy"],
      ["test accuracy", "testAccuracy"],
    ] as const) {
      const values = series.get(name)!.get("data-values")!.split(" ").map(Number);
      expect(values).toEqual(wanted.map((epoch) => epoch[key]));
    }
  });
});

describe("--report", () => {
  it("writes one page that needs nothing else, and the single files", async () => {
    const { code, stdout } = await report(lenet, "page");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^LeNet5: accuracy/);
    const record = json(read("page", "evaluation.json"));
    expect(readdirSync(join(folder, "page")).sort()).toEqual([...record.files].sort());
    expect(record.files).toEqual(
      expect.arrayContaining(["index.html", "curves.svg", "mistakes.png", "filters.png", "image.png"]),
    );
    const source = read("page", "index.html").toString();
    expect(source.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|<script|<link|@import|url\(/);
    const elements = page("page");
    const addresses = elements.flatMap(({ attributes }) => attributes.get("src") ?? attributes.get("href") ?? []);
    expect(addresses.length).toBeGreaterThan(8);
    for (const address of addresses) {
      const [, data] = /^data:image\/png;base64,([A-Za-z0-9+/=]+)$/.exec(address)!;
      expect(decodeImage(Buffer.from(data!, "base64"), "page").width).toBeGreaterThan(0);
    }
    for (const { name, attributes } of elements) if (name === "img") expect(attributes.get("alt")).toBeTruthy();
    expect(elements.some(({ name }) => name === "svg")).toBe(true);
    expect(readFileSync(join(lenet, "curves.svg")).equals(read("page", "curves.svg"))).toBe(true);
  });

  it("shows the matrix and the figures that the JSON has", () => {
    const record = json(read("page", "evaluation.json"));
    const cells = page("page")
      .filter(({ name, attributes }) => name === "td" && ["right", "wrong"].includes(attributes.get("class") ?? ""))
      .map(({ text }) => Number(text));
    expect(cells).toEqual(record.confusion.flat());
  });

  it("names the worst mistakes: those with the highest loss of all that are called wrongly", async () => {
    const record = json(read("page", "evaluation.json"));
    const net = await load(readFileSync(join(lenet, "model.wasm")));
    net.restore(readFileSync(join(lenet, "checkpoint.safetensors")));
    const { test } = await loadDataset(join(folder, "digits"));
    const found = [];
    for (let image = 0; image < test.count; image++) {
      const pixels = test.images.subarray(image * 784, (image + 1) * 784);
      const scores = Array.from(net.predict(pixels));
      const prediction = scores.indexOf(Math.max(...scores));
      const truth = test.labels[image]!;
      // The loss in float64, from the scores: another way to the same number.
      const loss = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - scores[truth]!), 0));
      if (prediction !== truth) found.push({ image, truth, prediction, loss });
    }
    found.sort((a, b) => b.loss - a.loss);
    expect(found.length).toBeGreaterThan(3);
    const wanted = found.slice(0, 36);
    expect(record.worst.length).toBe(wanted.length);
    for (const [i, { loss, ...rest }] of record.worst.entries()) {
      expect(rest).toEqual({ image: wanted[i]!.image, truth: wanted[i]!.truth, prediction: wanted[i]!.prediction });
      expect(loss).toBeCloseTo(wanted[i]!.loss, 4);
    }
    const captions = page("page")
      .filter(({ name }) => name === "figcaption")
      .map(({ text }) => text);
    const [first] = wanted;
    expect(captions[0]).toMatch(new RegExp(`^${first!.truth} → ${first!.prediction}, loss .*image ${first!.image}$`));
    // Each picture is the image itself, and its place in the sheet is its rank.
    const sheet = image("page", "mistakes.png");
    const [scale, gap] = [2, 2];
    expect(sheet.width).toBe(Math.min(6, wanted.length) * (28 * scale + gap) + gap);
    expect(sheet.height).toBe(Math.ceil(wanted.length / 6) * (28 * scale + gap) + gap);
    for (const [i, each] of wanted.entries()) {
      const left = gap + (i % 6) * (28 * scale + gap);
      const top = gap + Math.floor(i / 6) * (28 * scale + gap);
      for (const [x, y] of [
        [0, 0],
        [13, 5],
        [27, 27],
      ] as const) {
        const pixel = sheet.data[((top + y * scale) * sheet.width + left + x * scale) * sheet.channels];
        expect(pixel).toBe(test.images[each.image * 784 + y * 28 + x]);
      }
    }
  });

  it("names the same ones when the set comes in batches, and none where none are asked for", async () => {
    const net = await load(readFileSync(join(lenet, "model.wasm")));
    net.restore(readFileSync(join(lenet, "checkpoint.safetensors")));
    const { test } = await loadDataset(join(folder, "digits"));
    const batches = [0, 1, 2, 3].map((i) => ({
      images: test.images.subarray(i * 15 * 784, (i + 1) * 15 * 784),
      labels: test.labels.subarray(i * 15, (i + 1) * 15),
    }));
    const whole = await net.evaluate(test, { worst: 5 });
    expect(whole.worst!.length).toBe(5);
    expect((await net.evaluate(batches, { worst: 5 })).worst).toEqual(whole.worst);
    expect((await net.evaluate(test)).worst).toBeUndefined();
    expect((await net.evaluate(test, { worst: 0 })).worst).toEqual([]);
  });

  it("draws the first filters: gray is 0, the largest weight white", async () => {
    const net = await load(readFileSync(join(lenet, "model.wasm")));
    net.restore(readFileSync(join(lenet, "checkpoint.safetensors")));
    const { data, shape } = net.parameters.get("conv1.weight")!;
    expect(shape).toEqual([6, 1, 5, 5]);
    const sheet = image("page", "filters.png");
    const [scale, gap] = [8, 2];
    expect([sheet.width, sheet.height]).toEqual([6 * (5 * scale + gap) + gap, 5 * scale + 2 * gap]);
    const most = data.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0);
    for (let filter = 0; filter < 6; filter++) {
      for (let i = 0; i < 25; i++) {
        const x = gap + filter * (5 * scale + gap) + (i % 5) * scale;
        const y = gap + Math.floor(i / 5) * scale;
        const wanted = 127.5 * (1 + data[filter * 25 + i]! / most);
        expect(Math.abs(sheet.data[(y * sheet.width + x) * sheet.channels]! - wanted)).toBeLessThanOrEqual(0.51);
      }
    }
  });

  it("follows one image through all layers", async () => {
    const { code } = await report(lenet, "followed", { image: 7 });
    expect(code).toBe(0);
    const sheets = readdirSync(join(folder, "followed")).filter((name) => name.startsWith("features-"));
    expect(sheets.sort().slice(0, 3)).toEqual([
      "features-01-conv1.png",
      "features-02-relu1.png",
      "features-03-maxpool1.png",
    ]);
    const { test } = await loadDataset(join(folder, "digits"));
    const followed = image("followed", "image.png");
    expect([followed.width, followed.height]).toEqual([28, 28]);
    const first = Array.from({ length: 784 }, (_, i) => followed.data[i * followed.channels]);
    expect(first).toEqual(Array.from(test.images.subarray(7 * 784, 8 * 784)));
    // After a relu nothing is below 0, which is then black; what the convolution has above 0 keeps its order.
    const [before, after] = [image("followed", sheets[0]!), image("followed", sheets[1]!)];
    expect([before.width, before.height]).toEqual([6 * (28 * 2 + 2) + 2, 28 * 2 + 4]);
    expect([after.width, after.height]).toEqual([before.width, before.height]);
    expect(new Set(after.data).size).toBeGreaterThan(10);
    const text = read("followed", "index.html").toString();
    expect(text).toMatch(/Test image 7 is 7, and is called \d with [\d.]+%/);
    expect(text).toMatch(/relu1: 28x28x6; black 0\.000, white [\d.]+/);
  });
});
