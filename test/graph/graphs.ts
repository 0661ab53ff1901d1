/** Graphs of made-up layers that are nothing but facts: rewrites may look at nothing else. */
import type { Graph, Node } from "../../src/graph/graph.ts";
import type { Layer, LayerFacts, Shape } from "../../src/ops/operator.ts";
import { createSource } from "../../src/source/source.ts";

const source = createSource("net.cnn", "model Net {\n  input 8x8x4\n}\n");

export function layer(name: string, facts: LayerFacts, shape: (input: Shape) => Shape = (input) => input): Layer {
  return {
    kind: "layer",
    name,
    documentation: { summary: "", details: "", example: "" },
    schema: {},
    facts,
    shape: (input) => ({ output: shape(input), problems: [] }),
    parameters: () => [],
    macs: () => 0,
    window: () => undefined,
    explain: () => [],
    forward: (_, input) => input,
  };
}

const halve = ([h, w, c]: Shape): Shape => [h! / 2, w! / 2, c!];
const flat = (shape: Shape): Shape => [shape.reduce((a, b) => a * b, 1)];

export const mix = layer("mix", { linear: true });
export const bend = layer("bend", { monotone: true, elementwise: true });
export const wave = layer("wave", { elementwise: true });
export const choose = layer("choose", { selects: true }, halve);
export const average = layer("average", {}, halve);
export const unroll = layer("unroll", { reshapes: true }, flat);
export const join = layer("join", { flattens: true, linear: true }, () => [10]);
export const drop = layer("drop", { trainingOnly: true, elementwise: true });
export const chances = layer("chances", { probabilities: true });

/** A chain from an 8x8x4 input; names are the layer's and its place: `mix0`, `bend1`. */
export function chain(...operators: Layer[]): Graph {
  let shape: Shape = [8, 8, 4];
  let previous = "input";
  const nodes = operators.map((operator, number): Node => {
    shape = operator.shape(shape, {}).output!;
    const name = `${operator.name}${number}`;
    const inputs = [previous];
    previous = name;
    const output = [...shape.slice(-1), ...shape.slice(0, -1)];
    return {
      name,
      number,
      operator,
      values: {},
      inputs,
      output,
      parameters: [],
      state: [],
      source,
      span: { start: 14, end: 25 },
    };
  });
  return { name: "Net", input: { name: "input", shape: [4, 8, 8] }, nodes, output: previous, heads: [] };
}

/** The graph as `a -> b -> c`, each with what it reads when that is not the one before. */
export function sketch(graph: Graph): string {
  let previous = graph.input.name;
  const nodes = graph.nodes.map((node) => {
    const reads = node.inputs.join("+");
    const text = reads === previous ? node.name : `${node.name}(${reads})`;
    previous = node.name;
    return text;
  });
  return `${nodes.join(" -> ")} => ${graph.output}`;
}
