/** Transposed convolution: the gradient of a convolution with respect to its input, as a layer. Maps grow by the stride. */
import { defineLayer } from "../define.ts";
import {
  explainParameters,
  groupsMustFit,
  kernelLetters,
  placeLetters,
  sizesMustCountAxes,
  weightAndBias,
} from "../families/convolution.ts";
import { explainAxes, onePerAxis } from "../families/per-axis.ts";
import { lowerTransposed } from "../families/lower-transposed.ts";
import {
  type TransposedAxis,
  reachesOutput,
  totalTransposedArithmetic,
  transposedArithmetic,
  transposedSize,
  transposedWindow,
} from "../families/transposed-geometry.ts";
import { windowSchema } from "../families/window-geometry.ts";
import { sizesMustBePositive } from "../families/window-problems.ts";
import { placesMustExist } from "../families/windowed.ts";
import type { Problem, Shape } from "../operator.ts";
import type { ArgumentValues, Padding, Schema } from "../schema.ts";
import { accept, channelsOf, printShape, reject, spatialOf } from "../shape.ts";
import { multiply, printCount, product } from "../size-arithmetic.ts";
import { appliedTo, call, each, input, leaf, named } from "../pytorch.ts";
import { sliceOf } from "../families/torch-slices.ts";

const name = "deconv";

const schema = {
  sizes: {
    kind: "sizes",
    places: "kernel…xfilters",
    doc: "the kernel along each axis and the number of filters: `2x2x64`",
  },
  stride: { ...windowSchema.stride, doc: "how far apart the places of the input are set in the output: `s2`" },
  padding: { ...windowSchema.padding, doc: "places taken away from each side of the output, or before:after: `p1`" },
  dilation: { kind: "attribute", letter: "d", minimum: 1, doc: "distance between the places the kernel touches: `d2`" },
  groups: { kind: "attribute", letter: "g", minimum: 1, doc: "parts that channels and filters are cut into: `g2`" },
  outpad: {
    kind: "named-number",
    integer: true,
    minimum: 0,
    default: 0,
    doc: "places added at the end of every axis of the output, fewer than the stride: `outpad=1`",
  },
  nobias: { kind: "flag", doc: "no bias is added to the filters" },
} as const satisfies Schema;

type Values = ArgumentValues<typeof schema>;

const kernelOf = ({ sizes }: Values): readonly number[] => sizes.slice(0, -1);
const filtersOf = ({ sizes }: Values): number => sizes[sizes.length - 1]!;
const groupsOf = ({ groups }: Values): number => groups?.[0] ?? 1;

function axesOf(input: Shape, values: Values): readonly TransposedAxis[] | readonly Problem[] {
  const none: Padding = { before: 0, after: 0 };
  const stride = onePerAxis(input, values.stride ?? [1], "stride", "stride");
  const dilation = onePerAxis(input, values.dilation ?? [1], "dilation", "dilation");
  const padding = onePerAxis(input, values.padding ?? [none], "padding", "padding");
  if (!("each" in stride && "each" in dilation && "each" in padding))
    return [stride, dilation, padding].flatMap((list) => ("problem" in list ? [list.problem] : []));
  return spatialOf(input).map((size, i) => ({
    input: size,
    kernel: values.sizes[i]!,
    stride: stride.each[i]!,
    dilation: dilation.each[i]!,
    outpad: values.outpad,
    ...padding.each[i]!,
  }));
}

const isProblems = (axes: readonly TransposedAxis[] | readonly Problem[]): axes is readonly Problem[] =>
  axes.some((axis) => "code" in axis);

/** Of an accepted input. */
function acceptedAxes(input: Shape, values: Values): readonly TransposedAxis[] {
  const axes = axesOf(input, values);
  if (isProblems(axes)) throw new Error(`${name}: ${axes.map(({ message }) => message).join("; ")}`);
  return axes;
}

