/**
 * Convolution, as networks mean it: cross-correlation of every group of input channels with every filter of that group,
 * over one, two or three place axes. The kernel's last size is the number of filters. With a table, each filter reads the
 * channels of its row.
 */
import { defineLayer } from "../define.ts";
import {
  connectionsOf,
  countConnections,
  lowerTable,
  tableMustFit,
  tableNames,
  tableParameters,
} from "../families/connection-table.ts";
import {
  type Filters,
  convolutionParameters,
  explainParameters,
  groupsMustFit,
  kernelLetters,
  lowerConvolution,
  placeLetters,
  sizesMustCountAxes,
} from "../families/convolution.ts";
import { windowSchema } from "../families/window-geometry.ts";
import { sizesMustBePositive } from "../families/window-problems.ts";
import {
  type WindowArguments,
  type WindowRules,
  acceptedWindows,
  explainWindows,
  placesMustExist,
  windowSpecs,
  windowedShape,
} from "../families/windowed.ts";
import type { Problem, Shape } from "../operator.ts";
import type { ArgumentValues, Schema } from "../schema.ts";
import { channelsOf, reject, spatialOf } from "../shape.ts";
import { multiply, printCount, product } from "../size-arithmetic.ts";
import { call, each, leaf, named, text } from "../pytorch.ts";
import { convolutionArguments } from "../families/torch-windows.ts";
import { sparseConvolution } from "../families/torch-helpers.ts";

const schema = {
  sizes: {
    kind: "sizes",
    places: "kernel…xfilters",
    doc: "the kernel along each axis and the number of filters: `5x5x6`",
  },
  ...windowSchema,
  dilation: { kind: "attribute", letter: "d", minimum: 1, doc: "distance between the places the kernel touches: `d2`" },
  groups: { kind: "attribute", letter: "g", minimum: 1, doc: "parts that channels and filters are cut into: `g2`" },
  nobias: { kind: "flag", doc: "no bias is added to the filters" },
  table: {
    kind: "named-table",
    words: tableNames,
    doc: 'the channels that each filter reads: `table="c3"`, or one list per filter, `table={[[0, 1], [1, 2]]}`',
  },
} as const satisfies Schema;

type Values = ArgumentValues<typeof schema>;

const rules: WindowRules = {
  name: "conv",
  word: "kernel",
  argument: "sizes",
  strideDefault: "one",
  mustSeeInput: false,
};

const windowArguments = (values: Values): WindowArguments => ({
  ...values,
  kernel: values.sizes.slice(0, -1),
  behind: values.sizes.slice(-1),
});

const filtersOf = ({ sizes, groups }: Values): Filters => ({
  kernel: sizes.slice(0, -1),
  filters: sizes[sizes.length - 1]!,
  groups: groups?.[0] ?? 1,
});

/** Kernels: one for each filter and channel that it reads. */
function kernelsOf(input: Shape, values: Values): number {
  const { filters, groups } = filtersOf(values);
  return values.table ? countConnections(connectionsOf(values.table)) : multiply(filters, channelsOf(input) / groups);
}

