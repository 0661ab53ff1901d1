import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import type { PartReading, Reading } from "../../src/data/reading.ts";
import { renderReading } from "../../src/report/render-reading.ts";

function part(
  name: PartReading["part"],
  classes: readonly number[],
  from: readonly string[] = ["/d/shapes"],
): PartReading {
  return { part: name, from, count: classes.reduce((a, b) => a + b, 0), classes };
}

const shapes: Reading = {
  source: "shapes",
  format: "images",
  shape: [32, 32, 3],
  classNames: ["circle", "square", "triangle"],
  parts: [part("train", [90, 90, 90]), part("test", [10, 10, 10])],
  splits: [{ made: "test", of: "train", share: 0.9, seed: 1 }],
  passedOver: [],
  sizes: { smallest: [24, 24], largest: [48, 60] },
  warnings: [],
};

describe("what was read, as lines", () => {
  it("names source, parts, classes, split and what images were fitted to", () => {
    expect(renderReading(shapes)).toEqual([
      "shapes: 300 images of 3 classes in class folders, fitted to 32x32x3 (files",
      "  24x24 to 48x60)",
      "  train  270  circle 90, square 90, triangle 90",
      "  test    30  circle 10, square 10, triangle 10; split off train (share 0.9,",
      "              seed 1)",
    ]);
  });

  it("names the label of a table and the columns and files that are left out", () => {
    const table: Reading = {
      source: "kaggle",
      format: "csv",
      shape: [2],
      classNames: ["ill", "well"],
      parts: [part("train", [27, 27], ["/d/train.csv"]), part("test", [3, 3], ["/d/train.csv"])],
      splits: [{ made: "test", of: "train", share: 0.9, seed: 1 }],
      passedOver: [
        { what: "columns", reason: "named in `skip`", count: 7, examples: ["id", "name"] },
        { what: "files", reason: "no column `out\u001b[2Jcome`", count: 1, examples: ["test.csv"] },
      ],
      label: { column: "out\u001b[2Jcome", reason: "asked for" },
      warnings: [],
    };
    const lines = renderReading(table, 120);
    expect(lines.slice(3)).toEqual([
      "  label: out\ufffd[2Jcome (asked for)",
      "  not used: 7 columns (id, name, …), named in `skip`; 1 file (test.csv), no column `out\ufffd[2Jcome`",
    ]);
  });

  it("stays short with many classes", () => {
    const counts = Array.from({ length: 100 }, (_, k) => 40 + (k % 7));
    const many = {
      ...shapes,
      classNames: counts.map((_, k) => `class-number-${k}`),
      parts: [
        part("train", counts, ["/d/Train"]),
        part(
          "validation",
          counts.map(() => 5),
          ["/d/val"],
        ),
        part("test", counts, ["/d/Test"]),
      ],
      splits: [],
    };
    expect(renderReading(many).slice(2)).toEqual([
      "  train       4,295  40 (class-number-0) to 46 (class-number-6) of a class;",
      "                     from Train",
      "  validation    500  5 of each class; from val",
      "  test        4,295  40 (class-number-0) to 46 (class-number-6) of a class;",
      "                     from Test",
    ]);
  });

  it("tells what was not used, shares of places, and numbers without names", () => {
    const passedOver = [
      { what: "files", reason: "below a class folder", count: 1, examples: ["a/b/c.png"] },
      { what: "rows", reason: "a value is missing", count: 1234, examples: [] },
    ] as const;
    expect(renderReading({ ...shapes, passedOver }).at(-1)).toBe(
      "  not used: 1 file, below a class folder; 1,234 rows, a value is missing",
    );
    const maps: Reading = {
      ...shapes,
      format: "masks",
      labelShape: [32, 32],
      parts: [part("train", [750, 200, 50])],
      splits: [],
    };
    expect(renderReading(maps).at(-1)).toBe("  train  1,000  circle 75.0%, square 20.0%, triangle 5.0%");
    const digits: Reading = {
      ...shapes,
      format: "idx",
      shape: [28, 28, 1],
      classNames: ["0", "1"],
      parts: [part("train", [3, 5])],
    };
    expect(renderReading(digits)).toEqual([
      "shapes: 8 images of 2 classes in IDX files, 28x28x1 each",
      "  train  8  3 (0) to 5 (1) of a class",
    ]);
  });

  it("fits every width, loses no word, and lets no name move the cursor", () => {
    const name = fc.oneof(
      fc.string({ maxLength: 60, unit: "grapheme" }),
      fc.constantFrom("\u001b[2J", "日本語のとても長いクラスの名前"),
    );
    const names = fc.array(name, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(names, name, fc.integer({ min: 20, max: 200 }), (classNames, source, columns) => {
        const counts = classNames.map((_, k) => k);
        const reading = { ...shapes, source, classNames, parts: [part("train", counts), part("test", counts)] };
        const lines = renderReading(reading, columns);
        for (const line of lines) {
          expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(40, columns - 1));
          expect(line).not.toMatch(/\p{Cc}/u);
        }
        const squeezed = lines.join("").replaceAll(/\s/g, "");
        expect(squeezed).toContain("fittedto32x32x3");
        expect(squeezed).toContain("splitofftrain(share0.9,seed1)");
      }),
    );
  });
});
