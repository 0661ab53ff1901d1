/** Normalizations: counts, states, statistics, and that their formulas are the ones they say. */
import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/ir/tensor.ts";
import { inits } from "../../src/ops/registry.ts";
import type { Shape } from "../../src/ops/operator.ts";
import { lcgTensor } from "../oracle/operator-fixtures.ts";
import { compileChain, numbersAt, start } from "../wasm/compile-chain.ts";
import { readChain, readStage } from "./read-stage.ts";
import { expectClose, lowerChain, run } from "./run-chain.ts";

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** Images and output channels first. */
function forward(
  text: string,
  shape: Shape,
  images: Float64Array,
  parameters: readonly Float64Array[] = [],
): Float64Array {
  // prettier-ignore
  const chain = lowerChain(readChain(text), shape);
  const given = new Map<Tensor, Float64Array>([[chain.input, images]]);
  [...chain.parameters.values()].forEach((tensor, i) => void given.set(tensor, parameters[i]!));
  return run(chain.nests, given, images.length / sizeOf(shape)).get(chain.output)!;
}

const counted = (text: string, shape: Shape): number => {
  const { layer, values } = readStage(text);
  return layer.parameters(shape, values).reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0);
};

describe("what is learned and kept", () => {
  test("2·C for bn and groupnorm, 2·size for layernorm, nothing for lrn", () => {
    expect(counted("bn", [14, 14, 6])).toBe(12);
    expect(counted("bn", [84])).toBe(168);
    expect(counted("groupnorm 3", [14, 14, 6])).toBe(12);
    expect(counted("layernorm", [14, 14, 6])).toBe(2 * 14 * 14 * 6);
    expect(counted("lrn", [14, 14, 6])).toBe(0);
  });
  test("a scale at 1 and a shift at 0, neither a weight, in PyTorch's names and layout", () => {
    for (const text of ["bn", "groupnorm 3", "layernorm"]) {
      const { layer, values } = readStage(text);
      const shape = text === "layernorm" ? [6, 14, 15] : [6];
      expect(layer.parameters([14, 15, 6], values)).toMatchObject([
        { name: "weight", shape, kind: "scale", initial: 1 },
        { name: "bias", shape, kind: "shift", initial: 0 },
      ]);
      expect(layer.macs([14, 15, 6], [14, 15, 6], values)).toBe(0);
    }
  });
  test("the explanation has the same numbers", () => {
    for (const text of ["bn", "groupnorm 3", "layernorm"])
      for (const shape of [[14, 15, 6], [6], [9, 6], [2, 3, 4, 6]]) {
        const { layer, values } = readStage(text);
        const row = layer.explain(shape, shape, values).find(({ subject }) => subject === "parameters")!;
        const evaluated = row.numbers.split("·").reduce((product, factor) => product * Number(factor), 1);
        expect(evaluated).toBe(counted(text, shape));
        expect(row.value.replaceAll(",", "")).toBe(String(evaluated));
        expect(row.formula.split("·").length).toBe(row.numbers.split("·").length);
      }
  });
  test("bn keeps running averages, which are no parameters", () => {
    const { layer, values } = readStage("bn");
    expect(values).toEqual({ eps: 1e-5, momentum: 0.1 });
    expect(layer.state!([14, 14, 6], values)).toEqual([
      { name: "running_mean", shape: [6], initial: 0 },
      { name: "running_var", shape: [6], initial: 1 },
    ]);
    expect(layer.facts).toMatchObject({ removesChannelMean: true, batchStatistics: true });
  });
  test.each([...inits.keys()])("no initialization touches them: %s", (init) => {
    const { program, wasm, manifest } = compileChain("fc 4 -> layernorm -> fc 3", [4], 2, { init });
    const of = (name: string) => program.parameters.find(({ tensor }) => tensor.name === name)!.initializer;
    expect(of("layernorm1.weight")).toEqual({ kind: "constant", value: 1 });
    expect(of("layernorm1.bias")).toEqual({ kind: "constant", value: 0 });
    const running = start(wasm);
    running.exports.initialize();
    const numbers = (name: string) => [
      ...numbersAt(
        running,
        manifest.parameters.find((each) => each.name === name)!,
      ),
    ];
    expect(numbers("layernorm1.weight")).toEqual([1, 1, 1, 1]);
    expect(numbers("layernorm1.bias")).toEqual([0, 0, 0, 0]);
  });
});

describe("statistics", () => {
  const shape: Shape = [3, 4, 6];
  const images = lcgTensor({ seed: 5, scale: 8 }, 2 * sizeOf(shape));
  const ones = (count: number): Float64Array => new Float64Array(count).fill(1);
  test.each([1, 2, 3, 6])("each of %i groups has mean 0 and variance 1", (groups) => {
    const output = forward(`groupnorm ${groups} eps=1e-12`, shape, images, [ones(6), new Float64Array(6)]);
    const size = sizeOf(shape) / groups;
    for (let start = 0; start < output.length; start += size) {
      const group = [...output.slice(start, start + size)];
      const mean = group.reduce((sum, value) => sum + value, 0) / size;
      const variance = group.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
      expectClose([mean, variance], [0, 1], 1e-10);
    }
  });
  test("one group is a layer normalization with coefficients per channel", () => {
    const scale = lcgTensor({ seed: 1, scale: 1 }, 6);
    const shift = lcgTensor({ seed: 2, scale: 1 }, 6);
    const spread = (values: Float64Array): Float64Array => Float64Array.from({ length: 72 }, (_, i) => values[Math.floor(i / 12)]!); // prettier-ignore
    const one = forward("groupnorm 1", shape, images, [scale, shift]);
    expectClose(one, forward("layernorm", shape, images, [spread(scale), spread(shift)]), 1e-12);
  });
  test("f32 keeps the digits of small differences from a large mean", () => {
    const values = Float32Array.from({ length: 12 }, (_, i) => 4096 + ((i * 7) % 12) / 8);
    const { wasm, manifest } = compileChain("layernorm", [12], 1);
    const running = start(wasm);
    running.exports.initialize();
    numbersAt(running, manifest.regions.images).set(values);
    running.exports.predict(1);
    const wanted = forward("layernorm", [12], Float64Array.from(values), [ones(12), new Float64Array(12)]);
    expectClose(numbersAt(running, manifest.regions.outputs), wanted, 1e-5);
  });
});

describe("lrn", () => {
  /** The formula over one list of channels, written down plainly. */
  const plain = (x: readonly number[], n: number, alpha: number, beta: number, k: number): number[] =>
    x.map((value, c) => {
      let sum = 0;
      for (let i = c - Math.floor(n / 2); i <= c + Math.floor((n - 1) / 2); i++) sum += (x[i] ?? 0) ** 2;
      return value / (k + (alpha / n) * sum) ** beta;
    });
  const x = [3, -1, 0.5, 0, 8, -2, 1];
  test.each([1, 2, 3, 4, 5, 7, 12, 13, 14, 100])("looks at %i channels", (n) => {
    const text = `lrn ${n} alpha=0.5 beta=0.6 k=1.5`;
    expectClose(forward(text, [7], Float64Array.from(x)), plain(x, n, 0.5, 0.6, 1.5), 1e-12);
  });
  test("without arguments it is AlexNet's, with alpha/n for the paper's alpha", () => {
    expectClose(forward("lrn", [7], Float64Array.from(x)), plain(x, 5, 1e-4, 0.75, 2), 1e-12);
    expect(readStage("lrn").layer.documentation.details).toContain("alpha=5e-4");
  });
});