export const conv = defineLayer({
  name: rules.name,
  documentation: {
    summary: "convolution with learned filters",
    details: [
      "`conv 5x5x6` slides 6 filters of 5x5 over its input, each over all channels, and adds a bias to each.",
      "",
      "    V[y, x, f] = b[f] + Σ over i, j, c of X[S·y + D·i - P, S·x + D·j - P, c] · W[f, c, i, j]",
      "",
      "The kernel is not flipped (cross-correlation). Per axis the output has ⌊(N - F + 2P)/S⌋ + 1 places. The input says how " +
        "many sizes there are: `conv 7x32` on a sequence `1000x12`, `conv 3x3x3x64` on a volume. `same` computes the padding, " +
        "with the odd place at the end.",
      "",
      "Parameters: K·K·(C/g)·F weights in the order [F][C/g][K][K], and F biases. MACs: Ho·Wo·F·K·K·C/g.",
      "",
      'A connection table says which channels each filter reads: `conv 5x5x16 table="c3"` is the third layer of LeNet-5, 60 ' +
        "connections of 6 maps and 16 filters, so 60·5·5 weights and 16 biases. A table of one's own is a list with one list of " +
        "channels for each filter. Weights are then in the order [connections][K][K], filter by filter.",
      "",
      "PyTorch: `Conv1d`, `Conv2d`, `Conv3d`; it has no tables. LeCun et al., *Gradient-based learning applied to document " +
        "recognition*, 1998; dilation: Yu and Koltun, 2016; groups: Krizhevsky et al., 2012.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> relu -> maxpool 2\n  conv 3x3x16 s2 same nobias\n}\n",
  },
  schema,
  facts: { linear: true },

  shape(input, values) {
    const count = spatialOf(input).length;
    const missing = placesMustExist(input, rules.name);
    if (missing.length > 0) return reject(...missing);
    const miscounted = sizesMustCountAxes(input, rules.name, values.sizes);
    if (miscounted.length > 0) return reject(...miscounted);
    const { filters } = filtersOf(values);
    const positive = sizesMustBePositive([["sizes", "number of filters", values.sizes.slice(count), 1]]);
    const channels = positive.length > 0 ? positive : connectionsMustFit(input, values);
    const shape = windowedShape(input, windowArguments(values), rules, filters);
    return channels.length > 0 ? reject(...channels, ...shape.problems) : shape;
  },

  parameters(input, values) {
    const { nobias, table } = values;
    const filters = filtersOf(values);
    return table
      ? tableParameters(channelsOf(input), filters.kernel, connectionsOf(table), nobias)
      : convolutionParameters(channelsOf(input), filters, nobias);
  },

  macs(input, output, values) {
    return product([...spatialOf(output), ...filtersOf(values).kernel, kernelsOf(input, values)]);
  },

  window(input, values) {
    return windowSpecs(acceptedWindows(input, windowArguments(values), rules));
  },

  explain(input, output, values) {
    const { kernel, filters, groups } = filtersOf(values);
    const ks = kernelLetters(kernel.length);
    const channels = groups === 1 ? `${channelsOf(input)}` : `(${channelsOf(input)}/${groups})`;
    const kernels = kernelsOf(input, values);
    const weights = product([...kernel, kernels]);
    const places = placeLetters(kernel.length, "o");
    const counted = values.table
      ? {
          weights: { formula: `${ks}·connections`, numbers: `${kernel.join("·")}·${kernels}` },
          macs: {
            formula: `${places}·${ks}·connections`,
            numbers: `${spatialOf(output).join("·")}·${kernel.join("·")}·${kernels}`,
          },
        }
      : {
          weights: { formula: `${ks}·(C/g)·F`, numbers: `${kernel.join("·")}·${channels}·${filters}` },
          macs: { formula: `${places}·F·${ks}·(C/g)`, numbers: `${output.join("·")}·${kernel.join("·")}·${channels}` },
        };
    return [
      ...explainWindows(acceptedWindows(input, windowArguments(values), rules)),
      ...explainParameters(counted.weights, weights, values.nobias ? undefined : { formula: "F", count: filters }),
      { subject: "multiply-adds", ...counted.macs, value: printCount(multiply(product(spatialOf(output)), weights)) },
    ];
  },

  forward(lowering, input, parameters, values) {
    const windows = acceptedWindows([...input.shape.slice(1), input.shape[0]!], windowArguments(values), rules);
    const filters = filtersOf(values);
    return values.table
      ? lowerTable(lowering, input, parameters, windows, connectionsOf(values.table), filters)
      : lowerConvolution(lowering, input, parameters, windows, filters);
  },
  pytorch(shape, _, values) {
    const axes = acceptedWindows(shape, windowArguments(values), rules);
    const { kernel, filters, groups } = filtersOf(values);
    const { arguments: windows, before } = convolutionArguments(axes);
    const rows = values.table && connectionsOf(values.table);
    return {
      module: call(
        rows ? "SparseConv" : `nn.Conv${axes.length}d`,
        leaf(channelsOf(shape), "in_channels"),
        leaf(filters, "out_channels"),
        each(kernel, "kernel_size"),
        ...windows,
        ...(rows ? [named("axes", axes.length, 2)] : [named("groups", groups, 1)]),
        named("bias", !values.nobias, true),
        ...(rows ? [named("connections", text(`[${rows.map((row) => `[${row.join(", ")}]`).join(", ")}]`))] : []),
      ),
      ...(before ? { before } : {}),
      ...(rows ? { helpers: [sparseConvolution] } : {}),
    };
  },
});

function connectionsMustFit(input: Shape, values: Values): Problem[] {
  const { filters } = filtersOf(values);
  const { table, groups } = values;
  if (!table) return groupsMustFit(input, filters, groups);
  if (!groups) return tableMustFit(input, filters, table);
  return [
    {
      code: "shape/table-does-not-fit",
      message: "a table and groups are given together",
      help: "keep one of them: a table says for each filter which channels it reads",
      argument: "groups",
      fix: { title: "leave the groups out", argument: "groups", text: "" },
    },
  ];
}
