import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeIdxImages, decodeIdxLabels } from "../../src/data/idx.ts";
import { caught, codeOf } from "./caught.ts";
import { idx } from "./make-files.ts";

const size = fc.integer({ min: 1, max: 5 });
const sets = fc.tuple(size, size, size, fc.constantFrom(1, 3)).chain(([n, h, w, c]) =>
  fc.record({
    shape: fc.constant([h, w, c]),
    count: fc.constant(n),
    pixels: fc.uint8Array({ minLength: n * h * w * c, maxLength: n * h * w * c }),
  }),
);

describe("IDX images", () => {
  it("give count, shape and pixels, plain and gzip, with three or four dimensions", () => {
    fc.assert(
      fc.property(sets, fc.boolean(), ({ shape, count, pixels }, packed) => {
        const dimensions = shape[2] === 1 ? [count, shape[0]!, shape[1]!] : [count, ...shape];
        const file = idx(dimensions, pixels);
        const decoded = decodeIdxImages(packed ? gzipSync(file) : file, "images");
        expect(decoded.count).toBe(count);
        expect(decoded.shape).toEqual(shape);
        expect([...decoded.pixels]).toEqual([...pixels]);
      }),
    );
  });

  it("are refused when cut short at any byte or followed by one, with both lengths in the notes", () => {
    const file = idx([2, 3, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    for (let n = 0; n < file.length; n++) {
      const error = caught(() => decodeIdxImages(file.subarray(0, n), "short"));
      expect(error.diagnostic.code).toBe("data/idx-length");
      expect(error.diagnostic.file).toBe("short");
      expect(error.diagnostic.notes.at(-1)).toBe(`${n} bytes found`);
      expect(error.exit).toBe(1);
    }
    const long = caught(() => decodeIdxImages(new Uint8Array([...file, 0]), "long")).diagnostic;
    expect(long.code).toBe("data/idx-length");
    expect(long.notes).toEqual(["28 bytes expected: 16 of header and 2 x 3 x 2 elements", "29 bytes found"]);
  });

  it("are refused when the gzip file is cut short at any byte", () => {
    const packed = gzipSync(
      idx(
        [4, 3, 2],
        new Uint8Array(24).map((_, i) => i * 37),
      ),
    );
    for (let n = 2; n < packed.length; n++) {
      expect(codeOf(() => decodeIdxImages(packed.subarray(0, n), "short.gz"))).toMatch(
        /^data\/(gzip-damaged|idx-length)$/,
      );
    }
  });

  it("are refused when any one byte of the gzip file is changed, or come out the same", () => {
    const pixels = new Uint8Array(24).map((_, i) => i * 37);
    const packed = gzipSync(idx([4, 3, 2], pixels));
    for (let n = 0; n < packed.length; n++) {
      const changed = Uint8Array.from(packed);
      changed[n]! ^= 0x55;
      let decoded: Uint8Array | undefined;
      try {
        decoded = decodeIdxImages(changed, "changed.gz").pixels;
      } catch (error) {
        expect(String(error)).toMatch(/data\/(gzip-damaged|idx-)/);
      }
      if (decoded !== undefined) expect([...decoded]).toEqual([...pixels]);
    }
  });

  it("unpack to no more than their header declares, however much is packed", () => {
    const bomb = gzipSync(Buffer.concat([idx([1, 2, 2], [1, 2, 3, 4]), new Uint8Array(50_000_000)]));
    expect(bomb.length).toBeLessThan(60_000);
    const { code, notes } = caught(() => decodeIdxImages(bomb, "bomb.gz")).diagnostic;
    expect(code).toBe("data/gzip-damaged");
    expect(notes).toEqual(["20 bytes expected after unpacking", "more than 20 bytes found"]);
    const promise = gzipSync(idx([1000, 1000, 1000], []));
    expect(caught(() => decodeIdxImages(promise, "promise.gz")).diagnostic.notes[0]).toBe(
      "1000000016 bytes expected after unpacking",
    );
  });

  it("may not declare more than the limit, in exact arithmetic", () => {
    const most = 2 ** 32 - 1;
    const { code, notes } = caught(() => decodeIdxImages(idx([most, most, most, most], []), "huge")).diagnostic;
    expect(code).toBe("data/idx-length");
    expect(notes[0]).toContain(`${BigInt(most) ** 4n + 20n} bytes`);
  });

  it("must be IDX, of bytes, of three or four dimensions, none of them 0", () => {
    expect(codeOf(() => decodeIdxImages(Uint8Array.of(0, 1, 8, 3, 0, 0), "x"))).toBe("data/idx-magic");
    expect(codeOf(() => decodeIdxImages(new TextEncoder().encode("<html></html>"), "x"))).toBe("data/idx-magic");
    for (const type of [0x09, 0x0b, 0x0c, 0x0d, 0x0e]) {
      expect(codeOf(() => decodeIdxImages(idx([1, 1, 1], [0], type), "x"))).toBe("data/idx-type");
    }
    for (const dimensions of [[], [1, 1], [1, 1, 1, 1, 1]]) {
      expect(codeOf(() => decodeIdxImages(idx(dimensions, [0]), "x"))).toBe("data/idx-rank");
    }
    for (const dimensions of [
      [0, 2, 2],
      [2, 0, 2],
      [2, 2, 0],
    ]) {
      expect(codeOf(() => decodeIdxImages(idx(dimensions, []), "x"))).toBe("data/idx-empty");
    }
  });

  it("say plainly that a labels file was given, and the reverse", () => {
    const images = caught(() => decodeIdxImages(idx([3], [0, 1, 2]), "t10k-labels")).diagnostic;
    expect(images.code).toBe("data/idx-mislabeled");
    expect(images.message).toBe("labels file given where images are needed");
    const labels = caught(() => decodeIdxLabels(idx([1, 2, 2], [0, 0, 0, 0]), "t10k-images")).diagnostic;
    expect(labels.code).toBe("data/idx-mislabeled");
    expect(labels.message).toBe("images file given where labels are needed");
  });
});

describe("IDX labels", () => {
  it("come out as they are", () => {
    expect([...decodeIdxLabels(gzipSync(idx([4], [3, 1, 0, 255])), "labels")]).toEqual([3, 1, 0, 255]);
  });

  it("are refused at the first one outside the classes", () => {
    const { code, notes } = caught(() => decodeIdxLabels(idx([4], [3, 9, 10, 11]), "labels", 10)).diagnostic;
    expect(code).toBe("data/label-out-of-range");
    expect(notes[0]).toBe("label 2 (counted from 0) is 10");
  });
});