export const deconv = defineLayer({
  name,
  documentation: {
    summary: "transposed convolution: maps grow by the stride",
    details: [
      "`deconv 2x2x64 s2` doubles a map: every place of the input adds a kernel of 2x2 for each filter to the output, two places " +
        "apart. It turns the sizes of `conv 2x2 s2` around. Where a convolution with stride gives one size for several, `outpad=1` " +
        "says that the larger one is meant; a padding takes places away.",
      "",
      "    V[S·y + D·i - P, S·x + D·j - P, f] += X[y, x, c] · W[c, f, i, j],  and b[f] once",
      "",
      "Per axis the output has (N - 1)·S - 2P + D·(K - 1) + outpad + 1 places. A kernel that is a multiple of the stride reaches all " +
        "places equally often; others leave a checkerboard (Odena et al., 2016).",
      "",
      "Parameters: K·K·C·F/g weights in the order [C][F/g][K][K], and F biases. MACs: Hi·Wi·C·K·K·F/g, the products there are; tools " +
        "that count over the output as of a convolution say up to S·S times as many.",
      "",
      "PyTorch: `ConvTranspose1d`, `ConvTranspose2d`, `ConvTranspose3d`, with `output_padding`. Zeiler et al., *Deconvolutional " +
        "networks*, 2010; Long et al., *Fully convolutional networks for semantic segmentation*, 2015.",
    ].join("\n"),
    example: "model Example {\n  input 14x14x8\n  deconv 2x2x8 s2 -> relu\n  deconv 3x3x4 s2 p1 outpad=1 -> relu\n}\n",
  },
  schema,
  facts: { linear: true },

  shape(input, values) {
    const missing = placesMustExist(input, name);
    if (missing.length > 0) return reject(...missing);
    const miscounted = sizesMustCountAxes(input, name, values.sizes);
    if (miscounted.length > 0) return reject(...miscounted);
    const axes = axesOf(input, values);
    if (isProblems(axes)) return reject(...axes);
    const positive = sizesMustBePositive([
      ["sizes", "kernel", kernelOf(values), 1],
      ["sizes", "number of filters", [filtersOf(values)], 1],
      ["stride", "stride", values.stride ?? [], 1],
      ["dilation", "dilation", values.dilation ?? [], 1],
      ["padding", "padding", (values.padding ?? []).flatMap(({ before, after }) => [before, after]), 0],
    ]);
    if (positive.length > 0) return reject(...positive);
    const problems = [
      ...groupsMustFit(input, filtersOf(values), values.groups),
      ...outputPaddingMustBeSmall(axes),
      ...outputMustHavePlaces(axes),
    ];
    return problems.length > 0 ? reject(...problems) : accept([...axes.map(transposedSize), filtersOf(values)]);
  },

  parameters(input, values) {
    const kernel = kernelOf(values);
    const perGroup = filtersOf(values) / groupsOf(values);
    // Fans as PyTorch computes them, which reads the layout as that of a convolution.
    const fans = { fanIn: product([...kernel, perGroup]), fanOut: product([...kernel, channelsOf(input)]) };
    return weightAndBias([channelsOf(input), perGroup, ...kernel], fans, filtersOf(values), values.nobias);
  },

  macs: (input, _, values) => product([...input, ...kernelOf(values), filtersOf(values) / groupsOf(values)]),
  window: (input, values) => acceptedAxes(input, values).map(transposedWindow),

  explain(input, output, values) {
    const kernel = kernelOf(values);
    const filters = filtersOf(values);
    const groups = groupsOf(values);
    const ks = kernelLetters(kernel.length);
    const perGroup = groups === 1 ? String(filters) : `(${filters}/${groups})`;
    const weights = product([...kernel, channelsOf(input), filters / groups]);
    const numbers = `${kernel.join("·")}·${channelsOf(input)}·${perGroup}`;
    const count = (shape: Shape): string => printCount(multiply(product(spatialOf(shape)), weights));
    return [
      ...explainAxes(acceptedAxes(input, values), (axis, subject) => [
        { subject, ...transposedArithmetic(axis) },
        { subject: `${subject}, p the padding of both sides`, ...totalTransposedArithmetic(axis) },
      ]),
      ...explainParameters(
        { formula: `${ks}·C·(F/g)`, numbers },
        weights,
        values.nobias ? undefined : { formula: "F", count: filters },
      ),
      {
        subject: "multiply-adds",
        formula: `${placeLetters(kernel.length, "i")}·${ks}·C·(F/g)`,
        numbers: `${spatialOf(input).join("·")}·${numbers}`,
        value: count(input),
      },
      {
        subject: "multiply-adds of tools that count over the output",
        formula: `${placeLetters(kernel.length, "o")}·${ks}·C·(F/g)`,
        numbers: `${spatialOf(output).join("·")}·${numbers}`,
        value: count(output),
      },
    ];
  },

  forward(lowering, input, parameters, values) {
    const shape = [...input.shape.slice(1), input.shape[0]!];
    const filters = filtersOf(values);
    const groups = groupsOf(values);
    const macs = product([...input.shape, ...kernelOf(values), filters / groups]);
    return lowerTransposed(lowering, input, parameters, acceptedAxes(shape, values), { filters, groups, macs });
  },
  pytorch(shape, output, values) {
    const axes = acceptedAxes(shape, values);
    const even = axes.every(({ before, after }) => before === after);
    const sides = axes.map(({ before }, i) => [before, before + output[i]!] as const);
    return {
      module: call(
        `nn.ConvTranspose${axes.length}d`,
        leaf(channelsOf(shape), "in_channels"),
        leaf(filtersOf(values), "out_channels"),
        each(kernelOf(values), "kernel_size"),
        named("stride", each(axes.map(({ stride }) => stride), "stride"), 1), // prettier-ignore
        ...(even ? [named("padding", each(axes.map(({ before }) => before), "padding"), 0)] : []), // prettier-ignore
        named("output_padding", values.outpad, 0),
        named("groups", groupsOf(values), 1),
        named("bias", !values.nobias, true),
        named("dilation", each(axes.map(({ dilation }) => dilation), "dilation"), 1), // prettier-ignore
      ),
      // PyTorch takes as much away on both sides.
      ...(even ? {} : { forward: sliceOf(appliedTo(input()), [undefined, ...sides]) }),
    };
  },
});

