/**
 * The compiled module says what the interpreter says: every layer of the registry in its configurations, alone and behind a
 * layer that wants its input's gradient, at batches that fill their vectors and at those that do not, under every kind of
 * update; then chains that fuse.
 */
import { describe, expect, test } from "vitest";
import type { Layer, Shape } from "../../src/ops/operator.ts";
import { layers } from "../../src/ops/registry.ts";
import { readStage, type Stage } from "../ops/read-stage.ts";
import { share } from "../soak.ts";
import { configurationsOf } from "../train/configurations.ts";
import { compareWithInterpreter } from "./against-interpreter.ts";
import { compile, compileChain, createRandom, modelOf, recipeOf } from "./compile-chain.ts";

/** Images a module is made for, and how many it is given. */
const batches = [
  [1, 1],
  [3, 2],
  [17, 17],
  [64, 50],
  [16, 16],
  [40, 33],
] as const;

const updates = [
  "sgd lr=0.05",
  "sgd lr=0.05 momentum=0.9 decay=0.01",
  "adam lr=0.01 eps=0.001",
  "sgd lr=0.05 momentum=0.9 nesterov",
  "adam lr=0.01 eps=0.001 decay=0.1",
  "sgd lr=0.1 momentum=0.5 nesterov decay=0.01",
] as const;

/** Of each layer. */
const CONFIGURATIONS = Math.max(6, share(18));

function expectEqual(compiled: Parameters<typeof compareWithInterpreter>[0], n: number): void {
  const { forward, gradients, updated, trespasses } = compareWithInterpreter(compiled, n);
  expect.soft(trespasses).toEqual([]);
  expect.soft(forward.error, forward.what).toBeLessThan(1e-5);
  expect.soft(gradients.error, gradients.what).toBeLessThan(1e-4);
  expect.soft(updated.error, updated.what).toBeLessThan(1e-4);
}

/** The others are named in test/ops/registry.test.ts. */
// Layers on graphs read edges, which chains do not have: test/wasm/gconv.test.ts.
const withKernel = [...layers.values()].filter(({ forward, facts }) => forward && !facts.needsGraph);

describe.each(withKernel.map((layer) => [layer.name, layer] as const))("%s", (_name, layer) => {
  const cases = configurationsOf(layer, CONFIGURATIONS).map(({ title, input, output, values }, i) => {
    const [batch, n] = batches[i % batches.length]!;
    const inner = Math.floor(i / batches.length) % 2 === 1;
    // A layer in front makes the input a value whose gradient is asked for.
    const before = inner ? [learnedSameShape(input)] : [];
    const after = layer.name === "fc" ? [] : [readStage("fc 3")];
    const stages: Stage[] = [...before, { layer, values }, ...after];
    const optimizer = updates[(i + Math.floor(i / updates.length)) % updates.length]!;
    return [`${inner ? "inside, " : ""}${title}`, optimizer, n, batch, stages, input, output] as const;
  });

  test.each(cases)("%s, %s, %i images of %i", (_title, optimizer, n, batch, stages, input) => {
    const recipe = recipeOf({ optimizer }, batch);
    expectEqual(compile(modelOf(stages, input, recipe), { batch, training: true }), n);
  });
});

/**
 * A layer with parameters that keeps the shape: a 1x1 convolution, or a full connection. On one channel that would be a factor
 * and a shift, which a normalization takes out again, so that their gradients are rounding alone: there a larger kernel
 * stands without a bias.
 */
function learnedSameShape(shape: Shape): Stage {
  const channels = shape.at(-1)!;
  const places = shape.length - 1;
  if (places === 0) return readStage(`fc ${channels}`);
  return readStage(
    channels === 1 ? `conv ${"3x".repeat(places)}1 p1 nobias` : `conv ${"1x".repeat(places)}${channels}`,
  );
}

