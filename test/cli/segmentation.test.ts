/** `cnnc train`, `eval` and `predict` of a network with a label for each place, from an .npz and from folders. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { predict } from "../../src/cli/commands/predict.ts";
import { train } from "../../src/cli/commands/train.ts";
import { decodeImage, encodePng } from "../../src/data/decode-image.ts";
import { bytesArray, zip } from "../data/make-archives.ts";
import { SIDE, shapes, shapesProgram } from "../networks/shapes.ts";
import { call } from "./call.ts";
import { temporaryFolder } from "./command.ts";

let folder = "";
const at = (...names: readonly string[]): string => join(folder, ...names);
const [own, other] = [shapes(120, 1), shapes(20, 2)];

function program(name: string, data: string, settings: { epochs: number; more?: string }): string {
  writeFileSync(at(`${name}.cnn`), shapesProgram({ batch: 16, ...settings }).replace('"shapes"', `"${data}"`));
  return at(`${name}.cnn`);
}

beforeAll(async () => {
  folder = temporaryFolder();
  const array = (name: string, shape: readonly number[], data: Uint8Array) => ({ name: `${name}.npy`, data: bytesArray(shape, data) }); // prettier-ignore
  const archive = zip([
    array("x_train", [120, SIDE, SIDE, 3], own.images),
    array("y_train", [120, SIDE, SIDE], own.labels),
    array("x_test", [20, SIDE, SIDE, 3], other.images),
    array("y_test", [20, SIDE, SIDE], other.labels),
  ]);
  writeFileSync(at("shapes.npz"), archive);
  for (const [part, set, count] of [
    ["train", own, 32],
    ["test", other, 4],
  ] as const) {
    for (const kind of ["images", "masks"]) mkdirSync(at("masks", part, kind), { recursive: true });
    for (let i = 0; i < count; i++) {
      const places = SIDE * SIDE;
      const write = (kind: string, channels: 1 | 3, data: Uint8Array): void =>
        writeFileSync(at("masks", part, kind, `${i}.png`), encodePng({ width: SIDE, height: SIDE, channels, data }));
      write("images", 3, set.images.slice(3 * i * places, 3 * (i + 1) * places));
      write("masks", 1, set.labels.slice(i * places, (i + 1) * places));
    }
  }
  const { code, diagnostics } = await call(train, [program("npz", "shapes.npz", { epochs: 8 })], { out: at("run") });
  expect({ code, diagnostics }).toEqual({ code: 0, diagnostics: [] });
}, 120_000);

describe("eval", () => {
  it("counts places, and tells the IoU of each class and their mean", async () => {
    const { stdout } = await call(evaluateRun, [at("run")], { format: "json" });
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ schema: "cnnc.evaluation/1", count: 20, places: SIDE * SIDE });
    expect(found.confusion.flat().reduce((a: number, b: number) => a + b)).toBe(20 * SIDE * SIDE);
    const [[hits, ...missed]] = found.confusion;
    const wrongly = found.confusion[1][0] + found.confusion[2][0];
    expect(found.classes[0].iou).toBeCloseTo(hits / (hits + missed[0] + missed[1] + wrongly), 12);
    const ious = found.classes.map(({ iou }: { iou: number }) => iou);
    expect(found.meanIou).toBeCloseTo(ious.reduce((a: number, b: number) => a + b) / 3, 12);
    expect(found.accuracy).toBeGreaterThan(0.95);
    const text = await call(evaluateRun, [at("run")]);
    expect(text.stdout).toMatch(
      /^Shapes: accuracy 9\d\.\d+%, mean IoU \d\d\.\d+%, loss .*, 20 images of 1,024 places\n/,
    );
    expect(text.stdout).toContain("mean of places");
  });

  it("draws what is asked for and what is answered", async () => {
    const { code, diagnostics } = await call(evaluateRun, [at("run")], { report: at("report"), image: 3 });
    expect({ code, diagnostics }).toEqual({ code: 0, diagnostics: [] });
    const truth = decodeImage(readFileSync(at("report", "truth.png")), "truth.png");
    const levels = [0, 128, 255];
    expect([...truth.data]).toEqual([...other.labels.subarray(3 * 1024, 4 * 1024)].map((label) => levels[label]));
    expect(existsSync(at("report", "called.png"))).toBe(true);
    expect(readFileSync(at("report", "index.html"), "utf8")).toMatch(/<th>IoU<\/th>/);
  });
});

describe("predict", () => {
  it("tells the share of each class, and writes maps as masks are read", async () => {
    const images = at("masks", "test", "images");
    const { code, stdout } = await call(predict, [at("run"), images], { format: "json", maps: at("maps") });
    expect(code).toBe(0);
    const { predictions } = JSON.parse(stdout);
    expect(predictions.length).toBe(4);
    for (const [i, { map, shares }] of predictions.entries()) {
      const { data, channels, width } = decodeImage(readFileSync(map), map);
      expect([channels, width]).toEqual([1, SIDE]);
      const truth = other.labels.subarray(i * 1024, (i + 1) * 1024);
      expect(data.filter((value, p) => value === truth[p]).length / 1024).toBeGreaterThan(0.9);
      for (const { index, share } of shares) expect(data.filter((value) => value === index).length / 1024).toBe(share);
    }
    const text = await call(predict, [at("run"), join(images, "0.png")]);
    expect(text.stdout).toMatch(/0\.png: 0 \d+\.\d+%, /);
  });

  it("gives a map of the image's own size, and never writes over an image", async () => {
    const wide = encodePng({ width: 80, height: 40, channels: 3, data: new Uint8Array(80 * 40 * 3).fill(110) });
    writeFileSync(at("wide.png"), wide);
    const { stdout } = await call(predict, [at("run"), at("wide.png")], { format: "json", maps: at("maps") });
    const { map } = JSON.parse(stdout).predictions[0];
    expect(decodeImage(readFileSync(map), map)).toMatchObject({ width: 80, height: 40, channels: 1 });
    const over = await call(predict, [at("run"), at("wide.png")], { maps: folder });
    expect([over.code, over.codes]).toEqual([2, ["cli/bad-value"]]);
    expect(readFileSync(at("wide.png"))).toEqual(Buffer.from(wide));
  });
});

describe("train", () => {
  it("reads folders of images and masks, and resumes to the same bits", async () => {
    const file = program("masks", "masks", { epochs: 2, more: "  augment flip -> shift 2\n" });
    expect((await call(train, [file], { out: at("whole") })).code).toBe(0);
    expect((await call(train, [file], { out: at("parts"), epochs: 1 })).code).toBe(0);
    expect((await call(train, [file], { out: at("parts"), resume: true, epochs: 2 })).code).toBe(0);
    const weights = (run: string): Buffer => readFileSync(at(run, "weights.safetensors"));
    expect(weights("parts").subarray(-20_000)).toEqual(weights("whole").subarray(-20_000));
  });

  it("refuses data whose labels stand elsewhere, before it makes a run", async () => {
    const list = shapesProgram({ epochs: 1, batch: 16 }).replace("  conv 1x1x3\n", "  gavgpool -> fc 3\n");
    writeFileSync(at("list.cnn"), list.replace('"shapes"', '"shapes.npz"'));
    const { code, codes, diagnostics } = await call(train, [at("list.cnn")], { out: at("no-run") });
    expect([code, codes]).toEqual([1, ["data/label-places"]]);
    expect(diagnostics[0]!.notes).toEqual(["1 label expected for an image, 32·32 = 1024 places found"]);
    expect(existsSync(at("no-run"))).toBe(false);
  });
});
