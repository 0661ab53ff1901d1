import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeImage, encodePng } from "../../src/data/decode-image.ts";
import type { Image } from "../../src/data/image.ts";
import { applyOrientation } from "../../src/data/orientation.ts";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { caught, codeOf } from "./caught.ts";
import { type IMAGES, imageBytes } from "./images.ts";
import { chunk, type PngParts, png } from "./make-files.ts";

const decode = (bytes: Uint8Array) => decodeImage(bytes, "image");

/** Some value of `depth` bits that depends on everything. */
function someSample(depth: number): PngParts["sample"] {
  return (x, y, s) => (x * 31 + y * 17 + s * 101 + x * y * 7) % 2 ** depth;
}

const KINDS = [
  [0, [1, 2, 4, 8, 16], 1],
  [2, [8, 16], 3],
  [4, [8, 16], 2],
  [6, [8, 16], 4],
] as const;

describe("PNG", () => {
  it("is read at every color type and depth, plain and interlaced, at odd sizes", () => {
    for (const [colorType, depths, channels] of KINDS) {
      for (const depth of depths) {
        for (const interlaced of [false, true]) {
          for (const [width, height] of [
            [1, 1],
            [5, 3],
            [9, 11],
            [3, 17],
          ] as const) {
            const sample = someSample(depth);
            const image = decode(png({ width, height, depth, colorType, interlaced, sample }));
            const expected = Array.from({ length: width * height * channels }, (_, i) => {
              const [p, s] = [Math.floor(i / channels), i % channels];
              return Math.round((sample(p % width, Math.floor(p / width), s) * 255) / (2 ** depth - 1));
            });
            expect(image, `type ${colorType}, ${depth} bits, ${width}x${height}`).toMatchObject({
              width,
              height,
              channels,
            });
            expect([...image.data]).toEqual(expected);
          }
        }
      }
    }
  });

  it("looks colors up in its palette, with and without alpha", () => {
    const palette = [10, 20, 30, 40, 50, 60, 70, 80, 90];
    for (const depth of [2, 4, 8]) {
      for (const interlaced of [false, true]) {
        const parts = {
          width: 7,
          height: 5,
          depth,
          colorType: 3,
          interlaced,
          sample: (x: number, y: number) => (x + y) % 3,
          palette,
        };
        const at = (p: number) => 3 * (((p % 7) + Math.floor(p / 7)) % 3);
        const plain = decode(png(parts));
        expect(plain.channels).toBe(3);
        expect([...plain.data]).toEqual(Array.from({ length: 35 }, (_, p) => palette.slice(at(p), at(p) + 3)).flat());
        const clear = decode(png({ ...parts, transparency: [0, 128] }));
        expect(clear.channels).toBe(4);
        expect(clear.data.filter((_, i) => i % 4 === 3)).toEqual(
          Uint8Array.from({ length: 35 }, (_, p) => [0, 128, 255][at(p) / 3]!),
        );
      }
    }
    const beyond = png({ width: 2, height: 1, depth: 8, colorType: 3, sample: (x) => x * 3, palette });
    expect(codeOf(() => decode(beyond))).toBe("data/image-damaged");
  });

  it("turns a transparent color into alpha, compared at its full depth", () => {
    const gray = decode(
      png({
        width: 4,
        height: 1,
        depth: 16,
        colorType: 0,
        sample: (x) => 257 * x + (x === 1 ? 1 : 0),
        transparency: [2, 2],
      }),
    );
    expect([...gray.data]).toEqual([0, 255, 1, 255, 2, 0, 3, 255]);
    const rgb = decode(
      png({ width: 1, height: 1, depth: 8, colorType: 2, sample: (_x, _y, s) => s, transparency: [0, 0, 0, 1, 0, 2] }),
    );
    expect([...rgb.data]).toEqual([0, 1, 2, 0]);
  });

  it("is written so that it reads back, the same bytes each time", () => {
    const images = fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom(1, 2, 3, 4))
      .chain(([width, height, channels]) =>
        fc
          .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
          .map((data) => ({ width, height, channels, data }) as Image),
      );
    fc.assert(
      fc.property(images, (image) => {
        const bytes = encodePng(image);
        const { width, height, channels, data } = decode(bytes);
        expect({ width, height, channels }).toEqual({
          width: image.width,
          height: image.height,
          channels: image.channels,
        });
        expect([...data]).toEqual([...image.data]);
        expect([...encodePng(image)]).toEqual([...bytes]);
      }),
    );
    expect(() => encodePng({ width: 2, height: 2, channels: 1, data: new Uint8Array(3) })).toThrow(RangeError);
  });

  it("is refused when cut short at any byte", () => {
    const bytes = png({ width: 9, height: 7, depth: 8, colorType: 2, sample: someSample(8) });
    expect(decode(bytes).width).toBe(9);
    for (let n = 4; n < bytes.length; n++)
      expect(codeOf(() => decode(bytes.subarray(0, n)))).toBe("data/image-damaged");
    for (let n = 0; n < 4; n++) expect(codeOf(() => decode(bytes.subarray(0, n)))).toBe("data/image-format");
  });

  it("is refused when any one bit is changed", () => {
    const bytes = png({ width: 5, height: 4, depth: 8, colorType: 0, sample: someSample(8) });
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(codeOf(() => decode(changed))).toMatch(/^data\/image-(damaged|format)$/);
      }),
    );
  });

  it("is refused before anything is allocated when its header declares too many pixels", () => {
    for (const [width, height] of [
      [65_535, 65_535],
      [2 ** 31 - 1, 1],
      [1, 70_000],
      [8001, 8000],
    ] as const) {
      const bytes = png({ width, height, depth: 8, colorType: 0, sample: () => 0, packed: new Uint8Array(10) });
      const { code, message } = caught(() => decode(bytes)).diagnostic;
      expect(code).toBe("data/image-too-large");
      expect(message).toBe(`the image of ${width}x${height} pixels is too large`);
    }
    const deep = png({
      width: 8000,
      height: 8000,
      depth: 16,
      colorType: 6,
      sample: () => 0,
      packed: new Uint8Array(10),
    });
    expect(codeOf(() => decode(deep))).toBe("data/image-too-large");
  });

  it("unpacks to no more than its header declares", () => {
    const parts = { width: 2, height: 2, depth: 8, colorType: 0, sample: () => 0 };
    for (const length of [5, 7, 50_000_000]) {
      expect(codeOf(() => decode(png({ ...parts, packed: deflateSync(new Uint8Array(length)) })))).toBe(
        "data/image-damaged",
      );
    }
    expect([...decode(png({ ...parts, packed: deflateSync(new Uint8Array(6)) })).data]).toEqual([0, 0, 0, 0]);
  });

  it("ignores extra chunks but not unknown critical ones, nor impossible headers", () => {
    const bytes = png({ width: 1, height: 1, depth: 8, colorType: 0, sample: () => 7 });
    const withChunk = (type: string) =>
      new Uint8Array(Buffer.concat([bytes.subarray(0, 33), chunk(type, Uint8Array.of(1, 2)), bytes.subarray(33)]));
    expect([...decode(withChunk("iCCP")).data]).toEqual([7]);
    expect([...decode(withChunk("quIz")).data]).toEqual([7]);
    expect(codeOf(() => decode(withChunk("QUIZ")))).toBe("data/image-unsupported");
    for (const [colorType, depth] of [
      [0, 3],
      [2, 4],
      [3, 16],
      [1, 8],
      [6, 1],
      [3, 8],
    ] as const) {
      const sample = () => 0;
      const odd = png({ width: 1, height: 1, depth, colorType, sample, packed: deflateSync(new Uint8Array(9)) });
      expect(
        codeOf(() => decode(odd)),
        `type ${colorType}, ${depth} bits`,
      ).toBe("data/image-damaged");
    }
    for (const [width, height] of [
      [0, 1],
      [1, 0],
    ] as const) {
      expect(codeOf(() => decode(png({ width, height, depth: 8, colorType: 0, sample: () => 0 })))).toBe(
        "data/image-damaged",
      );
    }
  });

  it("of another program is read", () => {
    expect(decode(imageBytes("palette"))).toMatchObject({ width: 32, height: 24, channels: 3 });
    const ramp = decode(imageBytes("rgba"));
    expect(ramp.channels).toBe(4);
    const wrong = ramp.data.findIndex((value, i) => {
      const [x, y] = [(i >> 2) % 32, Math.floor((i >> 2) / 32)];
      return value !== [x * 8, y * 10, (x + y) * 4, 255][i & 3];
    });
    expect(wrong).toBe(-1);
    expect([...decode(imageBytes("i16")).data.subarray(0, 32)]).toEqual(
      Array.from({ length: 32 }, (_, x) => Math.round((x * 2000) / 257)),
    );
    expect(new Set(decode(imageBytes("bits1")).data)).toEqual(new Set([0, 255]));
    expect(decode(imageBytes("la")).channels).toBe(2);
  });
});

