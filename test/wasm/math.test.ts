/**
 * Exponential and its kin, as the module computes them from additions and products, against Math.* in float64: errors in
 * units in the last place of f32 over their whole ranges, and what they say of zero, infinity, NaN and subnormal numbers.
 */
import binaryen from "binaryen";
import { describe, expect, test } from "vitest";
import { erf } from "../../src/ir/erf.ts";
import { type Context, createLocals, forCount } from "../../src/wasm/context.ts";
import { type Helper, helper } from "../../src/wasm/math/helpers.ts";

type Name = Extract<Helper, "exp" | "log" | "cos" | "tanh" | "sigmoid" | "erf" | "normal">;

/** A module with one function over the f32 at 0. */
function compileMath(name: Name): (values: Float32Array) => Float32Array {
  const m = new binaryen.Module();
  m.setFeatures(binaryen.Features.All);
  const { i32, i64, f32, v128 } = binaryen;
  m.setMemory(1, 16, "memory", [], false);
  const context = {
    binaryen,
    m,
    i32,
    i64,
    f32,
    v128,
    blocksGlobal: "",
    control: 0,
    helpers: new Set<string>(),
  } satisfies Context;
  const made = helper(context, name);
  const locals = createLocals(1);
  const at = locals.add(i32);
  const get = () => m.local.get(at, i32);
  const body = forCount(context, locals, [], m.local.get(0, i32), true, [
    m.v128.store(0, 4, get(), m.call(made, [m.v128.load(0, 4, get())], v128)),
    m.local.set(at, m.i32.add(get(), m.i32.const(16))),
  ]);
  m.addFunction("run", i32, binaryen.none, locals.types, m.block(null, body));
  m.addFunctionExport("run", "run");
  expect(m.validate()).toBeTruthy();
  const exports = new WebAssembly.Instance(new WebAssembly.Module(m.emitBinary() as Uint8Array<ArrayBuffer>))
    .exports as {
    memory: WebAssembly.Memory;
    run(vectors: number): void;
  };
  m.dispose();
  exports.memory.grow(15);
  return (values) => {
    const vectors = Math.ceil(values.length / 4);
    new Float32Array(exports.memory.buffer).fill(0, 0, 4 * vectors).set(values);
    exports.run(vectors);
    return new Float32Array(exports.memory.buffer).slice(0, values.length);
  };
}

/** Distance to the right answer, in units in the last place of its f32. */
function ulps(got: number, wanted: number): number {
  if (Object.is(got, wanted) || Math.fround(wanted) === got) return 0;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(wanted))));
  return Math.abs(got - wanted) / 2 ** (exponent - 23);
}

function numbers(from: number, to: number, count = 200_000): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

/** Of every size: sign, exponent and a few mantissas, subnormal numbers too. */
function everySize(): Float32Array {
  const bits = Array.from({ length: 255 * 40 }, (_, i) => ((i % 255) << 23) | (((i * 2654435761) >>> 9) & 0x7fffff));
  return new Float32Array(Uint32Array.from([...bits, ...bits.map((b) => (b | 0x80000000) >>> 0)]).buffer);
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** [function, meaning, numbers, greatest error in ulp]. Bounds lie a little above what was measured. */
const ranges: readonly (readonly [Name, (x: number) => number, string, Float32Array, number])[] = [
  ["exp", Math.exp, "-87 to 88.7", numbers(-87, 88.7), 2],
  ["exp", Math.exp, "near 0", everySize().filter((x) => Math.abs(x) < 1), 2],
  ["log", Math.log, "every normal number", everySize().filter((x) => x >= 2 ** -126 && x < Infinity), 2],
  ["log", Math.log, "around 1", numbers(0.5, 2), 2],
  ["tanh", Math.tanh, "-10 to 10", numbers(-10, 10), 3],
  ["tanh", Math.tanh, "every size", everySize(), 3],
  ["sigmoid", sigmoid, "-80 to 80", numbers(-80, 80), 3],
  ["erf", erf, "-5 to 5", numbers(-5, 5), 3],
  ["erf", erf, "every size", everySize(), 3],
  [
    "cos",
    Math.cos,
    "-π to π, away from its zeros",
    numbers(-Math.PI, Math.PI).filter((x) => Math.abs(Math.cos(x)) > 0.01),
    3,
  ],
];

describe("errors in units in the last place", () => {
  test.each(ranges)("%s, %#", (name, meaning, range, values, bound) => {
    const got = compileMath(name)(values);
    let worst = { error: 0, at: 0 };
    values.forEach((x, i) => {
      const error = ulps(got[i]!, meaning(x));
      if (!(error <= worst.error)) worst = { error, at: x };
    });
    console.info(`${name}, ${range}: at most ${worst.error.toFixed(2)} ulp, at ${worst.at}`);
    expect(worst.error).toBeLessThan(bound);
  });

  test("cos is right to 2^-22 up to 4000 radians", () => {
    const values = numbers(-4000, 4000);
    const got = compileMath("cos")(values);
    let worst = 0;
    values.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(got[i]! - Math.cos(x)));
    });
    expect(worst).toBeLessThan(2 ** -22);
  });
});

