import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor, type TensorType } from "../../src/export/safetensors.ts";

function diagnosticOf(call: () => unknown) {
  try {
    call();
  } catch (error) {
    if (error instanceof CnncError) {
      expect(error.exit).toBe(1);
      return error.diagnostic;
    }
    throw error;
  }
  return expect.fail("an error is expected");
}

/** A file with any header. */
function file(
  header: string,
  data = new Uint8Array(0),
  length = BigInt(new TextEncoder().encode(header).length),
): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const decodeText = (header: string, length = 0) =>
  decodeSafetensors(file(header, new Uint8Array(length)), "w.safetensors");
const codeOf = (header: string, length = 0) => diagnosticOf(() => decodeText(header, length)).code;
const tensor = (dtype: string, shape: string, begin: number, end: number) =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;

const SIZES = { F32: 4, F16: 2, BF16: 2, F64: 8, I64: 8, I32: 4, U8: 1 } as const;
const types = fc.constantFrom<TensorType>("F32", "F16", "BF16", "F64", "I64", "I32", "U8");
const tensors: fc.Arbitrary<Tensor> = fc
  .tuple(types, fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const length = shape.reduce((product, size) => product * size, SIZES[dtype]);
    return fc.uint8Array({ minLength: length, maxLength: length }).map((data) => ({ dtype, shape, data }));
  });
const names = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("__proto__", "constructor", "conv1.weight", "", '"', "\\", "\u0000", "\ufeff"),
  )
  .filter((name) => name !== "__metadata__" && !/\p{Surrogate}/u.test(name));
const files = fc.array(fc.tuple(names, tensors), { maxLength: 6 }).map((entries) => new Map(entries));