describe("JPEG", () => {
  const farthest = (image: Image, color: (x: number, y: number) => readonly number[]) =>
    image.data.reduce((most, value, i) => {
      const [p, c] = [Math.floor(i / image.channels), i % image.channels];
      return Math.max(most, Math.abs(value - color(p % image.width, Math.floor(p / image.width))[c]!));
    }, 0);
  const ramp = (x: number, y: number) => [x * 8, y * 10, (x + y) * 4];

  it("is read: baseline, progressive, gray and CMYK", () => {
    expect(decode(imageBytes("baseline"))).toMatchObject({ width: 32, height: 24, channels: 3 });
    expect(farthest(decode(imageBytes("baseline")), ramp)).toBeLessThan(12);
    expect(farthest(decode(imageBytes("progressive")), ramp)).toBeLessThan(40);
    expect(farthest(decode(imageBytes("cmyk")), ramp)).toBeLessThan(40);
    const gray = decode(imageBytes("gray"));
    expect(gray.channels).toBe(1);
    expect(farthest(gray, (x, y) => [0.299 * 8 * x + 0.587 * 10 * y + 0.114 * 4 * (x + y)])).toBeLessThan(8);
  });

  it("is turned as its Exif note says", () => {
    const turned = decode(imageBytes("turned"));
    expect(turned).toMatchObject({ width: 24, height: 32 });
    expect(farthest(turned, (x, y) => ramp(y, 23 - x))).toBeLessThan(12);
  });

  it("turns and mirrors in all eight ways", () => {
    // a b c / d e f, as in the table of TIFF 6.0.
    const image: Image = { width: 3, height: 2, channels: 1, data: new TextEncoder().encode("abcdef") };
    const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => {
      const { width, data } = applyOrientation(image, orientation);
      return new TextDecoder()
        .decode(data)
        .match(new RegExp(`.{${width}}`, "g"))!
        .join("/");
    });
    expect(rows).toEqual(["abc/def", "cba/fed", "fed/cba", "def/abc", "ad/be/cf", "da/eb/fc", "fc/eb/da", "cf/be/ad"]);
  });

  it("is refused, never anything worse, when cut short at any byte", () => {
    const bytes = imageBytes("progressive");
    for (let n = 3; n < bytes.length - 1; n++)
      expect(codeOf(() => decode(bytes.subarray(0, n)))).toBe("data/image-damaged");
  });

  it("is read or refused, never anything worse, when bytes are changed", () => {
    const names = fc.constantFrom<keyof typeof IMAGES>("baseline", "progressive", "gray", "cmyk", "turned");
    fc.assert(
      fc.property(
        names,
        fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (name, changes) => {
          const bytes = imageBytes(name);
          for (const [at, value] of changes) bytes[3 + (at % (bytes.length - 3))] = value;
          try {
            const { width, height, channels, data } = decode(bytes);
            expect(data.length).toBe(width * height * channels);
          } catch (error) {
            expect(error).toBeInstanceOf(CnncError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is refused before decoding when it declares too many pixels, is lossless, or has too many scans", () => {
    const frame = (marker: number, precision: number, width: number, height: number) =>
      Uint8Array.of(
        0xff,
        0xd8,
        0xff,
        marker,
        0,
        11,
        precision,
        height >> 8,
        height & 255,
        width >> 8,
        width & 255,
        1,
        1,
        0x11,
        0,
        0xff,
        0xd9,
      );
    expect(codeOf(() => decode(frame(0xc0, 8, 65_535, 65_535)))).toBe("data/image-too-large");
    expect(codeOf(() => decode(frame(0xc0, 8, 0, 10)))).toBe("data/image-damaged");
    expect(codeOf(() => decode(frame(0xc3, 8, 10, 10)))).toBe("data/image-unsupported");
    expect(codeOf(() => decode(frame(0xc1, 12, 10, 10)))).toBe("data/image-unsupported");
    const bytes = imageBytes("baseline");
    const scans = Buffer.concat([
      bytes.subarray(0, -2),
      ...Array.from({ length: 300 }, () => Uint8Array.of(0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0)),
      bytes.subarray(-2),
    ]);
    expect(codeOf(() => decode(scans))).toBe("data/image-unsupported");
  });
});

describe("other files", () => {
  it("are told by their first bytes", () => {
    expect(caught(() => decode(new Uint8Array(0))).diagnostic.message).toBe("the image file is empty");
    const other = caught(() => decodeImage(new TextEncoder().encode("GIF90a"), "x.png"));
    expect(other.diagnostic).toMatchObject({ code: "data/image-format", file: "x.png" });
    expect(other.diagnostic.notes[0]).toBe("it begins with 47 49 46 39 30 61");
    expect(other.exit).toBe(1);
  });
});