function outputPaddingMustBeSmall(axes: readonly TransposedAxis[]): Problem[] {
  const failing = axes.find(({ outpad, stride, dilation }) => outpad > 0 && outpad >= Math.max(stride, dilation));
  if (!failing) return [];
  const { outpad, stride, dilation } = failing;
  const most = Math.min(...axes.map((axis) => Math.max(axis.stride, axis.dilation))) - 1;
  const text = most === 0 ? "" : `outpad=${most}`;
  return [
    {
      code: "shape/output-padding-too-large",
      message: `output padding ${outpad} is not smaller than the ${stride >= dilation ? `stride ${stride}` : `dilation ${dilation}`}`,
      help: most === 0 ? "leave it out: without a stride every size comes back" : `use ${text} or less`,
      argument: "outpad",
      fix: { title: most === 0 ? "leave it out" : `use ${text}`, argument: "outpad", text },
    },
  ];
}

function outputMustHavePlaces(axes: readonly TransposedAxis[]): Problem[] {
  const failing = axes.filter((axis) => transposedSize(axis) < 1 || !reachesOutput(axis));
  if (failing.length === 0) return [];
  const sizes = printShape(axes.map(({ input }) => input));
  const nothing = failing.some((axis) => transposedSize(axis) < 1);
  const most = largestPadding(axes);
  return [
    {
      code: "shape/nothing-left",
      message: nothing
        ? `the padding leaves nothing of the output of a ${sizes} input`
        : `the padding leaves only places of the output that the kernel never reaches from a ${sizes} input`,
      notes: [
        ...new Set(
          failing.map((axis) => {
            const { numbers, value } = transposedArithmetic(axis);
            return `${numbers} = ${value}`;
          }),
        ),
      ],
      help: `use p${most}`,
      argument: "padding",
      fix: { title: `pad with p${most}`, argument: "padding", text: `p${most}` },
    },
  ];
}

/** That leaves something of the output on every axis. */
function largestPadding(axes: readonly TransposedAxis[]): number {
  const padded = (each: number): readonly TransposedAxis[] =>
    axes.map((axis) => ({ ...axis, before: each, after: each }));
  const most = Math.min(...padded(0).map((axis) => Math.floor((transposedSize(axis) - 1) / 2)));
  // Which places are reached repeats with the stride, so a few below the largest tell.
  const few = Array.from({ length: Math.min(most + 1, 64) }, (_, i) => most - i);
  return few.find((each) => padded(each).every(reachesOutput)) ?? 0;
}
