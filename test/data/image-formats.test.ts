/** Our decoders against Pillow: files and pixels of test/oracle/make-image-fixtures.py. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeImage, encodePng } from "../../src/data/decode-image.ts";
import { IMAGE_EXTENSIONS, isImageName, unreadFormatOf } from "../../src/data/image-names.ts";
import { decodePngNumbers } from "../../src/data/png.ts";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { caught, codeOf } from "./caught.ts";
import { chunk } from "./make-files.ts";

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly tolerance: number;
  /** Pixels, packed; or the name of a file with the same ones. */
  readonly data?: string;
  readonly same?: string;
}

const folder = fileURLToPath(new URL("../fixtures/images/", import.meta.url));
const bytesOf = (name: string) => new Uint8Array(readFileSync(`${folder}${name}`));
const expected = JSON.parse(readFileSync(`${folder}expected.json`, "utf8")) as Record<string, Expected>;
const names = Object.keys(expected);

function pixelsOf({ data, same }: Expected): Uint8Array {
  return data === undefined ? pixelsOf(expected[same!]!) : inflateSync(Buffer.from(data, "base64"));
}

/** As red, green, blue and alpha; a clear pixel has no color. */
function widened({ channels }: { channels: number }, data: Uint8Array): Uint8Array {
  const pixels = data.length / channels;
  const wide = new Uint8Array(4 * pixels);
  for (let p = 0; p < pixels; p++) {
    const at = (c: number) => data[p * channels + c]!;
    const alpha = channels % 2 === 0 ? at(channels - 1) : 255;
    const color = channels < 3 ? [at(0), at(0), at(0)] : [at(0), at(1), at(2)];
    wide.set(alpha === 0 ? [0, 0, 0, 0] : [...color, alpha], 4 * p);
  }
  return wide;
}

describe("images of Pillow", () => {
  it.each(names)("%s has the same pixels", (name) => {
    const wanted = expected[name]!;
    const image = decodeImage(bytesOf(name), name);
    expect([image.width, image.height]).toEqual([wanted.width, wanted.height]);
    expect(image.data.length).toBe(image.width * image.height * image.channels);
    expect(image.channels % 2).toBe(wanted.channels % 2);
    const [ours, theirs] = [widened(image, image.data), widened(wanted, pixelsOf(wanted))];
    let worst = 0;
    for (const [i, value] of theirs.entries()) worst = Math.max(worst, Math.abs(ours[i]! - value));
    expect(worst).toBeLessThanOrEqual(wanted.tolerance);
  });

  it("are of every format that is read, each recognized without its name", () => {
    const read = new Set(names.map((name) => name.split(".")[1]!));
    expect(["bmp", "gif", "jpg", "png", "tif", "webp"]).toEqual([...read].sort());
    for (const name of names) expect(decodeImage(bytesOf(name), "nothing").width).toBe(expected[name]!.width);
  });
});

