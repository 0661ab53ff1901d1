/**
 * The graph of a model: its layers as nodes that name the nodes they read. Takes a checked model, gives nodes in an order
 * in which they can run, shapes with channels first as tensors have them. Values of arguments stay as the checker left
 * them; rewrites ask operators for facts. Knows nothing of loops and of training.
 */
import type { CheckedModel, CheckedParameter, CheckedState, Values } from "../check/model.ts";
import type { Join, Layer, Shape } from "../ops/operator.ts";
import type { Source, Span } from "../source/source.ts";

export interface Node {
  /** The layer's: `conv1`. */
  readonly name: string;
  /** Place in the model, from 0; stays with the node through rewrites. */
  readonly number: number;
  readonly operator: Layer | Join;
  readonly values: Values;
  /** Nodes it reads, or the graph's input. */
  readonly inputs: readonly string[];
  /** Without the batch, channels first. */
  readonly output: readonly number[];
  readonly parameters: readonly CheckedParameter[];
  readonly state: readonly CheckedState[];
  readonly source: Source;
  readonly span: Span;
}

export interface Graph {
  readonly name: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly nodes: readonly Node[];
  /** The node (or the input) whose value the model gives. */
  readonly output: string;
}

/** The name by which layers read the model's input. */
const inputName = "input";

/** Of the layers that the output depends on: heads and values that nobody reads are left out. */
export function buildGraph(model: CheckedModel): Graph {
  const read = new Set([model.last]);
  for (const { name, inputs } of [...model.layers].reverse())
    if (read.has(name)) for (const input of inputs) read.add(input);
  const all = model.layers.map(
    ({ name, operator, values, inputs, output, parameters, state, source, span }, number): Node => ({
      name,
      number,
      operator,
      values,
      inputs,
      output: channelsFirst(output),
      parameters,
      state,
      source,
      span,
    }),
  );
  return {
    name: model.name,
    input: { name: inputName, shape: channelsFirst(model.input) },
    nodes: all.filter(({ name }) => read.has(name)),
    output: model.last,
  };
}

/** `[H, W, C]` as written becomes `[C, H, W]`. */
export function channelsFirst(shape: Shape): number[] {
  return [...shape.slice(-1), ...shape.slice(0, -1)];
}

export function consumersOf(graph: Graph, name: string): Node[] {
  return graph.nodes.filter((node) => node.inputs.includes(name));
}

/** Takes a node out: who read it reads what it read. */
export function bypass(graph: Graph, node: Node): Graph {
  const source = node.inputs[0]!;
  return rename(
    { ...graph, nodes: graph.nodes.filter((other) => other !== node) },
    node.name,
    source,
    graph.output === node.name ? source : graph.output,
  );
}

/** Everyone who read `from` reads `to`. */
export function rename(graph: Graph, from: string, to: string, output: string): Graph {
  const nodes = graph.nodes.map((node) =>
    node.inputs.includes(from) ? { ...node, inputs: node.inputs.map((input) => (input === from ? to : input)) } : node,
  );
  return { ...graph, nodes, output };
}