describe("safetensors", () => {
  it("come back as they went, names, types, shapes, bytes and metadata", () => {
    fc.assert(
      fc.property(files, fc.array(fc.tuple(names, names), { maxLength: 3 }), (map, pairs) => {
        const metadata: Record<string, string> = Object.create(null);
        for (const [key, value] of pairs) metadata[key] = value;
        const bytes = encodeSafetensors(map, metadata);
        expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n);
        const decoded = decodeSafetensors(bytes);
        const plain = (all: ReadonlyMap<string, Tensor>) =>
          [...all].map(([name, { dtype, shape, data }]) => JSON.stringify([name, dtype, shape, [...data]])).sort();
        expect(plain(decoded.tensors)).toEqual(plain(map));
        expect([...decoded.metadata].sort()).toEqual(Object.entries(metadata).sort());
      }),
    );
  });

  it("are written in the order given, byte for byte", () => {
    const map = new Map<string, Tensor>([
      ["b", { dtype: "F32", shape: [1, 2], data: Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 64) }],
      ["a", { dtype: "I64", shape: [], data: Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0) }],
    ]);
    const json =
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"a":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}';
    const header = json.padEnd(Math.ceil(json.length / 8) * 8, " ");
    const expected = file(header, Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 64, 7, 0, 0, 0, 0, 0, 0, 0));
    expect([...encodeSafetensors(map, { format: "pt" })]).toEqual([...expected]);
    expect([...decodeSafetensors(expected).tensors.keys()]).toEqual(["b", "a"]);
  });

  it("are not written from tensors that no file can hold", () => {
    const data = new Uint8Array(4);
    const bad: [string, Tensor][] = [
      ["a", { dtype: "F32", shape: [2], data }],
      ["__metadata__", { dtype: "F32", shape: [1], data }],
      ["\ud800", { dtype: "F32", shape: [1], data }],
      ["a", { dtype: "F32", shape: [1, 1, 1, 1, 1, 1, 1, 1, 1], data }],
    ];
    for (const entry of bad) expect(() => encodeSafetensors(new Map([entry]), {})).toThrow(RangeError);
  });

  it("are refused when cut short at any byte, or followed by one", () => {
    const bytes = encodeSafetensors(
      new Map([["w", { dtype: "F32", shape: [3], data: new Uint8Array(12).fill(1) } as const]]),
      { a: "b" },
    );
    for (let n = 0; n < bytes.length; n++) {
      const { code, notes, file: path } = diagnosticOf(() => decodeSafetensors(bytes.subarray(0, n), "cut"));
      expect(code).toBe("weights/truncated");
      expect(path).toBe("cut");
      expect(notes).toHaveLength(2);
    }
    expect(diagnosticOf(() => decodeSafetensors(new Uint8Array([...bytes, 0]))).code).toBe("weights/trailing-bytes");
  });

  it("are read or refused, never anything worse, when bytes are changed", () => {
    const bytes = encodeSafetensors(new Map([["w", { dtype: "F32", shape: [3], data: new Uint8Array(12) } as const]]), {
      a: "b",
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        (changes) => {
          const changed = Uint8Array.from(bytes);
          for (const [at, value] of changes) changed[at] = value;
          try {
            decodeSafetensors(changed);
          } catch (error) {
            expect(error).toBeInstanceOf(CnncError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("compare the length of the header exactly", () => {
    const lengths: [bigint, string][] = [
      [2n ** 64n - 1n, "weights/header-too-large"],
      [2n ** 63n, "weights/header-too-large"],
      [2n ** 53n + 1n, "weights/header-too-large"],
      [100_000_001n, "weights/header-too-large"],
      [100_000_000n, "weights/truncated"],
      [3n, "weights/truncated"],
      [1n, "weights/header"],
      [0n, "weights/header"],
    ];
    for (const [length, code] of lengths)
      expect(diagnosticOf(() => decodeSafetensors(file("{}", undefined, length))).code, `${length}`).toBe(code);
    expect(decodeSafetensors(file("{}")).tensors.size).toBe(0);
  });

  it("have one valid JSON object as header", () => {
    const bad = [
      "",
      " {}",
      "\ufeff{}",
      "[]",
      "null",
      "{",
      '{"a"',
      '{"a":',
      '{"a":}',
      "{}x",
      "{}{}",
      '{"a":{},}',
      `{,}`,
      "{'a':{}}",
      '{"a\n":1}',
      '{"\\x":1}',
      '{"\\ud800":1}',
      '{"a":true}',
      '{"a":null}',
      '{"a":1}',
      '{"a":"F32"}',
      '{"a":[]}',
      '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"more":1}}',
      '{"a":{"shape":[],"data_offsets":[0,4]}}',
      '{"a":{"dtype":"F32","data_offsets":[0,4]}}',
      '{"a":{"dtype":"F32","shape":[]}}',
      '{"a":{"dtype":"F32","shape":[],"data_offsets":[4]}}',
      '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,2,4]}}',
      '{"a":{"dtype":["F32"],"shape":[],"data_offsets":[0,4]}}',
      `{"a":${tensor("F32", "[-1]", 0, 4)}}`,
      `{"a":${tensor("F32", "[1.5]", 0, 4)}}`,
      `{"a":${tensor("F32", "[1e0]", 0, 4)}}`,
      `{"a":${tensor("F32", "[01]", 0, 4)}}`,
      `{"a":${tensor("F32", "[9007199254740993]", 0, 4)}}`,
      `{"a":${tensor("F32", "[99999999999999999999999]", 0, 4)}}`,
      `{"a":${tensor("F32", '["1"]', 0, 4)}}`,
      '{"__metadata__":"pt"}',
      '{"__metadata__":{"step":1}}',
      '{"__metadata__":{"a":{"b":"c"}}}',
      `{"a":${"[".repeat(1000)}`,
    ];
    for (const header of bad) expect(codeOf(header, 4), header.slice(0, 60)).toBe("weights/header");
    expect(
      diagnosticOf(() => decodeSafetensors(Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0xfe, 0x7d))).code,
    ).toBe("weights/header");
    expect(decodeText(`{ "a" : ${tensor("F32", "[ 1 , 1 ]", 0, 4)} }  \n `, 4).tensors.get("a")?.shape).toEqual([1, 1]);
  });

  it("hold each name once, also when it is spelled in another way", () => {
    const one = tensor("U8", "[1]", 0, 1);
    expect(codeOf(`{"a":${one},"a":${one}}`, 1)).toBe("weights/duplicate-name");
    expect(codeOf(`{"a":${one},"\\u0061":${one}}`, 1)).toBe("weights/duplicate-name");
    expect(codeOf('{"a":{"dtype":"U8","dtype":"F32","shape":[1],"data_offsets":[0,1]}}', 1)).toBe(
      "weights/duplicate-name",
    );
    expect(codeOf('{"__metadata__":{"k":"1","k":"2"}}')).toBe("weights/duplicate-name");
  });

  it("tile their data without overlap, hole or reversal", () => {
    const both = (first: [number, number], second: [number, number], length: number) => {
      const of = ([begin, end]: [number, number]) => tensor("U8", `[${Math.max(0, end - begin)}]`, begin, end);
      return codeOf(`{"a":${of(first)},"b":${of(second)}}`, length);
    };
    expect(both([0, 4], [2, 6], 6)).toBe("weights/offsets");
    expect(both([0, 4], [0, 4], 4)).toBe("weights/offsets");
    expect(both([0, 2], [3, 4], 4)).toBe("weights/offsets");
    expect(both([1, 2], [2, 4], 4)).toBe("weights/offsets");
    expect(both([0, 4], [4, 2], 4)).toBe("weights/offsets");
    expect(both([0, 4], [4, 9], 8)).toBe("weights/truncated");
    expect(both([0, 4], [4, 7], 8)).toBe("weights/trailing-bytes");
    // Their order in the header does not matter, and empty tensors take no room.
    const shuffled = decodeText(
      `{"b":${tensor("U8", "[2]", 2, 4)},"e":${tensor("U8", "[0]", 2, 2)},"a":${tensor("U8", "[2]", 0, 2)}}`,
      4,
    );
    expect([...shuffled.tensors.keys()]).toEqual(["a", "e", "b"]);
  });

  it("have shapes that agree with their bytes, in exact arithmetic", () => {
    expect(codeOf(`{"a":${tensor("F32", "[2]", 0, 4)}}`, 4)).toBe("weights/shape");
    expect(codeOf(`{"a":${tensor("I64", "[1]", 0, 4)}}`, 4)).toBe("weights/shape");
    // 2^32 squared times 4 is 0 in 64 bits.
    const { code, notes } = diagnosticOf(() => decodeText(`{"a":${tensor("F32", "[4294967296,4294967296]", 0, 0)}}`));
    expect([code, notes[0]]).toEqual(["weights/shape", `F32 [4294967296, 4294967296]: ${2n ** 66n} bytes expected`]);
  });

  it("are of types that are read", () => {
    expect(diagnosticOf(() => decodeText(`{"a":${tensor("F31", "[1]", 0, 4)}}`, 4)).message).toBe(
      'tensor "a" is of type "F31", which is not known',
    );
    expect(diagnosticOf(() => decodeText(`{"a":${tensor("I16", "[1]", 0, 2)}}`, 2)).message).toBe(
      'tensor "a" is of type "I16", which is not read',
    );
    expect(codeOf(`{"a":${tensor("constructor", "[1]", 0, 4)}}`, 4)).toBe("weights/dtype");
  });

  it("stay within the limits: 8 dimensions, 100,000 tensors", () => {
    expect(codeOf(`{"a":${tensor("U8", "[1,1,1,1,1,1,1,1,1]", 0, 1)}}`, 1)).toBe("weights/too-many");
    expect(codeOf(`{"a":{"shape":[${"1,".repeat(1_000_000)}1]}}`)).toBe("weights/too-many");
    const many = (n: number) =>
      `{${Array.from({ length: n }, (_, i) => `"${i}":${tensor("U8", "[0]", 0, 0)}`).join(",")}}`;
    expect(decodeText(many(100_000)).tensors.size).toBe(100_000);
    expect(codeOf(many(100_001))).toBe("weights/too-many");
  });
});
