import { describe, expect, it } from "vitest";
import { decodeCifar10 } from "../../src/data/cifar.ts";
import { caught } from "./caught.ts";
import { cifarRecord } from "./make-files.ts";

describe("CIFAR-10 files", () => {
  it("give images with channels last and labels, file after file", () => {
    const first = Buffer.concat([cifarRecord(3, 0), cifarRecord(9, 11)]);
    const { count, shape, pixels, labels } = decodeCifar10([
      { path: "a.bin", bytes: first },
      { path: "b.bin", bytes: cifarRecord(0, 200) },
    ]);
    expect({ count, shape, labels: [...labels] }).toEqual({ count: 3, shape: [32, 32, 3], labels: [3, 9, 0] });
    const wrong = pixels.findIndex((value, i) => {
      const [image, p, c] = [Math.floor(i / 3072), Math.floor((i % 3072) / 3), i % 3];
      return value !== (([0, 11, 200][image]! + 7 * p + 50 * c) & 255);
    });
    expect(wrong).toBe(-1);
  });

  it.each([
    [0, "the CIFAR-10 file is empty"],
    [1, "the file is not a whole number of CIFAR-10 records"],
    [3072, "the file is not a whole number of CIFAR-10 records"],
    [6145, "the file is not a whole number of CIFAR-10 records"],
  ])("of %i bytes are refused", (length, message) => {
    const { diagnostic, exit } = caught(() => decodeCifar10([{ path: "x.bin", bytes: new Uint8Array(length) }]));
    expect(diagnostic).toMatchObject({ code: "data/cifar-length", file: "x.bin", message });
    expect(diagnostic.notes[1]).toContain(`${length} bytes found`);
    expect(exit).toBe(1);
  });

  it("recognize the length of CIFAR-100", () => {
    const { notes } = caught(() => decodeCifar10([{ path: "x.bin", bytes: new Uint8Array(3074 * 2) }])).diagnostic;
    expect(notes.at(-1)).toBe("6148 = 2 x 3074: the length of a CIFAR-100 file");
  });

  it("are refused at the first label above 9, with its place in its own file", () => {
    const good = { path: "good.bin", bytes: cifarRecord(1, 0) };
    const bad = { path: "bad.bin", bytes: Buffer.concat([cifarRecord(9, 0), cifarRecord(10, 0)]) };
    const { code, file, notes } = caught(() => decodeCifar10([good, bad])).diagnostic;
    expect({ code, file, note: notes[0] }).toEqual({
      code: "data/label-out-of-range",
      file: "bad.bin",
      note: "label 1 (counted from 0) is 10",
    });
  });
});
