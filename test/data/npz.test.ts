import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeNpz } from "../../src/data/npz.ts";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { dataLimits } from "../../src/data/limits.ts";
import { archiveBytes } from "./archives.ts";
import { caught, codeOf } from "./caught.ts";
import { bytesArray, type MemberParts, npy, type NpyParts, zip } from "./make-archives.ts";

const decode = (bytes: Uint8Array, input?: readonly number[]) => decodeNpz(bytes, "x.npz", input);
const labels = { name: "y.npy", data: bytesArray([3], [2, 0, 1]) };
const images = {
  name: "x.npy",
  data: bytesArray(
    [3, 2, 2],
    Array.from({ length: 12 }, (_, i) => i),
  ),
};
/** An archive of three labels, and images of these parts. */
const withImages = (parts: NpyParts) => zip([{ name: "x.npy", data: npy(parts) }, labels]);
const ramp = Array.from({ length: 12 }, (_, i) => i * 20);

describe("an npz of numpy", () => {
  it("has its parts, stored, with the type and the order of its arrays", () => {
    const { train, test } = decode(archiveBytes("stored"));
    expect([train.count, train.shape, [...train.images], [...train.labels]]).toEqual([3, [2, 2, 1], ramp, [2, 0, 1]]);
    expect(train.images).toBeInstanceOf(Uint8Array);
    expect([test?.count, [...test!.images], [...test!.labels]]).toEqual([2, ramp.slice(0, 8), [2, 0]]);
  });

  it("is read deflated, of float64 in Fortran order, labels in a column", () => {
    const { train, test } = decode(archiveBytes("packed"), [2, 2, 1]);
    expect(train.images).toBeInstanceOf(Float32Array);
    expect([...train.images]).toEqual(Array.from({ length: 12 }, (_, i) => i / 8));
    expect([...train.labels]).toEqual([2, 0, 1]);
    expect(test).toBeUndefined();
  });

  it("is read big-endian, and by position", () => {
    const { train } = decode(archiveBytes("bigEndian"));
    expect([[...train.images], [...train.labels]]).toEqual([ramp, [2, 0, 1]]);
    const rows = decode(archiveBytes("unnamed"), [2, 2, 1]);
    expect([rows.train.shape, [...rows.train.images]]).toEqual([[2, 2, 1], ramp]);
    expect(decode(archiveBytes("unnamed")).train.shape).toEqual([4]);
  });

  it("is never unpickled", () => {
    const { code, message } = caught(() => decode(archiveBytes("objects"))).diagnostic;
    expect([code, message]).toEqual(["data/npy-type", "array x holds Python objects, which are never loaded"]);
  });

  it("is refused when cut short at any byte", () => {
    const bytes = archiveBytes("packed");
    for (let n = 0; n < bytes.length; n++) expect(codeOf(() => decode(bytes.subarray(0, n)))).toBe("data/zip-damaged");
  });

  it("is read as it was or refused, never anything worse, when bytes are changed", () => {
    const whole = decode(archiveBytes("packed"));
    const bytes = archiveBytes("packed");
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(change, ([at, by]) => {
        const changed = Uint8Array.from(bytes);
        changed[at]! ^= by;
        try {
          expect(decode(changed)).toEqual(whole);
        } catch (error) {
          if (!(error instanceof CnncError)) throw error;
          expect(error.diagnostic.code).toMatch(/^data\/(zip|npz)-/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("the images of an npz", () => {
  it("are turned to channels last when the input says so", () => {
    const data = bytesArray(
      [3, 3, 1, 2],
      Array.from({ length: 18 }, (_, i) => i),
    );
    const { shape, images: pixels } = decode(zip([{ name: "x.npy", data }, labels]), [1, 2, 3]).train;
    expect(shape).toEqual([1, 2, 3]);
    expect([...pixels.subarray(0, 6)]).toEqual([0, 2, 4, 1, 3, 5]);
    expect(decode(zip([{ name: "x.npy", data }, labels]), [9, 9, 9]).train.shape).toEqual([3, 1, 2]);
  });

  it("are the same in C and in Fortran order, whatever the shape and the axes", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(sizes, fc.boolean(), (one, turned) => {
        const all = [3, ...one];
        const count = all.reduce((product, size) => product * size, 1);
        const values = Array.from({ length: count }, (_, i) => (i * 7) % 251);
        const inFortran = new Array<number>(count);
        for (let i = 0; i < count; i++) {
          let [rest, to, step] = [i, 0, count];
          for (const size of [...all].reverse()) {
            step /= size;
            to += (rest % size) * step;
            rest = Math.floor(rest / size);
          }
          inFortran[to] = values[i]!;
        }
        const shape = `(${all.join(", ")},)`;
        const input = turned ? [...one.slice(1), one[0]!] : one;
        const c = decode(withImages({ shape, data: Uint8Array.from(values) }), input);
        const f = decode(withImages({ shape, fortran: "True", data: Uint8Array.from(inFortran) }), input);
        expect([...f.train.images]).toEqual([...c.train.images]);
        expect(f.train.shape).toEqual(c.train.shape);
      }),
    );
  });

  it("may be any integers within a byte, booleans, and floats of both sizes and orders", () => {
    const read = (
      descr: string,
      bytes: number,
      write: (view: DataView, at: number, value: number) => void,
      all: number[],
    ) => {
      const data = new Uint8Array(3 * bytes);
      for (const [i, value] of all.entries()) write(new DataView(data.buffer), i * bytes, value);
      return [...decode(withImages({ descr: `'${descr}'`, shape: "(3, 1)", data })).train.images];
    };
    const all = [0, 200, 255];
    expect(read("<i8", 8, (view, at, v) => view.setBigInt64(at, BigInt(v), true), all)).toEqual(all);
    expect(read(">u8", 8, (view, at, v) => view.setBigUint64(at, BigInt(v)), all)).toEqual(all);
    expect(read("<i4", 4, (view, at, v) => view.setInt32(at, v, true), all)).toEqual(all);
    expect(read(">u2", 2, (view, at, v) => view.setUint16(at, v), all)).toEqual(all);
    expect(read("|i1", 1, (view, at, v) => view.setInt8(at, v), [0, 5, 127])).toEqual([0, 5, 127]);
    expect(read("|b1", 1, (view, at, v) => view.setUint8(at, v), [0, 1, 1])).toEqual([0, 255, 255]);
    expect(read("<f4", 4, (view, at, v) => view.setFloat32(at, v, true), [-1.5, 0, 7])).toEqual([-1.5, 0, 7]);
    expect(read(">f8", 8, (view, at, v) => view.setFloat64(at, v), [-1.5, 0, 7])).toEqual([-1.5, 0, 7]);
    for (const [descr, bytes, value] of [
      ["<i8", 8, -1n],
      ["<i8", 8, 2n ** 62n],
      ["<u8", 8, 256n],
    ] as const) {
      const write = (view: DataView, at: number) => view.setBigInt64(at, value, true);
      expect(codeOf(() => read(descr, bytes, write, all))).toBe("data/npy-type");
    }
  });

  it("have one label each, whole numbers in one column", () => {
    const withLabels = (data: Uint8Array) => zip([images, { name: "y.npy", data }]);
    const floats = (...all: number[]) => new Uint8Array(Float32Array.from(all).buffer);
    expect([
      ...decode(withLabels(npy({ descr: "'<f4'", shape: "(3,)", data: floats(0, 300, 2) }))).train.labels,
    ]).toEqual([0, 300, 2]);
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [npy({ descr: "'<f4'", shape: "(3,)", data: floats(0, 0.5, 2) }), "data/npy-type"],
      [npy({ descr: "'<f4'", shape: "(3,)", data: floats(0, Number.NaN, 2) }), "data/npy-type"],
      [bytesArray([3, 2], [1, 0, 0, 1, 1, 0]), "data/npz-arrays"],
      [bytesArray([2], [1, 0]), "data/counts-disagree"],
      [npy({ shape: "()", data: Uint8Array.of(1) }), "data/npz-arrays"],
    ];
    for (const [data, code] of cases) expect(codeOf(() => decode(withLabels(data)))).toBe(code);
  });
});

describe("arrays as people save them", () => {
  const halves = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer);
  it("may be float16: numbers, the smallest, and both zeros", () => {
    const read = (descr: string, data: Uint8Array) => [
      ...decode(withImages({ descr: `'${descr}'`, shape: "(3, 2)", data })).train.images,
    ];
    const wanted = [1, -2, 65504, 2 ** -24, 2 ** -14, -0];
    const bits = [0x3c00, 0xc000, 0x7bff, 1, 0x0400, 0x8000];
    expect(read("<f2", halves(...bits))).toEqual(wanted);
    expect(read(">f2", halves(...bits.map((each) => ((each & 255) << 8) | (each >> 8))))).toEqual(wanted);
    // A third, as numpy rounds it.
    expect(read("<f2", halves(0x3555, 0, 0, 0, 0, 0))[0]).toBe(0.333251953125);
  });

  it("name the array and the file of a value that is not finite", () => {
    const data = (value: number) => new Uint8Array(Float32Array.from([0, 1, 2, 3, value, 5]).buffer);
    const wide = new Uint8Array(Float64Array.from([0, 1, 2, 3, 4, 1e300]).buffer);
    const cases: readonly (readonly [string, Uint8Array, string])[] = [
      ["<f4", data(Number.NaN), "image 2, value 0 (both counted from 0) is NaN"],
      ["<f4", data(Number.NEGATIVE_INFINITY), "image 2, value 0 (both counted from 0) is -Infinity"],
      ["<f8", wide, "image 2, value 1 (both counted from 0) is Infinity"],
      ["<f2", halves(0, 0x7e00, 0, 0, 0, 0), "image 0, value 1 (both counted from 0) is NaN"],
    ];
    for (const [descr, bytes, note] of cases)
      expect(
        caught(() => decode(withImages({ descr: `'${descr}'`, shape: "(3, 2)", data: bytes }))).diagnostic,
      ).toMatchObject({
        code: "data/not-finite",
        file: "x.npz",
        message: "array x has a value that is not a finite number",
        notes: [note],
      });
  });

  it("have labels that are words or columns refused with the line of numpy that numbers them", () => {
    const withLabels = (parts: NpyParts) =>
      caught(() =>
        decode(
          zip([
            { ...images, name: "x_train.npy" },
            { name: "y_train.npy", data: npy(parts) },
          ]),
        ),
      ).diagnostic;
    for (const descr of ["'<U3'", "'|S12'", "'|O'"])
      expect(withLabels({ descr, shape: "(3,)", data: new Uint8Array(36) })).toMatchObject({
        code: "data/npy-type",
        help: "number the classes: `names, y = np.unique(y, return_inverse=True)`",
      });
    const columns = (...values: number[]) => withLabels({ shape: "(3, 2)", data: Uint8Array.from(values) });
    expect(columns(1, 0, 0, 1, 1, 0)).toMatchObject({
      code: "data/npz-arrays",
      message: "array y_train does not hold one label for each image",
      notes: ["array y_train has the shape 3x2"],
      help: "save the class in the place of the columns: `y_train = y_train.argmax(1)`",
    });
    const fortran = { shape: "(3, 2)", fortran: "True", data: Uint8Array.of(1, 0, 1, 0, 1, 0) };
    expect(withLabels(fortran).help).toMatch(/argmax/);
    const several = /several labels of an image, and numbers to predict, are not supported yet/;
    for (const values of [
      [1, 1, 0, 1, 1, 0],
      [0, 0, 0, 1, 1, 0],
      [3, 0, 0, 1, 1, 0],
    ])
      expect(columns(...values).help).toMatch(several);
    const floats = new Uint8Array(Float32Array.from([0.5, 1, 2]).buffer);
    expect(withLabels({ descr: "'<f4'", shape: "(3,)", data: floats }).help).toMatch(/numbers to predict are not/);
  });

  it("have three parts, and the others are counted", () => {
    const part = (name: string, ...all: number[]) => [
      { name: `x_${name}.npy`, data: bytesArray([all.length, 1], all) },
      { name: `y_${name}.npy`, data: bytesArray([all.length], all) },
    ];
    const more = { name: "x2_train.npy", data: bytesArray([1, 1], [9]) };
    const three = decode(zip([...part("train", 1, 2), ...part("Valid", 3), ...part("test", 4), more]));
    const valuesOf = (pixels: { readonly images: ArrayLike<number> } | undefined) =>
      pixels && [...Array.from(pixels.images)];
    expect([three.train, three.validation, three.test].map(valuesOf)).toEqual([[1, 2], [3], [4]]);
    expect(three.passedOver).toEqual([
      { what: "arrays", reason: "no part's images or labels by their names", count: 1, examples: ["x2_train"] },
    ]);
    // Of two parts the second is what there is to test on.
    const two = decode(zip([...part("train", 1, 2), ...part("val", 3)]));
    expect([two.train, two.validation, two.test].map(valuesOf)).toEqual([[1, 2], undefined, [3]]);
    expect(two.passedOver).toEqual([]);
  });
});

describe("a hostile npz", () => {
  it("has its arrays found by name, or is told what it holds", () => {
    const members = (...names: string[]) => zip(names.map((name) => ({ name, data: labels.data })));
    const { code, notes } = caught(() => decode(members("a.npy", "b.npy"))).diagnostic;
    expect([code, notes]).toEqual(["data/npz-arrays", ["it holds a.npy, b.npy"]]);
    for (const names of [
      [],
      ["x.npy"],
      ["x.npy", "images.npy", "y.npy"],
      ["__proto__.npy", "constructor.npy"],
      ["x", "y"],
    ])
      expect(codeOf(() => decode(members(...names)))).toBe("data/npz-arrays");
  });

  it("has no names with places, control characters, or twice", () => {
    const named = (name: string) => zip([images, labels, { name, data: labels.data }]);
    for (const name of [
      "../z.npy",
      "/etc/passwd",
      "a/b.npy",
      "a\\b.npy",
      "C:z.npy",
      "..",
      "",
      "a\u001b[31m.npy",
      "x.npy",
      "z".repeat(300),
    ])
      expect(
        codeOf(() => decode(named(name))),
        name,
      ).toBe("data/zip-name");
  });

  it("is refused when it would unpack to too much, before it is unpacked", () => {
    const bomb = (parts: Partial<MemberParts>) => zip([{ ...images, deflate: true, ...parts }, labels]);
    expect(codeOf(() => decode(bomb({ size: dataLimits.zipFreeBytes + 1 })))).toBe("data/zip-too-large");
    expect(codeOf(() => decode(bomb({ size: dataLimits.datasetBytes })))).toBe("data/zip-too-large");
    // 20 MB of zeros in 20 kB, and no lie about it.
    const zeros = npy({ shape: "(3, 7000000)", data: new Uint8Array(21_000_000) });
    expect(codeOf(() => decode(bomb({ data: zeros })))).toBe("data/zip-too-large");
    // The declared size is small, the true one is not.
    expect(codeOf(() => decode(bomb({ data: zeros, size: 100 })))).toBe("data/zip-damaged");
    // Uniform, but small.
    const small = npy({ shape: "(3, 1000000)", data: new Uint8Array(3_000_000) });
    expect(decode(bomb({ data: small })).train.count).toBe(3);
  });

  it("is refused when its members overlap, lie, are encrypted or packed otherwise", () => {
    const one = (parts: Partial<MemberParts>, end = {}) =>
      codeOf(() => decode(zip([{ ...images, ...parts }, labels], end)));
    expect(codeOf(() => decode(zip([images, { ...labels, offset: 0 }])))).toBe("data/zip-damaged");
    expect(one({ crc: 1 })).toBe("data/zip-damaged");
    expect(one({ size: 5 })).toBe("data/zip-damaged");
    expect(one({ deflate: true, size: images.data.length + 1 })).toBe("data/zip-damaged");
    expect(one({ offset: 7 })).toBe("data/zip-damaged");
    expect(one({ offset: 2 ** 32 - 2 })).toBe("data/zip-damaged");
    expect(one({ offset: 2 ** 32 - 1 })).toBe("data/zip-unsupported");
    expect(one({ size: 2 ** 32 - 1 })).toBe("data/zip-unsupported");
    expect(one({ flags: 1 })).toBe("data/zip-unsupported");
    expect(one({ method: 12 })).toBe("data/zip-unsupported");
    expect(one({}, { disk: 1 })).toBe("data/zip-unsupported");
    expect(one({}, { count: 0xffff })).toBe("data/zip-unsupported");
    expect(one({}, { count: 5 })).toBe("data/zip-damaged");
    expect(codeOf(() => decode(new TextEncoder().encode("not an archive at all, but long enough")))).toBe(
      "data/zip-damaged",
    );
  });

  it("has headers that are literals, of three known entries, and sound", () => {
    const wrong = [
      "__import__('os').system('true')",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4), 'x': 1}",
      "{'descr': '|u1', 'fortran_order': False}",
      "{'descr': '|u1', 'fortran_order': 0, 'shape': (3, 4)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3, -4)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4.0)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2**40)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999999999, 9999999999999999)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': 12}",
      "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (3, 4)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4)} + 1",
      `${"(".repeat(30_000)}`,
      "",
    ];
    for (const header of wrong)
      expect(
        codeOf(() => decode(withImages({ header, data: new Uint8Array(12) }))),
        header.slice(0, 80),
      ).toBe("data/npy-header");
    for (const version of [0, 4, 255])
      expect(codeOf(() => decode(withImages({ shape: "(3,)", version })))).toBe("data/npy-header");
    expect(codeOf(() => decode(withImages({ header: " ".repeat(70_000), version: 2 })))).toBe("data/npy-header");
    expect(codeOf(() => decode(zip([{ name: "x.npy", data: Uint8Array.of(0x93, 0x4e) }, labels])))).toBe(
      "data/npy-header",
    );
    const loose = `{"shape": [3, 4], 'fortran_order':False , 'descr':"|u1"}`;
    for (const version of [1, 2, 3])
      expect(decode(withImages({ header: loose, version, data: new Uint8Array(12) })).train.count).toBe(3);
  });

  it("has elements that are read, as many as its header says", () => {
    for (const descr of [
      "'|O'",
      "'<U7'",
      "'|S3'",
      "'<c8'",
      "'<f16'",
      "'<M8[ns]'",
      "[('a', '<i4')]",
      "'<i3'",
      "'<f99999'",
      "''",
      "None",
    ])
      expect(
        codeOf(() => decode(withImages({ descr, shape: "(3, 4)", data: new Uint8Array(12) }))),
        descr,
      ).toBe("data/npy-type");
    for (const length of [0, 11, 13])
      expect(codeOf(() => decode(withImages({ shape: "(3, 4)", data: new Uint8Array(length) })))).toBe(
        "data/npy-length",
      );
    for (const shape of ["(3,)", "(0, 2, 2)", "(3, 0)", "()"]) {
      const data = new Uint8Array(shape === "(3,)" ? 3 : shape === "()" ? 1 : 0);
      expect(
        codeOf(() => decode(withImages({ shape, data }))),
        shape,
      ).toBe("data/npz-arrays");
    }
  });
});

describe("label maps", () => {
  const x = {
    name: "x.npy",
    data: bytesArray(
      [2, 2, 3],
      Array.from({ length: 12 }, (_, i) => i),
    ),
  };
  const classes = [0, 1, 2, 2, 1, 0, 1, 1, 1, 0, 2, 0];
  const of = (shape: readonly number[], places?: readonly number[]) =>
    decodeNpz(zip([x, { name: "masks.npy", data: bytesArray(shape, classes) }]), "x.npz", [2, 3, 1], places).train;

  it.each([[[2, 2, 3]], [[2, 2, 3, 1]], [[2, 1, 2, 3]]])("of %j are a map for each image", (shape) => {
    const { labels: found, labelShape, count } = of(shape, [2, 3]);
    expect([count, labelShape, [...found]]).toEqual([2, [2, 3], classes]);
  });

  it("in rows are read where the network's map is known, and are no map where it is not", () => {
    expect(of([2, 6], [2, 3]).labelShape).toEqual([2, 3]);
    expect(codeOf(() => of([2, 6]))).toBe("data/npz-arrays");
  });

  it("in Fortran order are put in order", () => {
    // The first index changes fastest.
    const place = (i: number): number => classes[(i % 2) * 6 + (Math.floor(i / 2) % 2) * 3 + Math.floor(i / 4)]!;
    const data = Uint8Array.from({ length: 12 }, (_, i) => place(i));
    const y = { name: "y.npy", data: npy({ shape: "(2, 2, 3)", fortran: "True", data }) };
    const { labels: found } = decodeNpz(zip([x, y]), "x.npz", [2, 3, 1], [2, 3]).train;
    expect([...found]).toEqual(classes);
  });

  it("keep their own size where it is not the network's", () => {
    expect(of([2, 3, 2], [2, 3]).labelShape).toEqual([3, 2]);
  });
});