describe("special numbers", () => {
  const subnormal = 2 ** -140;
  const table: readonly (readonly [Name, readonly (readonly [number, number])[]])[] = [
    [
      "exp",
      [
        [0, 1],
        [-0, 1],
        [Infinity, Infinity],
        [-Infinity, 0],
        [NaN, NaN],
        [subnormal, 1],
        [200, Infinity],
        [-200, 0],
      ],
    ],
    [
      "log",
      [
        [1, 0],
        [0, -Infinity],
        [-0, -Infinity],
        [Infinity, Infinity],
        [-1, NaN],
        [-Infinity, NaN],
        [NaN, NaN],
      ],
    ],
    [
      "tanh",
      [
        [0, 0],
        [Infinity, 1],
        [-Infinity, -1],
        [NaN, NaN],
        [subnormal, subnormal],
        [50, 1],
        [-50, -1],
      ],
    ],
    [
      "sigmoid",
      [
        [0, 0.5],
        [Infinity, 1],
        [-Infinity, 0],
        [NaN, NaN],
        [200, 1],
      ],
    ],
    [
      "erf",
      [
        [0, 0],
        [Infinity, 1],
        [-Infinity, -1],
        [NaN, NaN],
        [50, 1],
        [-4.5, -1],
      ],
    ],
    [
      "cos",
      [
        [0, 1],
        [-0, 1],
        [NaN, NaN],
        [subnormal, 1],
      ],
    ],
  ];
  test.each(table)("%s", (name, pairs) => {
    const got = compileMath(name)(Float32Array.from(pairs.map(([x]) => x)));
    expect(pairs.map(([x], i) => [x, got[i]! + 0])).toEqual(pairs.map(([x, y]) => [x, Math.fround(y)]));
  });

  test("exp of large negative numbers goes down to 0 and never below", () => {
    const got = compileMath("exp")(numbers(-110, -86, 20_000));
    got.forEach((y, i) => void expect(y >= 0 && (i === 0 || y >= got[i - 1]!)).toBe(true));
    expect(got[0]).toBe(0);
  });
});

test("normal: the inverse of the normal distribution at every 2^-24, symmetric and rising", () => {
  const uniform = Float32Array.from({ length: 1 << 16 }, (_, i) => (i * 256 + 128) / 2 ** 24);
  const got = compileMath("normal")(uniform);
  let worst = 0;
  uniform.forEach((u, i) => {
    worst = Math.max(worst, Math.abs(distribution(got[i]!) - (u + 2 ** -25)));
    if (i > 0) expect(got[i]!).toBeGreaterThanOrEqual(got[i - 1]!);
  });
  expect(worst).toBeLessThan(1e-6);
  const ends = compileMath("normal")(Float32Array.of(0, 1 - 2 ** -24, 0.5, 0.25));
  expect(Math.abs(ends[0]!)).toBeGreaterThan(5);
  expect(Math.abs(ends[1]!)).toBeGreaterThan(5);
  expect(Number.isFinite(ends[0]!) && Number.isFinite(ends[1]!)).toBe(true);
  expect(Math.abs(ends[2]!)).toBeLessThan(1e-6);
  expect(ends[3]!).toBeCloseTo(-0.6744898, 6);
});

/** Φ(x) in float64: Taylor's series near 0, a continued fraction in the tails. */
function distribution(x: number): number {
  const a = Math.abs(x);
  const density = Math.exp((-a * a) / 2) / Math.sqrt(2 * Math.PI);
  let tail: number;
  if (a < 3) {
    let term = a;
    let sum = a;
    for (let k = 1; k < 100; k++) {
      term *= (a * a) / (2 * k + 1);
      sum += term;
    }
    tail = 0.5 - density * sum;
  } else {
    let fraction = a;
    for (let k = 200; k > 0; k--) fraction = a + k / fraction;
    tail = density / fraction;
  }
  return x < 0 ? tail : 1 - tail;
}
