import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Affine, affine, axisIndex } from "../../src/ir/affine.ts";
import { interpret } from "../../src/ir/interpret.ts";
import type { Axis, Nest, Within } from "../../src/ir/nest.ts";
import { printNest } from "../../src/ir/print.ts";
import { load, result, times } from "../../src/ir/scalar.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { verifyNest } from "../../src/ir/verify.ts";
import { differentiate } from "../../src/train/differentiate.ts";
import { gather } from "../../src/train/gather.ts";
import { conv, fill, memoryFor, outputSize, pool, tensor } from "../ir/nests.ts";

/** Both ways on the same memory; `already` is what stands in the tensor when the scatter accumulates. */
function expectSame(scatter: Nest, count = 2): Nest[] {
  const gathered = gather(scatter);
  for (const nest of [scatter, ...gathered]) expect(verifyNest(nest)).toEqual([]);
  const target = scatter.writes[0]!.tensor;
  const run = (nests: readonly Nest[]): Float64Array => {
    const memory = memoryFor([scatter, ...gathered], count, new Map());
    let seed = 1;
    for (const [each, array] of memory) array.set(fill(each, count, seed++));
    if (!scatter.writes[0]!.accumulate) memory.get(target)!.fill(Number.NaN);
    interpret(nests, memory, { count });
    return memory.get(target)!;
  };
  const [wanted, found] = [run([scatter]), run(gathered)];
  found.forEach((value, i) => {
    if (!(Math.abs(value - wanted[i]!) <= 1e-12 * (1 + Math.abs(wanted[i]!))))
      expect.fail(`element ${i} is ${value}, not ${wanted[i]}\n${[scatter, ...gathered].map(printNest).join("\n")}`);
  });
  return gathered;
}

/** `target[index] += a[all axes]·b[all axes]`. */
function scatterOf(
  axes: readonly Axis[],
  target: Tensor,
  index: readonly Affine[],
  within: readonly Within[] = [],
): Nest {
  const shape = axes.map(({ extent }) => extent as number);
  const [a, b] = ["a", "b"].map((name) =>
    load(
      tensor(name, "parameter", shape),
      axes.map(({ name: axis }) => axisIndex(axis)),
    ),
  );
  const writes = [{ tensor: target, index, value: result }];
  return { name: "test", axes, within, reduction: { kind: "scatter" }, body: times(a!, b!), writes };
}

/** What a window in one dimension gives back to its input of `size` places, from `out` places. */
function windowScatter(
  w: { kernel: number; stride: number; dilation: number; padding: number },
  size: number,
  out: number,
): Nest {
  const image = affine(-w.padding, [
    ["y", w.stride],
    ["k", w.dilation],
  ]);
  const axes = [
    { name: "y", extent: out },
    { name: "k", extent: w.kernel },
  ];
  return scatterOf(axes, tensor("x", "gradient", [size], false), [image], [{ value: image, extent: size }]);
}

const window = fc.record({
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  padding: fc.integer({ min: 0, max: 3 }),
});

describe("gather equals scatter", () => {
  test("windows in one dimension", () => {
    fc.assert(
      fc.property(window, fc.integer({ min: 1, max: 9 }), fc.boolean(), (w, size, accumulate) => {
        const out = outputSize(size, w);
        fc.pre(out >= 1);
        const nest = windowScatter(w, size, out);
        expectSame({ ...nest, writes: [{ ...nest.writes[0]!, accumulate }] });
      }),
      { numRuns: 600 },
    );
  });

  test("long strides, whose residues share nests", () => {
    const long = fc.record({
      kernel: fc.integer({ min: 1, max: 20 }),
      stride: fc.integer({ min: 5, max: 9 }),
      dilation: fc.constantFrom(1, 1, 1, 2, 5),
      padding: fc.integer({ min: 0, max: 6 }),
    });
    let most = 0;
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 40 }), (w, size) => {
        const out = outputSize(size, w);
        fc.pre(out >= 1);
        const nests = expectSame(windowScatter(w, size, out));
        if (w.dilation === 1) most = Math.max(most, nests.length);
      }),
      { numRuns: 600 },
    );
    // Where the taps begin anew, where a tap more reaches, and where the image ends.
    expect(most).toBeLessThanOrEqual(4);
  });

  test("convolutions and pools in two dimensions", () => {
    const size = fc.integer({ min: 1, max: 9 });
    const kinds = fc.constantFrom("conv", "max", "average");
    fc.assert(
      fc.property(kinds, window, size, size, fc.integer({ min: 1, max: 3 }), (kind, w, height, width, groups) => {
        fc.pre(outputSize(height, w) >= 1 && outputSize(width, w) >= 1);
        const x = tensor("x", "activation", [kind === "conv" ? groups * 2 : 2, height, width]);
        const weight = tensor("c.weight", "parameter", [groups * 3, 2, w.kernel, w.kernel]);
        const bias = tensor("c.bias", "parameter", [groups * 3]);
        const layer =
          kind === "conv" ? conv("c", x, weight, bias, w, groups) : pool(kind === "max" ? "max" : "average", "p", x, w);
        const seed = tensor("seed", "gradient", layer.output.shape);
        for (const nest of differentiate(layer.nests, new Map([[layer.output, seed]]), [x, weight, bias]).nests)
          expectSame(nest);
      }),
      { numRuns: 150 },
    );
  });

  test("any index expression", () => {
    const coefficients = fc.array(fc.integer({ min: -3, max: 4 }), { minLength: 3, maxLength: 3 });
    const expression = fc.tuple(coefficients, fc.integer({ min: -2, max: 3 }));
    const extents = fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 1, max: 4 })));
    const size = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(extents, fc.array(fc.tuple(expression, size), { minLength: 1, maxLength: 3 }), (own, dimensions) => {
        const names = ["u", "v", "w"];
        const axes = names.map((name, i) => ({ name, extent: own[i]! }));
        const index = dimensions.map(([[c, constant]]) =>
          affine(
            constant,
            names.map((name, i) => [name, c[i]!]),
          ),
        );
        const shape = dimensions.map(([, extent]) => extent);
        const within = index.map((value, i) => ({ value, extent: shape[i]! }));
        expectSame(scatterOf(axes, tensor("x", "gradient", shape, false), index, within));
      }),
      { numRuns: 600 },
    );
  });
});

