/** Weights into a model: bit for bit where they are float32, converted where they are not, and what is said of files that do not fit. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { encodeWeights } from "../../src/export/encode-weights.ts";
import { initialWeights } from "../../src/export/initial-weights.ts";
import { matchWeights, tensorsOf, toFloat32, type Wanted } from "../../src/export/match-weights.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/export/safetensors.ts";
import { defaults } from "../../src/ops/registry.ts";
import { compileModel } from "../../src/pipeline.ts";
import { load } from "../../src/runtime/index.ts";
import { modelOf } from "./models.ts";

const model = modelOf(
  "model M {\n  input 6x6x2\n  conv 3x3x3 nobias -> bn -> prelu\n  head side { fc 2 }\n  fc 4\n}\n\ntrain M {\n  data mnist\n}\n",
);
const wanted = tensorsOf(model);
const init = { operator: defaults.init, values: {} };

function diagnosticOf(call: () => unknown) {
  try {
    call();
  } catch (error) {
    if (error instanceof CnncError) return error.diagnostic;
    throw error;
  }
  return expect.fail("an error is expected");
}

const floats = (numbers: ArrayLike<number>): Uint8Array => new Uint8Array(Float32Array.from(numbers).buffer);
const zeros = (shape: readonly number[]): Tensor => ({ dtype: "F32", shape, data: floats(Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0)) }); // prettier-ignore
const all = (): Map<string, Tensor> => new Map([...wanted].map(([name, shape]) => [name, zeros(shape)]));
const read = (tensors: ReadonlyMap<string, Tensor>) =>
  decodeSafetensors(encodeSafetensors(tensors, {}), "w.safetensors");
const match = (tensors: ReadonlyMap<string, Tensor>) => matchWeights(read(tensors), wanted, "w.safetensors");

describe("weights of a model", () => {
  it("are parameters and running statistics, heads included", () => {
    expect([...wanted.keys()]).toEqual([
      "conv1.weight",
      "bn1.weight",
      "bn1.bias",
      "bn1.running_mean",
      "bn1.running_var",
      "prelu1.weight",
      "side.fc1.weight",
      "side.fc1.bias",
      "fc1.weight",
      "fc1.bias",
    ]);
  });

  it("come back bit for bit, whatever the bits are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2 * 3 * 9 * 4, maxLength: 2 * 3 * 9 * 4 }), (data) => {
        const tensors = all().set("conv1.weight", { dtype: "F32", shape: [3, 2, 3, 3], data });
        const numbers = match(tensors);
        const again = decodeSafetensors(encodeWeights(model, numbers, {}));
        expect(again.tensors.get("conv1.weight")?.data).toEqual(data);
        expect(again.tensors.get("bn1.num_batches_tracked")).toMatchObject({ dtype: "I64", shape: [] });
        expect([...matchWeights(again, wanted, "again").keys()]).toEqual([...wanted.keys()]);
      }),
    );
  });

  it("may have PyTorch's count of batches beside running statistics, and nowhere else", () => {
    const count: Tensor = { dtype: "I64", shape: [], data: new Uint8Array(8) };
    expect(match(all().set("bn1.num_batches_tracked", count)).size).toBe(wanted.size);
    const { code, notes } = diagnosticOf(() => match(all().set("other.num_batches_tracked", count)));
    expect([code, notes]).toEqual(["weights/names", ['not known: "other.num_batches_tracked"']]);
  });

  it("may have the counts of batches of what a module leaves out, as the rest of it", () => {
    const statistics: Wanted = new Map([...wanted].filter(([name]) => !name.startsWith("bn1.")));
    const left = new Set([...wanted.keys()].filter((name) => !statistics.has(name)));
    const count: Tensor = { dtype: "I64", shape: [], data: new Uint8Array(8) };
    const weights = { tensors: all().set("bn1.num_batches_tracked", count), metadata: new Map<string, string>() };
    expect([...matchWeights(weights, statistics, "file", left).keys()]).toEqual([...statistics.keys()]);
  });

  it("are refused with every name that does not fit, and the nearest", () => {
    const tensors = all();
    tensors.delete("conv1.weight");
    tensors.delete("fc1.bias");
    tensors.set("conv1.weigth", zeros([3, 2, 3, 3])).set("__proto__", zeros([1]));
    const { code, message, notes } = diagnosticOf(() => match(tensors));
    expect(code).toBe("weights/names");
    expect(message).toBe("the weight file does not fit the model: 2 names are missing, 2 names are not known");
    expect(notes).toEqual([
      "missing: `conv1.weight`",
      "missing: `fc1.bias`",
      'not known: "conv1.weigth", did you mean `conv1.weight`?',
      'not known: "__proto__"',
    ]);
  });

  it("are refused with other sizes, and types without a fraction", () => {
    const sizes = diagnosticOf(() => match(all().set("fc1.bias", zeros([2, 2]))));
    expect([sizes.code, sizes.message]).toEqual([
      "weights/sizes",
      "`fc1.bias` is [2, 2] in the weight file, and [4] in the model",
    ]);
    const whole: Tensor = { dtype: "I32", shape: [4], data: new Uint8Array(16) };
    expect(diagnosticOf(() => match(all().set("fc1.bias", whole))).code).toBe("weights/dtype");
  });
});

describe("other types of numbers", () => {
  const convert = (dtype: Tensor["dtype"], data: Uint8Array, count: number) => [
    ...toFloat32({ dtype, shape: [count], data })!,
  ];
  const halves = (...bits: readonly number[]) => new Uint8Array(Uint16Array.from(bits).buffer);

  it("F16: normal, subnormal, zeros, infinities, NaN", () => {
    const bits = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x0400, 0x0000, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x3555];
    expect(convert("F16", halves(...bits), bits.length)).toEqual([
      1,
      -2,
      65504,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      0,
      -0,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      Math.fround(0.333251953125),
    ]);
  });

  it("BF16 are the upper halves of float32, F64 are rounded", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        const [bits] = new Uint32Array(Float32Array.of(value).buffer);
        const [upper] = new Float32Array(Uint32Array.of(bits! & 0xffff0000).buffer);
        expect(convert("BF16", halves(bits! >>> 16), 1)).toEqual([upper]);
      }),
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(convert("F64", new Uint8Array(Float64Array.of(value).buffer), 1)).toEqual([Math.fround(value)]);
      }),
    );
  });
});

describe("weights to begin with", () => {
  it("are those of the module, and drawn for heads, which it leaves out", async () => {
    const { wasm } = compileModel(model, { training: true, batch: 2 });
    const net = await load(new Uint8Array(wasm));
    net.init(5);
    const known = new Map([...net.weights()].map(([name, { data }]) => [name, data] as const));
    const numbers = initialWeights(model, init, 5, known);
    expect([...numbers.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [name, data] of known) expect(numbers.get(name), name).toEqual(data);
    const head = [...numbers.get("side.fc1.weight")!];
    const bound = 1 / Math.sqrt(48);
    expect(head.every((value) => Math.abs(value) <= bound)).toBe(true);
    expect(new Set(head).size).toBeGreaterThan(head.length / 2);
    expect(Math.max(...head)).toBeGreaterThan(0.7 * bound);
    expect([...numbers.get("bn1.running_var")!]).toEqual([1, 1, 1]);
  });

  it("follow from the seed alone", () => {
    const first = initialWeights(model, init, 5);
    expect(initialWeights(model, init, 5)).toEqual(first);
    expect(initialWeights(model, init, 6).get("fc1.weight")).not.toEqual(first.get("fc1.weight"));
  });

  it("have the deviation of their initialization", () => {
    const he = modelOf("model M {\n  input 300\n  fc 200 init=he\n}\n");
    const numbers = initialWeights(he, init, 1).get("fc1.weight")!;
    const square = numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length;
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    // 60,000 numbers: four deviations of the estimate.
    expect(Math.abs(square / (2 / 300) - 1)).toBeLessThan(4 * Math.sqrt(2 / numbers.length));
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(2 / 300 / numbers.length));
  });
});
