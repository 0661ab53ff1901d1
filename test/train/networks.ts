/**
 * Whole graphs with operators made here, so that the tests of this room stand on the contracts alone: LeNet-5 as the
 * lecture draws it, a dropout network, and the recipe that trains them.
 */
import type { Recipe } from "../../src/check/model.ts";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { axisIndex } from "../../src/ir/affine.ts";
import type { Nest } from "../../src/ir/nest.ts";
import {
  type Scalar,
  constant,
  index,
  load,
  minus,
  over,
  plus,
  random,
  result,
  select,
  times,
  unary,
} from "../../src/ir/scalar.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import type { Layer, LayerFacts, Loss, Optimizer, ParameterSpec, Schedule } from "../../src/ops/operator.ts";
import type { Initialization } from "../../src/ops/operator.ts";
import { createSource } from "../../src/source/source.ts";
import { type Window, conv, elementwise, fc, outputSize, pool, relu, softmax } from "../ir/nests.ts";

const documentation = { summary: "", details: "", example: "" };
const source = createSource("test.cnn", "");

/** One layer of a test network: its record, what it gives and what it learns. */
interface Stage {
  readonly operator: Layer;
  readonly shape: (input: readonly number[]) => readonly number[];
  readonly parameters: (input: readonly number[]) => Readonly<Record<string, readonly number[]>>;
}

type Forward = (
  name: string,
  input: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
  training: boolean,
) => { output: Tensor; nests: readonly Nest[] };

function stage(
  name: string,
  facts: LayerFacts,
  forward: Forward,
  shape: Stage["shape"] = (input) => input,
  parameters: Stage["parameters"] = () => ({}),
): Stage {
  const operator: Layer = {
    kind: "layer",
    name,
    documentation,
    schema: {},
    facts,
    shape: () => ({ problems: [] }),
    parameters: () => [],
    macs: () => 0,
    window: () => undefined,
    explain: () => [],
    forward(lowering, input, own) {
      const { output, nests } = forward(lowering.name, input, own, lowering.training);
      const shared = lowering.activation(output.shape);
      for (const nest of nests)
        lowering.emit({
          ...nest,
          writes: nest.writes.map((w) => (w.tensor === output ? { ...w, tensor: shared } : w)),
        });
      return shared;
    },
  };
  return { operator, shape, parameters };
}

export const convStage = (filters: number, window: Window): Stage =>
  stage(
    "conv",
    { linear: true },
    (name, input, p) => conv(name, input, p.get("weight")!, p.get("bias")!, window),
    ([, h, w]) => [filters, outputSize(h!, window), outputSize(w!, window)],
    ([c]) => ({ weight: [filters, c!, window.kernel, window.kernel], bias: [filters] }),
  );
export const poolStage = (kernel: number): Stage =>
  stage(
    "maxpool",
    { selects: true },
    (name, input) => pool("max", name, input, { kernel }),
    ([c, h, w]) => [c!, Math.floor(h! / kernel), Math.floor(w! / kernel)],
  );
export const reluStage = stage("relu", { monotone: true, elementwise: true }, (name, input) =>
  elementwise(name, input, relu),
);
export const fcStage = (outputs: number): Stage =>
  stage(
    "fc",
    { flattens: true, linear: true },
    (name, input, p) => fc(name, input, p.get("weight")!, p.get("bias")!),
    () => [outputs],
    (input) => ({ weight: [outputs, input.reduce((a, b) => a * b, 1)], bias: [outputs] }),
  );
export const dropoutStage = stage("dropout", { trainingOnly: true, elementwise: true }, (name, input) =>
  elementwise(name, input, (x) =>
    select(random(0, axisIndex("n"), axisIndex("d0")), "<", constant(0.5), constant(0), times(x, constant(2))),
  ),
);
export const softmaxStage = stage("softmax", { probabilities: true }, (name, input) => softmax(name, input));

export function graphOf(input: readonly number[], stages: readonly Stage[]): Graph {
  const counts = new Map<string, number>();
  let shape = input;
  let previous = "input";
  const nodes = stages.map(({ operator, shape: shapeOf, parameters }, number): Node => {
    const count = (counts.get(operator.name) ?? 0) + 1;
    counts.set(operator.name, count);
    const name = `${operator.name}${count}`;
    const specs = Object.entries(parameters(shape)).map(([own, extents]) => ({
      name: own,
      fullName: `${name}.${own}`,
      shape: extents,
      fanIn: extents.slice(1).reduce((a, b) => a * b, 1),
      fanOut: extents[0]!,
      kind: own === "bias" ? ("bias" as const) : ("weight" as const),
    }));
    shape = shapeOf(shape);
    const node = {
      name,
      number,
      operator,
      values: {},
      inputs: [previous],
      output: shape,
      parameters: specs,
      state: [],
    };
    previous = name;
    return { ...node, source, span: { start: 0, end: 0 } };
  });
  return { name: "Test", input: { name: "input", shape: input }, nodes, output: previous, heads: [] };
}