/** Windows drawn at random: what tables of clipped taps, stride classes and groups are made of. */
const drawn = Array.from({ length: 36 }, (_, i) => {
  const uniform = createRandom(1000 + i);
  const draw = (low: number, high: number): number => low + Math.floor(((uniform() + 1) / 2) * (high - low + 1));
  const axes = draw(1, 3);
  const groups = draw(1, 3);
  const [channels, filters] = [groups * draw(1, 2), groups * draw(1, 3)];
  const perAxis = (low: number, high: number): number[] => Array.from({ length: axes }, () => draw(low, high));
  const kernel = perAxis(1, axes === 3 ? 2 : 4);
  const dilation = perAxis(1, 2);
  const padding = kernel.map((k) => [draw(0, k), draw(0, k)] as const);
  const stride = perAxis(1, 3);
  const size = kernel.map((k, a) => Math.max(1, (k - 1) * dilation[a]! + 1 + draw(-2, 5)));
  const fits = size.every((s, a) => s + padding[a]![0] + padding[a]![1] >= (kernel[a]! - 1) * dilation[a]! + 1);
  const end = draw(0, 1) ? "relu" : "tanh";
  const conv =
    `conv ${[...kernel, filters].join("x")} s${stride.join("x")} d${dilation.join("x")} g${groups} ` +
    `p${padding.map((p) => p.join(":")).join("x")}`;
  return { chain: `${conv} -> ${end} -> fc 3`, input: [...size, channels], fits, i };
}).filter(({ fits }) => fits);

describe("windows drawn at random", () => {
  test("most of them fit", () => expect(drawn.length).toBeGreaterThan(25));
  test.each(drawn.map(({ chain, input, i }) => [chain, input.join("x"), input, i] as const))(
    "%s on %s",
    (chain, _text, input, i) => {
      const [batch, n] = batches[i % batches.length]!;
      // Half of them behind a layer, so that the gradient of the input is asked for.
      const before = i % 2 ? `conv ${"1x".repeat(input.length - 1)}${input.at(-1)} -> ` : "";
      expectEqual(compileChain(before + chain, input, batch, { optimizer: updates[i % updates.length]! }), n);
    },
  );
});

/** [layers, input] */
const chains: readonly (readonly [string, Shape])[] = [
  ["conv 5x5x6 p2 -> relu -> maxpool 2 -> conv 5x5x16 -> relu -> maxpool 2 -> fc 12 -> relu -> fc 10", [28, 28, 1]],
  ["conv 3x3x5 p1 -> relu -> maxpool 2 -> conv 3x3x7 p1 -> relu -> fc 4", [9, 7, 3]],
  ["conv 3x3x5 s2 p1 -> leakyrelu 0.1 -> avgpool 2 -> fc 3", [11, 9, 3]],
  ["conv 3x2x4 s3x2 d2 p2:1x0:1 -> tanh -> conv 3x3x4 g2 p1 -> relu -> maxpool 3x3 s2 p1 -> fc 3", [13, 11, 3]],
  ["conv 1x1x1 -> relu -> fc 2", [1, 1, 1]],
  ["conv 3x4 p1 -> relu -> maxpool 2 -> conv 2x3 -> fc 3", [9, 2]],
  ["conv 2x2x2x3 p1 -> relu -> maxpool 2x2x2 -> fc 3", [4, 5, 3, 2]],
  ["conv 3x3x6 g3 p1 -> sigmoid -> conv 3x3x6 g6 s2 p1 -> relu -> fc 3", [7, 8, 3]],
  ["fc 33 -> relu -> dropout 0.5 -> fc 17 -> tanh -> dropout 0.2 -> fc 5 -> softmax", [5, 3, 2]],
  ["conv 3x3x4 p1 -> relu -> dropout 0.3 -> maxpool 2 -> dropout 0.5 -> fc 4", [6, 6, 2]],
  ["conv 3x3x8 p1 -> softmax -> conv 1x1x3 -> flatten -> fc 6", [5, 6, 1]],
  ["conv 7x7x2 -> fc 3", [7, 7, 2]],
  ["fc 1", [1]],
];

const trained = chains.flatMap(([chain, input], i) =>
  [0, 1, 2, 3].map((k) => {
    const [batch, n] = batches[(i + k) % batches.length]!;
    return [chain, input.join("x"), n, batch, updates[(i + k) % updates.length]!, input] as const;
  }),
);

describe("chains", () => {
  test.each(trained)("%s on %s, %i images of %i, %s", (chain, _text, n, batch, optimizer, input) => {
    expectEqual(compileChain(chain, input, batch, { optimizer, seed: 5 }), n);
  });
});

test("the registry is covered: every layer has configurations to compare", () => {
  const none = (layer: Layer): boolean => configurationsOf(layer, CONFIGURATIONS).length === 0;
  expect(withKernel.filter(none)).toEqual([]);
});
