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
  /** The recipe freezes it: what it learns stays as it is, and so does what it keeps. */
  readonly frozen?: boolean;
  /** Of a head: no part of predictions. */
  readonly head?: string;
  readonly source: Source;
  readonly span: Span;
}

/** A side output that is trained with the model: `weight` times its loss is added to the loss. */
export interface GraphHead {
  readonly name: string;
  /** The node (or the input) whose value it gives. */
  readonly output: string;
  readonly weight: number;
}

export interface Graph {
  readonly name: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly nodes: readonly Node[];
  /** The node (or the input) whose value the model gives. */
  readonly output: string;
  readonly heads: readonly GraphHead[];
}

/** The name by which layers read the model's input. */
const inputName = "input";

/** Of the layers that the outputs depend on: heads that are not trained and values that nobody reads are left out. */
export function buildGraph(model: CheckedModel): Graph {
  const nodes = model.layers.map((layer, number): Node => ({
    name: layer.name,
    number,
    operator: layer.operator,
    values: layer.values,
    inputs: layer.inputs,
    output: channelsFirst(layer.output),
    parameters: layer.parameters,
    state: layer.state,
    ...(layer.frozen ? { frozen: true } : {}),
    ...(layer.head === undefined ? {} : { head: layer.head }),
    source: layer.source,
    span: layer.span,
  }));
  return dropUnread({
    name: model.name,
    input: { name: inputName, shape: channelsFirst(model.input) },
    nodes,
    output: model.last,
    heads: model.heads.flatMap(({ name, last, weight }) =>
      weight === undefined ? [] : [{ name, output: last, weight }],
    ),
  });
}

/** Whether the value of this node is asked for by itself: by the model, or by the loss of a head. */
export function isOutput({ output, heads }: Graph, name: string): boolean {
  return output === name || heads.some((head) => head.output === name);
}

/** Only nodes that an output depends on. */
export function dropUnread(graph: Graph): Graph {
  const read = new Set([graph.output, ...graph.heads.map(({ output }) => output)]);
  for (const { name, inputs } of [...graph.nodes].reverse())
    if (read.has(name)) for (const input of inputs) read.add(input);
  return { ...graph, nodes: graph.nodes.filter(({ name }) => read.has(name)) };
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
  return rename({ ...graph, nodes: graph.nodes.filter((other) => other !== node) }, node.name, node.inputs[0]!);
}

/** Everyone who read `from` reads `to`. */
export function rename(graph: Graph, from: string, to: string): Graph {
  const renamed = (name: string): string => (name === from ? to : name);
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.inputs.includes(from) ? { ...node, inputs: node.inputs.map(renamed) } : node,
    ),
    output: renamed(graph.output),
    heads: graph.heads.map((head) => ({ ...head, output: renamed(head.output) })),
  };
}
