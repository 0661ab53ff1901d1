/** Graph convolution: every node mixes the features of its neighbors by the same weights. */
import { type Affine, axisIndex } from "../../ir/affine.ts";
import { load, result, times } from "../../ir/scalar.ts";
import { batchAxis } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { explainParameters, weightAndBias } from "../families/convolution.ts";
import { accept, channelsOf, printShape, reject } from "../shape.ts";
import { largestSize, multiply, printCount, product } from "../size-arithmetic.ts";
import { call, leaf, named } from "../pytorch.ts";
import { graphConvolution } from "../families/torch-helpers.ts";

export const gconv = defineLayer({
  name: "gconv",
  documentation: {
    summary: "graph convolution over the neighbors of every node",
    details: [
      "    Y = Â·X·W + b,  Â = D^-½·(A + I)·D^-½",
      "",
      "X holds the N nodes of a graph with C features each (`input 34x16`), A its edges, which the input names " +
        '(`graph="edges.csv"`: an edge `a,b` a line, nodes from 0, for both directions), D the number of edges of each node, itself counted. Every node takes the mean of its neighbors and ' +
        "itself, weighted by their degrees, and all share one C·F matrix.",
      "",
      "Parameters: weight [C][F], bias [F]. MACs: N·C·F for X·W; the sum over neighbors counts nothing, as the graph is no part of " +
        "the layer.",
      "",
      "PyTorch: none of its own; PyTorch Geometric's `GCNConv`. Kipf and Welling, *Semi-supervised classification with graph " +
        "convolutional networks*, 2017.",
    ].join("\n"),
    example: 'model Example {\n  input 34x16 graph="edges.csv"\n  gconv 16 -> relu\n  gconv 4\n}\n',
  },
  schema: {
    features: {
      kind: "number",
      integer: true,
      minimum: 1,
      maximum: largestSize,
      doc: "features of a node that come out",
    },
    nobias: { kind: "flag", doc: "no bias is added" },
  },
  facts: { linear: true, needsGraph: true },
  shape(input, { features }) {
    if (input.length === 2) return accept([input[0]!, features]);
    return reject({
      code: "shape/rank",
      message: `\`gconv\` needs nodes and their features, and its input is ${printShape(input)}`,
      help: 'give the model an input such as 34x16 graph="edges.csv": 34 nodes with 16 features each',
    });
  },
  parameters(input, { features, nobias }) {
    const channels = channelsOf(input);
    return weightAndBias([channels, features], { fanIn: channels, fanOut: features }, features, nobias);
  },
  macs: (input, _, { features }) => product([...input, features]),
  window: () => undefined,
  explain(input, _, { features, nobias }) {
    const [nodes, channels] = input as readonly [number, number];
    const weights = multiply(channels, features);
    return [
      ...explainParameters(
        { formula: "C·F", numbers: `${channels}·${features}` },
        weights,
        nobias ? undefined : { formula: "F", count: features },
      ),
      {
        subject: "multiply-adds",
        formula: "N·C·F",
        numbers: `${nodes}·${channels}·${features}`,
        value: printCount(multiply(nodes, weights)),
      },
    ];
  },
  /** First every node by itself, then the neighbors: X·W has fewer columns than X where a layer makes fewer features. */
  forward(lowering, input, parameters, { features }) {
    const { adjacency, name } = lowering;
    if (!adjacency) throw new Error(`${name} reads a graph, and the program was given none`);
    const [channels, nodes] = input.shape as readonly [number, number];
    const [n, c, f, v, w] = ["n", "c", "f", "v", "w"].map(axisIndex) as [Affine, Affine, Affine, Affine, Affine];
    const axes = [batchAxis, { name: "f", extent: features }, { name: "v", extent: nodes }];
    const mixed = lowering.activation([features, nodes], "mixed");
    const output = lowering.activation([features, nodes]);
    lowering.emit({
      name: `${name}.mix`,
      axes: [...axes, { name: "c", extent: channels }],
      within: [],
      reduction: { kind: "sum", over: ["c"] },
      body: times(load(input, [n, c, v]), load(parameters.get("weight")!, [c, f])),
      writes: [{ tensor: mixed, index: [n, f, v], value: result }],
      macs: product([channels, nodes, features]),
    });
    const bias = parameters.get("bias");
    lowering.emit({
      name: `${name}.forward`,
      axes: [...axes, { name: "w", extent: nodes }],
      within: [],
      reduction: { kind: "sum", over: ["w"], ...(bias ? { initial: load(bias, [f]) } : {}) },
      body: times(load(mixed, [n, f, w]), load(adjacency, [v, w])),
      writes: [{ tensor: output, index: [n, f, v], value: result }],
    });
    return output;
  },
  pytorch: (shape, _, { features, nobias }) => ({
    module: call(
      "GraphConvolution",
      leaf(shape[0]!, "nodes"),
      leaf(channelsOf(shape), "in_features"),
      leaf(features, "out_features"),
      named("edges", { kind: "graph" }),
      named("bias", !nobias, true),
    ),
    helpers: [graphConvolution],
  }),
});
