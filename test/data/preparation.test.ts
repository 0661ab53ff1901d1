/**
 * The record of how a training prepared its images: what it says of a set, and that a file prepared by it gives the numbers the
 * training had, whatever kind of numbers these were.
 */
import { describe, expect, it } from "vitest";
import type { DataSplits } from "../../src/data/dataset.ts";
import type { Image } from "../../src/data/image.ts";
import { numberRange } from "../../src/data/number-range.ts";
import { prepareImage, withoutRecord } from "../../src/data/prepare-image.ts";
import { prepareLike, prepareTraining } from "../../src/data/prepare-training.ts";
import type { Reading } from "../../src/data/reading.ts";
import { isPreparation } from "../../src/runtime/preparation.ts";
import { codeOf } from "./caught.ts";

const SIDE = 4;
const SIZE = SIDE * SIDE;

/** Gray images as bytes, black and white among them. */
function levels(count: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(count * SIZE);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (seed + 97 * i + 31 * Math.floor(i / 16)) % 256;
  bytes.set([0, 255], 1);
  return bytes;
}

function splits(images: Uint8Array | Float32Array, test = images, reading?: Partial<Reading>): DataSplits {
  const part = (values: typeof images) => {
    const count = values.length / SIZE;
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
    return { images: values.slice(), labels, shape: [SIDE, SIDE, 1], classes: 2, count };
  };
  return { train: part(images), test: part(test), ...(reading ? { reading: reading as Reading } : {}) };
}

const fileOf = (bytes: Uint8Array): Image => ({ width: SIDE, height: SIDE, channels: 1, data: bytes.slice(0, SIZE) });
const SCALES: readonly (readonly [name: string, number: (byte: number) => number])[] = [
  ["0 to 1", (b) => b / 255],
  ["0 to 255", (b) => b],
  ["-1 to 1", (b) => b / 127.5 - 1],
  ["-0.5 to 0.5", (b) => b / 255 - 0.5],
  ["-127.5 to 127.5", (b) => b - 127.5],
];

describe("numbers of a file", () => {
  it.each(SCALES)("are those of the training: floats %s", (_, number) => {
    const bytes = levels(8);
    const floats = Float32Array.from(bytes, number);
    const { preparation } = prepareTraining(splits(floats));
    expect(preparation).toMatchObject({ numbers: "floats", color: "gray", inverted: false });
    const { values, unlike } = prepareImage(fileOf(bytes), [SIDE, SIDE, 1], preparation);
    expect(unlike).toEqual([]);
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(floats[i]!, 5);
  });

  it("are the bits of the module where the training had bytes, or floats divided by 255", () => {
    const bytes = levels(8);
    const divided = Float32Array.from(bytes, (b) => b / 255);
    for (const images of [bytes, divided]) {
      const { preparation } = prepareTraining(splits(images));
      expect(prepareImage(fileOf(bytes), [SIDE, SIDE, 1], preparation).values).toEqual(divided.slice(0, SIZE));
    }
  });

  it("are rounded to bytes, as those of a training set are", () => {
    const { preparation } = prepareTraining(splits(levels(8)));
    const image: Image = { width: 8, height: 8, channels: 1, data: Uint8Array.from({ length: 64 }, (_, i) => i % 7) };
    const { values } = prepareImage(image, [SIDE, SIDE, 1], preparation);
    for (const value of values) expect(Math.fround(Math.round(value * 255) / 255)).toBe(value);
  });

  it.each([
    ["standardized", Float32Array.from(levels(8), (b) => (b - 128) / 73), "floats"],
    ["without their mean", Float32Array.from(levels(8), (b) => b / 255 - 0.13), "floats"],
    ["floats 0 to 16", Float32Array.from(levels(8), (b) => b / 16), "floats"],
    ["dark floats", Float32Array.from(levels(8), (b) => b / 1000), "floats"],
    ["whole numbers 0 to 16 of a table", levels(8).map((b) => b >> 4), "bytes"],
  ] as const)("are refused where the range does not tell them: %s", (_, images, numbers) => {
    const { preparation } = prepareTraining(splits(images, images, { format: "csv" }));
    expect(preparation.numbers).toBe(numbers);
    expect(preparation.ofByte).toBeUndefined();
    expect(codeOf(() => prepareImage(fileOf(levels(1)), [SIDE, SIDE, 1], preparation))).toBe("data/unknown-range");
  });

  it("are known for bytes of image files, however dark", () => {
    const dark = levels(8).map((b) => b >> 4);
    expect(numberRange({ images: dark }, true).ofByte).toEqual({ scale: 1 / 255, offset: 0 });
    expect(prepareTraining(splits(dark, dark, { format: "images" })).preparation.ofByte).toBeDefined();
    expect(numberRange({ images: dark }).ofByte).toBeUndefined();
  });
});

