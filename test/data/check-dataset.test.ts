import { describe, expect, it } from "vitest";
import { checkDataset, datasetProblem } from "../../src/data/check-dataset.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { caught } from "./caught.ts";

const digits: Dataset = {
  images: new Uint8Array(3 * 28 * 28),
  labels: Uint8Array.of(0, 9, 5),
  shape: [28, 28, 1],
  classes: 10,
  count: 3,
  name: "mnist",
};

function problem(changes: Partial<Dataset>, expected = { input: [28, 28, 1], classes: 10 }) {
  return datasetProblem({ ...digits, ...changes }, expected);
}

describe("a data set and a network", () => {
  it("fit when size and classes agree, also when the network has more outputs", () => {
    expect(problem({})).toBeUndefined();
    expect(problem({}, { input: [28, 28, 1], classes: 12 })).toBeUndefined();
    expect(() => checkDataset(digits, { input: [28, 28, 1], classes: 10 })).not.toThrow();
  });

  it("do not fit when the image size differs, in any dimension", () => {
    for (const input of [[32, 32, 3], [28, 28, 3], [28, 27, 1], [27, 28, 1], [784]]) {
      const { diagnostic, exit } = caught(() => checkDataset(digits, { input, classes: 10 }));
      expect(diagnostic.code).toBe("data/image-size");
      expect(diagnostic.message).toBe(`the images of mnist are 28x28x1, the network takes ${input.join("x")}`);
      expect(exit).toBe(1);
    }
  });

  it("do not fit when the data has 11 classes and the network 10 outputs", () => {
    const found = problem({ classes: 11, labels: Uint8Array.of(0, 10, 5) });
    expect(found?.code).toBe("data/too-many-classes");
    expect(found?.message).toBe("mnist has 11 classes, the network has 10 outputs");
    expect(found?.help).toContain("fc 11");
  });

  it("name the first label outside the classes, below or above", () => {
    expect(problem({ labels: Uint8Array.of(1, 10, 11) })?.notes[0]).toBe("label 1 (counted from 0) is 10");
    expect(problem({ labels: Int32Array.of(1, 2, -1) })).toMatchObject({ code: "data/label-out-of-range" });
  });

  it("need consistent lengths", () => {
    const wrong: Partial<Dataset>[] = [
      { count: 4 },
      { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) },
      { images: new Uint8Array(3 * 28 * 28 - 1) },
      { labels: new Uint8Array(2) },
      { shape: [] },
      { shape: [28] },
      { shape: [28, 28, -1] },
      { shape: [28, 27.5, 1] },
      { classes: 0 },
      { classNames: ["a"] },
    ];
    for (const changes of wrong) expect(problem(changes)?.code).toBe("data/malformed");
  });

  it("need finite values", () => {
    const images = new Float32Array(3 * 28 * 28);
    expect(problem({ images })).toBeUndefined();
    images[784 + 5] = Number.NaN;
    expect(problem({ images })?.notes).toEqual(["image 1, value 5 (both counted from 0) is NaN"]);
    images[784 + 5] = Number.POSITIVE_INFINITY;
    expect(problem({ images })?.code).toBe("data/not-finite");
  });
});