describe("a JPEG", () => {
  const source = () => bytesOf("420.jpg");
  const whole = decodeImage(source(), "420.jpg");
  const insert = (bytes: Uint8Array, at: number, more: readonly number[]) =>
    new Uint8Array(Buffer.concat([bytes.subarray(0, at), Uint8Array.from(more), bytes.subarray(at)]));

  it("with what many programs write beside the pixels has the same pixels", () => {
    const bytes = source();
    const revision = source();
    revision.set([0, 0], 11);
    const variants = [
      insert(bytes, bytes.length - 2, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
      insert(bytes, bytes.length, [0xff, 0xd8, 0, 1, 2, 3]),
      revision,
      insert(bytes, 2, [0xff, 0xfe, 0, 6, 1, 2, 3, 4]),
      insert(bytes, 2, [0xff, 0xff, 0xff]),
    ];
    for (const [i, variant] of variants.entries())
      expect(Buffer.compare(decodeImage(variant, "x").data, whole.data), `variant ${i}`).toBe(0);
  });

  it("whose coded pixels are damaged is refused in the words of libjpeg, and leaves no trace", () => {
    const bytes = source();
    const scan = bytes.findIndex((b, i) => b === 0xff && bytes[i + 1] === 0xda);
    // All ones are no code of any table; a marker cuts the pixels short.
    for (const [from, to, filling] of [
      [scan + 40, bytes.length - 3, [0xff, 0]],
      [bytes.length - 60, bytes.length - 58, [0xff, 0xd9]],
    ] as const) {
      const damaged = bytes.map((b, i) => (i >= from && i < to ? filling[(i - from) % 2]! : b));
      const { diagnostic } = caught(() => decodeImage(damaged, "x.jpg"));
      expect(diagnostic).toMatchObject({ code: "data/image-damaged", message: "the JPEG cannot be decoded" });
      expect(diagnostic.notes[0]).toMatch(/^(Corrupt JPEG data|Premature end of JPEG file)/);
      expect(Buffer.compare(decodeImage(bytes, "420.jpg").data, whole.data)).toBe(0);
    }
    // Garbage before a restart mark costs pixels, behind the last block it does not.
    const marked = bytesOf("restarts.jpg");
    const mark = marked.findIndex((b, i) => b === 0xff && marked[i + 1] === 0xd2);
    expect(caught(() => decodeImage(insert(marked, mark, [1, 2, 3, 4, 5, 6]), "x.jpg")).diagnostic.notes[0]).toMatch(
      /extraneous bytes before marker 0xd2/,
    );
  });
});

describe("the note of a camera", () => {
  it("turns a mask as it turns its image", () => {
    const bytes = bytesOf("orientation-6.png");
    expect(decodeImage(bytes, "x")).toMatchObject({ width: 13, height: 21 });
    const gray = encodePng({ width: 3, height: 2, channels: 1, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) });
    const exif = Uint8Array.from([
      0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ]);
    const mask = decodePngNumbers(insertChunk(gray, "eXIf", exif), "mask.png");
    expect({ ...mask, numbers: [...mask.numbers] }).toEqual({ width: 2, height: 3, numbers: [4, 1, 5, 2, 6, 3] });
  });
});

function insertChunk(png: Uint8Array, type: string, content: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([png.subarray(0, 33), chunk(type, content), png.subarray(33)]));
}