describe("the form of the gathered nests", () => {
  const strided = (stride: number, kernel: number, padding: number, size = 8): Nest[] => {
    const x = tensor("input", "activation", [4, size, size]);
    const w = tensor("conv1.weight", "parameter", [6, 4, kernel, kernel]);
    const layer = conv("conv1", x, w, undefined, { kernel, stride, padding });
    const seed = tensor("seed", "gradient", layer.output.shape);
    const { nests } = differentiate(layer.nests, new Map([[layer.output, seed]]), [x]);
    return expectSame(nests[0]!);
  };

  test("stride 1 is one nest, a convolution with the kernel turned round", () => {
    expect(strided(1, 3, 1).map(printNest).join("\n")).toBe(
      [
        "conv1.backward-data: for n<batch c<4 y'<8 x'<8",
        "  within 0 <= -i + y' + 1 < 8",
        "  within 0 <= -j + x' + 1 < 8",
        "  sum f<6 i<3 j<3 of seed[n, f, -i + y' + 1, -j + x' + 1] * conv1.weight[f, c, i, j]",
        "  input.gradient[n, c, y', x'] = result",
      ].join("\n"),
    );
  });

  test("stride 2 is a nest per parity, each with its own taps", () => {
    const nests = strided(2, 3, 1);
    expect(nests.map(({ name }) => name)).toEqual(
      [0, 1].flatMap((y) => [0, 1].map((x) => `conv1.backward-data.class-${y}-${x}`)),
    );
    const taps = nests.map(({ axes }) =>
      axes.filter(({ name }) => name === "i" || name === "j").map(({ extent }) => extent),
    );
    expect(taps).toEqual([[], [2], [2], [2, 2]]);
    // 4·4·6·(1 + 2 + 2 + 4) products for each of the four channels: those of the definition are shared out.
    const macs = nests.map((nest) => nest.macs!);
    expect(macs.reduce((a, b) => a + b)).toBe(6 * 4 * 4 * 4 * 9);
    expect(macs.map((each) => each / macs[0]!)).toEqual([1, 2, 2, 4]);
  });

  test("windows side by side stay loops", () => {
    const nests = strided(2, 2, 0);
    expect(nests).toHaveLength(1);
    expect(nests[0]!.within).toEqual([]);
    expect(nests[0]!.axes.map(({ name }) => name)).toEqual(["n", "c", "y", "i", "x", "j", "f"]);
  });

  test("a flat index over several axes stays loops", () => {
    const axes = ["o", "c", "h", "w"].map((name, i) => ({ name, extent: [5, 4, 3, 2][i]! }));
    const flat = affine(0, [
      ["c", 6],
      ["h", 2],
      ["w", 1],
    ]);
    const nests = expectSame(scatterOf(axes, tensor("weight", "gradient", [5, 24], false), [axisIndex("o"), flat]));
    expect(nests.map(({ reduction, within }) => [reduction.kind, within.length])).toEqual([["none", 0]]);
  });

  test("what a part of a tensor does not cover becomes zeros, unless the scatter adds", () => {
    const axes = ["c", "y"].map((name) => ({ name, extent: 3 }));
    const target = tensor("x", "gradient", [8, 5], false);
    const shifted = [affine(2, [["c", 1]]), affine(1, [["y", 1]])];
    const nest = scatterOf(axes, target, shifted);
    expect(expectSame(nest).map(({ name }) => name)).toEqual([
      "test",
      "test.zero",
      "test.zero-2",
      "test.zero-3",
      "test.zero-4",
    ]);
    const adding = { ...nest, writes: [{ ...nest.writes[0]!, accumulate: true }] };
    expect(expectSame(adding)).toHaveLength(1);
  });
});