export const lenet: Graph = graphOf(
  [1, 28, 28],
  [
    convStage(6, { kernel: 5, padding: 2 }),
    reluStage,
    poolStage(2),
    convStage(16, { kernel: 5 }),
    reluStage,
    poolStage(2),
    fcStage(120),
    reluStage,
    fcStage(84),
    reluStage,
    fcStage(10),
  ],
);

const n = axisIndex("n");
const k = axisIndex("k");

/** Softmax and cross-entropy in one, without the shift: scores of tests are small. */
const loss: Loss = {
  kind: "loss",
  name: "crossentropy",
  documentation,
  schema: {},
  fusedWith: "probabilities",
  outputs: "scores-to-softmax",
  asks: () => ({ of: "scores" }),
  lower(lowering, scores, label, { count, inverseCount }) {
    const sum = lowering.activation([], "sum");
    const value = lowering.activation([], "value");
    const best = lowering.activation([], "best");
    const correct = lowering.activation([], "correct");
    const gradient: Tensor = { name: `${scores.name}.gradient`, role: "gradient", batched: true, shape: scores.shape };
    const batch = { name: "n", extent: "batch" } as const;
    const axes = [batch, { name: "k", extent: scores.shape[0]! }];
    const right = load(label, [n]);
    const present = (e: Scalar): Scalar => select(index(n), "<", load(count), e, constant(0));
    const isLabel = (then: Scalar): Scalar => select(index(k), "==", right, then, constant(0));
    const none = { kind: "none" } as const;
    const nest = (
      stage: string,
      nestAxes: Nest["axes"],
      reduction: Nest["reduction"],
      body: Scalar,
      tensor: Tensor,
    ): Nest => ({
      name: `loss.${stage}`,
      axes: nestAxes,
      within: [],
      reduction,
      body,
      writes: [{ tensor, index: tensor.shape.length ? [n, k] : [n], value: result }],
    });
    const score = load(scores, [n, k]);
    const place = nest("best", axes, { kind: "max", over: ["k"], position: k }, score, best);
    const total = { kind: "sum", over: ["k"] } as const;
    const nests = [
      nest("sum", axes, total, unary("exp", score), sum),
      {
        ...nest("value", axes, total, isLabel(minus(unary("log", load(sum, [n])), score)), value),
        writes: [{ tensor: value, index: [n], value: present(result) }],
      },
      { ...place, writes: [{ ...place.writes[0]!, value: { kind: "position" } as const }] },
      nest("correct", [batch], none, present(select(load(best, [n]), "==", right, constant(1), constant(0))), correct),
    ];
    const probability = over(unary("exp", score), load(sum, [n]));
    const error = times(minus(probability, isLabel(constant(1))), load(inverseCount));
    return {
      loss: value,
      correct,
      forward: nests,
      backward: [nest("gradient", axes, none, present(error), gradient)],
      scoresGradient: gradient,
    };
  },
};

const optimizer: Optimizer = {
  kind: "optimizer",
  name: "momentum",
  documentation,
  schema: {},
  usualRates: [0, 1],
  rate: () => 0.1,
  states: () => ["momentum"],
  scalars: () => new Map([["power", { initial: 1, next: (current) => times(current, constant(0.99)) }]]),
  update(parameter, gradient, states, scalars, rate) {
    const momentum = plus(times(constant(0.9), states.get("momentum")!), gradient);
    // The power stands in to see that numbers per step arrive: 0.99 in the first step.
    const step = times(times(rate, momentum), scalars.get("power")!);
    return { parameter: minus(parameter, step), states: new Map([["momentum", momentum]]) };
  },
};

const schedule: Schedule = {
  kind: "schedule",
  name: "constant",
  documentation,
  schema: {},
  rate: ({ base }) => base,
};

const init: Initialization = {
  kind: "init",
  name: "init",
  documentation,
  schema: {},
  initializer: ({ fanIn, kind }: ParameterSpec) =>
    kind === "bias" ? { kind: "zeros" } : { kind: "uniform", bound: 1 / Math.sqrt(fanIn) },
};

export const recipe: Recipe = {
  name: "test",
  loss: { operator: loss, values: {} },
  optimizer: { operator: optimizer, values: {} },
  schedule: { operator: schedule, values: {} },
  init: { operator: init, values: {} },
  batch: 4,
  epochs: 1,
  seed: 1,
};