describe("other formats", () => {
  it("are refused by their names, with the way to convert them", () => {
    const brand = (name: string) =>
      Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${name}`), Buffer.alloc(8)]);
    const files = [
      ["HEIC", brand("heic"), /heif-convert/],
      ["HEIC", brand("mif1"), /heif-convert/],
      ["AVIF", brand("avif"), /avifdec/],
      ["PSD", Buffer.from("8BPS\0\u0001"), /PNG or JPEG/],
      ["SVG", Buffer.from("<?xml version='1.0'?>\n<!-- a -->\n<svg width='3'/>"), /no pixels/],
      ["HTML", Buffer.from("\n<!DOCTYPE html><html>"), /page/],
      ["Git LFS pointer", Buffer.from("version https://git-lfs.github.com/spec/v1\noid"), /git lfs pull/],
      ["Netpbm", Buffer.from("P6\n3 3\n255\n"), /PNG or JPEG/],
      ["JPEG XL", Buffer.from([0xff, 0x0a, 1, 2]), /djxl/],
    ] as const;
    for (const [name, bytes, help] of files) {
      const { diagnostic } = caught(() => decodeImage(bytes, "photo.jpg"));
      expect(diagnostic).toMatchObject({ code: "data/image-format", file: "photo.jpg" });
      expect(diagnostic.message).toContain(` ${name} file, which is not read`);
      expect(diagnostic.help).toMatch(help);
    }
    // Any other container of films and the like has no name of ours.
    expect(caught(() => decodeImage(brand("isom"), "film.jpg")).diagnostic.message).toBe(
      "the file is no image of a format that is read",
    );
  });

  it("are known by their extensions", () => {
    for (const extension of IMAGE_EXTENSIONS) {
      expect(isImageName(`a.${extension}`) && isImageName(`A b.${extension.toUpperCase()}`)).toBe(true);
      expect(unreadFormatOf(`a.${extension}`)).toBeUndefined();
    }
    for (const name of ["png", "a.png.txt", "apng", "a.", "Thumbs.db", "a.heic"]) expect(isImageName(name)).toBe(false);
    expect([unreadFormatOf("IMG_1.HEIC"), unreadFormatOf("a.avif"), unreadFormatOf("a.txt")]).toEqual([
      "HEIC",
      "AVIF",
      undefined,
    ]);
  });
});

describe("damaged images", () => {
  const some = names.filter((name) => !/full-table|strips/.test(name));

  it("are refused or, where nothing of the picture is lost, read when cut short at any byte", () => {
    for (const name of some.filter((each) => !/(progressive|orientation-[2-578])/.test(each))) {
      const bytes = bytesOf(name);
      const step = Math.max(1, Math.floor(bytes.length / 120));
      const whole = decodeImage(bytes, name);
      for (let n = 0; n < bytes.length; n += step) {
        const cut = () => decodeImage(bytes.slice(0, n), name);
        try {
          expect(Buffer.compare(cut().data, whole.data), `${name} cut at ${n}`).toBe(0);
        } catch (error) {
          if (!(error instanceof CnncError)) throw error;
          expect(error.diagnostic.code).toMatch(/^data\/image-(damaged|format)$/);
          expect(error.diagnostic.file).toBe(name);
        }
      }
    }
  });

  it("are read or refused, never anything worse, when bytes are changed", () => {
    const changes = fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...some), changes, (name, changed) => {
        const bytes = bytesOf(name);
        // Headers are where the sizes and places are.
        for (const [at, value] of changed)
          bytes[value % 3 === 0 ? at % Math.min(70, bytes.length) : at % bytes.length] = value;
        const before = performance.now();
        try {
          const { width, height, channels, data } = decodeImage(bytes, name);
          expect(data.length).toBe(width * height * channels);
        } catch (error) {
          if (!(error instanceof CnncError)) throw error;
          expect(error.diagnostic.code).toMatch(/^data\/image-/);
          expect(error.diagnostic.file).toBe(name);
        }
        expect(performance.now() - before).toBeLessThan(20_000);
      }),
      { numRuns: 1500 },
    );
  });

  it("that declare more pixels than their bytes can hold are refused before memory is taken", () => {
    // A JPEG of a few hundred bytes that declares 8000x7999 (it used to take 694 MB).
    for (const name of ["420.jpg", "420-progressive.jpg", "gray.jpg", "cmyk.jpg"]) {
      const bytes = bytesOf(name);
      const frame = bytes.findIndex((b, i) => b === 0xff && (bytes[i + 1] === 0xc0 || bytes[i + 1] === 0xc2));
      new DataView(bytes.buffer).setUint16(frame + 5, 7999);
      new DataView(bytes.buffer).setUint16(frame + 7, 8000);
      const before = process.memoryUsage().rss;
      const { diagnostic } = caught(() => decodeImage(bytes, name));
      expect(diagnostic.code).toBe("data/image-damaged");
      expect(diagnostic.notes[0]).toMatch(/^8000x7999 pixels take at least \d{5,} bytes, \d+ found$/);
      expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
    }
  });

  it("that declare more than the limits are refused by their header, in every format", () => {
    const set = (name: string, edit: (view: DataView) => void) => {
      const bytes = bytesOf(name);
      edit(new DataView(bytes.buffer));
      return codeOf(() => decodeImage(bytes, name));
    };
    expect(set("rgb.bmp", (v) => v.setInt32(18, 70_000, true))).toBe("data/image-too-large");
    expect(set("rgb.bmp", (v) => v.setInt32(22, -(2 ** 31), true))).toBe("data/image-too-large");
    expect(set("palette.gif", (v) => [6, 8].map((at) => v.setUint16(at, 60_000, true)))).toBe("data/image-too-large");
    expect(set("lossless.webp", (v) => v.setUint32(21, 0x0fff_ffff, true))).toBe("data/image-too-large");
    expect(set("lossy.webp", (v) => [26, 28].map((at) => v.setUint16(at, 0x3fff, true)))).toBe("data/image-too-large");
    const width = (v: DataView, tag: number): number => {
      for (let at = v.getUint32(4, true) + 2; ; at += 12) if (v.getUint16(at, true) === tag) return at + 8;
    };
    expect(set("planar.tif", (v) => [256, 257].map((tag) => v.setUint16(width(v, tag), 60_000, true)))).toBe(
      "data/image-too-large",
    );
    // A small picture in huge tiles.
    expect(set("tiles.tif", (v) => [322, 323].map((tag) => v.setUint16(width(v, tag), 60_000, true)))).toBe(
      "data/image-too-large",
    );
  });
});
