/**
 * Lowers the layers of a graph to loop nests by asking each operator for its forward. Takes a graph, the tensors of its
 * input and parameters, and what an earlier lowering of the same model gave; returns nests in running order and the tensor
 * of each node. Where prediction and training say the same they share tensors and nests, so that code can be shared.
 */
import type { Graph, Node } from "../graph/graph.ts";
import type { Nest } from "../ir/nest.ts";
import { printNest } from "../ir/print.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { LayerControls, Lowering } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";

/** Everything handed out so far, by name: a name stands for one tensor and one nest in a program. */
export interface Names {
  readonly tensors: Map<string, Tensor>;
  readonly nests: Map<string, Nest>;
}

export interface Lowered {
  readonly nests: readonly Nest[];
  /** Changes of state, for the end of a step. */
  readonly updates: readonly Nest[];
  readonly values: ReadonlyMap<string, Tensor>;
}

export interface LowerOptions {
  readonly training: boolean;
  readonly names: Names;
  /** Random streams before this one belong to the parameters. */
  readonly firstStream: number;
  readonly controls: LayerControls;
  /** Of the graph that the input names, for layers that read it. */
  readonly adjacency?: Tensor;
}

export function lowerGraph(
  graph: Graph,
  input: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
  { training, firstStream, ...shared }: LowerOptions,
): Lowered {
  const nests: Nest[] = [];
  const updates: Nest[] = [];
  const values = new Map([[graph.input.name, input]]);
  for (const node of graph.nodes) {
    const emitted: Nest[] = [];
    const lowering = createLowering({
      ...shared,
      name: node.name,
      stream: firstStream + node.number,
      // What a frozen layer keeps it uses, as in prediction.
      training: training && !(node.frozen && node.state.length > 0),
      emitted,
      updates,
    });
    const held = [...node.parameters, ...node.state];
    const own = new Map(held.map(({ name, fullName }) => [name, parameters.get(fullName)!]));
    const sources = node.inputs.map((input) => values.get(input)!);
    const output = lowerNode(node, lowering, sources, own);
    values.set(node.name, output);
    nests.push(...emitted.map((nest) => shareNest(nest, shared.names)));
  }
  return { nests, updates, values };
}

/** `graph/kernels-must-exist.ts` has seen to it that there is a forward. */
function lowerNode(
  { operator, values }: Node,
  lowering: Lowering,
  sources: readonly Tensor[],
  parameters: ReadonlyMap<string, Tensor>,
): Tensor {
  if (operator.kind === "join") return operator.forward!(lowering, sources);
  // The checker has read these values by this operator's schema.
  return operator.forward!(lowering, sources[0]!, parameters, values as ArgumentValues<Schema>);
}

export interface LoweringOptions extends Omit<LowerOptions, "firstStream"> {
  readonly name: string;
  readonly stream: number;
  /** Where nests go, and changes of state. */
  readonly emitted: Nest[];
  readonly updates: Nest[];
}

export function createLowering(options: LoweringOptions): Lowering {
  const { name, stream, training, names, emitted, updates, controls, adjacency } = options;
  return {
    name,
    stream,
    training,
    controls,
    ...(adjacency ? { adjacency } : {}),
    activation: (shape, suffix = "output") =>
      shareTensor({ name: `${name}.${suffix}`, role: "activation", batched: true, shape: [...shape] }, names),
    statistic: (shape, suffix) =>
      shareTensor({ name: `${name}.${suffix}`, role: "activation", batched: false, shape: [...shape] }, names),
    constant: (shape, data, suffix) =>
      shareTensor(
        { name: `${name}.${suffix}`, role: "constant", batched: false, shape: [...shape], data: [...data] },
        names,
      ),
    emit: (nest) => void emitted.push(nest),
    update: (nest) => void updates.push(nest),
  };
}

function shareTensor(tensor: Tensor, { tensors }: Names): Tensor {
  const text = ({ role, batched, shape, data }: Tensor): string => JSON.stringify([role, batched, shape, data]);
  return share(tensor, tensors, (a, b) => text(a) === text(b));
}

/** The nest that was handed out under this name when it says the same, else this one under a name of its own. */
export function shareNest(nest: Nest, { nests }: Names): Nest {
  return share(nest, nests, (a, b) => printNest({ ...a, name: "" }) === printNest({ ...b, name: "" }));
}

function share<T extends { readonly name: string }>(value: T, known: Map<string, T>, same: (a: T, b: T) => boolean): T {
  for (let name = value.name; ; name += ".training") {
    const earlier = known.get(name);
    if (earlier && same(earlier, value)) return earlier;
    if (earlier) continue;
    const own = name === value.name ? value : { ...value, name };
    known.set(name, own);
    return own;
  }
}