describe("inversion", () => {
  it.each([...SCALES, ["bytes", undefined] as const])("of a training is done to a file: %s", (_, number) => {
    const bytes = levels(8).map((b) => b >> 1);
    const images = number === undefined ? bytes : Float32Array.from(levels(8), number);
    const own = number === undefined ? bytes : levels(8);
    const { data, preparation } = prepareTraining(splits(images), { invert: true });
    expect(preparation.inverted).toBe(true);
    const { values } = prepareImage(fileOf(own), [SIDE, SIDE, 1], preparation);
    const read = (i: number): number =>
      data.train.images instanceof Uint8Array ? data.train.images[i]! / 255 : data.train.images[i]!;
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(read(i), 4);
    // Asked for a file as well, it is done twice: the file as it is.
    const twice = prepareImage(fileOf(own), [SIDE, SIDE, 1], preparation, { invert: true });
    const plain = prepareImage(fileOf(own), [SIDE, SIDE, 1], { ...preparation, inverted: false });
    expect(twice.values).toEqual(plain.values);
  });

  it("is done to the parts of a set that is read again, and to both parts once where they share an array", () => {
    const bytes = levels(8);
    const { data, preparation } = prepareTraining(splits(bytes), { invert: true });
    expect(prepareLike(splits(bytes), preparation).test.images).toEqual(data.test.images);
    expect(prepareLike(splits(bytes), preparation, { invert: true }).test.images).toEqual(bytes);
    const shared = splits(bytes).train;
    expect(prepareTraining({ train: shared, test: shared }, { invert: true }).data.test.images).toEqual(
      bytes.map((b) => 255 - b),
    );
  });

  it("is refused where white is not known", () => {
    const images = Float32Array.from(levels(8), (b) => (b - 128) / 73);
    expect(codeOf(() => prepareTraining(splits(images), { invert: true }))).toBe("data/unknown-range");
  });
});

describe("another set for the same network", () => {
  it.each(SCALES)("is put on the scale of the training: floats %s", (_, number) => {
    const bytes = levels(8);
    const floats = Float32Array.from(bytes, number);
    const trainedOnFloats = prepareTraining(splits(floats)).preparation;
    const trainedOnBytes = prepareTraining(splits(bytes)).preparation;
    const converted = prepareLike(splits(bytes), trainedOnFloats, { other: true }).test.images;
    for (const [i, value] of converted.entries()) {
      const found = converted instanceof Uint8Array ? value / 255 : value;
      expect(found).toBeCloseTo(floats[i]!, 4);
    }
    const back = prepareLike(splits(floats), trainedOnBytes, { other: true }).test.images;
    for (const [i, value] of back.entries()) expect(value).toBeCloseTo(bytes[i]! / 255, 5);
  });

  it("is refused where the numbers are of another kind and do not tell", () => {
    const standardized = Float32Array.from(levels(8), (b) => (b - 128) / 73);
    const { preparation } = prepareTraining(splits(standardized));
    expect(codeOf(() => prepareLike(splits(levels(8)), preparation, { other: true }))).toBe("data/unknown-range");
    // Of its own kind it is taken as it is: a later test set of the same experiment.
    expect(prepareLike(splits(standardized), preparation, { other: true }).test.images).toEqual(standardized);
  });
});

describe("warnings of a training", () => {
  const codes = (data: DataSplits) => prepareTraining(data).warnings.map(({ code, notes }) => [code, notes?.join()]);
  it("say what is assumed of floats outside 0 to 1", () => {
    expect(codes(splits(levels(4)))).toEqual([]);
    expect(codes(splits(Float32Array.from(levels(4), (b) => b / 255)))).toEqual([]);
    expect(codes(splits(Float32Array.from(levels(4), (b) => b)))).toEqual([
      ["data/float-range", expect.stringContaining("white 255")],
    ]);
    expect(codes(splits(Float32Array.from(levels(4), (b) => b / 127.5 - 1)))).toEqual([
      ["data/float-range", expect.stringContaining("black is taken to be -1 and white 1")],
    ]);
    expect(codes(splits(Float32Array.from(levels(4), (b) => (b - 128) / 73)))).toEqual([
      ["data/float-range", expect.stringContaining("will refuse")],
    ]);
  });

  it("say where parts are scaled otherwise", () => {
    const floats = Float32Array.from(levels(4), (b) => b);
    expect(codes(splits(levels(4), floats)).map(([code]) => code)).toEqual(["data/part-ranges"]);
    expect(
      codes(
        splits(
          levels(4),
          Float32Array.from(levels(4), (b) => b / 255),
        ),
      ),
    ).toEqual([]);
  });

  it("are not made of numbers that are no image", () => {
    const series = { images: Float32Array.from([-3, 9, 40, 2]), labels: Uint8Array.of(0, 1), classes: 2, count: 2 };
    for (const shape of [[2], [2, 1], [2, 1, 1]]) {
      const part = { ...series, shape };
      expect(prepareTraining({ train: part, test: part }).warnings).toEqual([]);
    }
  });
});

describe("the record", () => {
  const record = () => prepareTraining(splits(levels(8)), { normalize: "auto" }).preparation;
  it("is one for the runtime, and survives JSON", () => {
    const read: unknown = JSON.parse(JSON.stringify(record()));
    expect(read).toEqual(record());
    expect(isPreparation(read, 1)).toBe(true);
    expect(isPreparation(read, 3)).toBe(false);
    expect(isPreparation(withoutRecord, 2)).toBe(true);
    expect(record()).toMatchObject({ numbers: "bytes", range: [0, 1], fit: "inside", orientation: "applied" });
    expect(record().normalization?.mean[0]).toBeCloseTo(0.5, 1);
    expect(record().statistics).toMatchObject({ images: 8, channels: [{ range: [0, 1] }] });
  });

  it.each([
    ["numbers", "words"],
    ["range", [1, 0]],
    ["range", [0, null]],
    ["ofByte", { scale: 0, offset: 0 }],
    ["color", "color"],
    ["fit", "stretched"],
    ["orientation", "ignored"],
    ["inverted", "no"],
    ["normalization", { mean: [0.5], std: [-1] }],
    ["statistics", { images: 8, channels: [] }],
    ["statistics", { images: 8, channels: [{ range: [0, 1], border: [1, 0, 0, 0, 0] }] }],
    ["statistics", { ...record().statistics, grayShare: 2 }],
    ["statistics", { ...record().statistics, sizes: { smallest: [0, 4], largest: [4, 4] } }],
  ])("is none with %s %j", (name, value) => {
    expect(isPreparation({ ...record(), [name]: value }, 1)).toBe(false);
  });
});
