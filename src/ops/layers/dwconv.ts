/** Depthwise convolution: each channel has filters of its own, and no filter sees another channel. */
import { defineLayer } from "../define.ts";
import {
  type Filters,
  convolutionParameters,
  explainParameters,
  kernelLetters,
  kernelNames,
  lowerConvolution,
  placeLetters,
  printNumbers,
} from "../families/convolution.ts";
import { axesOf } from "../families/per-axis.ts";
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
import { channelsOf, printShape, reject, spatialOf } from "../shape.ts";
import { multiply, printCount, product } from "../size-arithmetic.ts";
import { call, each, leaf, named } from "../pytorch.ts";
import { convolutionArguments } from "../families/torch-windows.ts";

const schema = {
  sizes: {
    kind: "sizes",
    places: "kernel…, or kernel…xmultiplier",
    doc: "the kernel along each axis, and how many filters each channel has when not one: `3x3`, `3x3x2`",
  },
  ...windowSchema,
  dilation: { kind: "attribute", letter: "d", minimum: 1, doc: "distance between the places the kernel touches: `d2`" },
  nobias: { kind: "flag", doc: "no bias is added to the filters" },
} as const satisfies Schema;

type Values = ArgumentValues<typeof schema>;

const rules: WindowRules = {
  name: "dwconv",
  word: "kernel",
  argument: "sizes",
  strideDefault: "one",
  mustSeeInput: false,
};

/** The size list has a multiplier when it is one longer than the input has spatial axes. */
function partsOf(input: Shape, { sizes }: Values): { readonly kernel: readonly number[]; readonly multiplier: number } {
  const count = spatialOf(input).length;
  return { kernel: sizes.slice(0, count), multiplier: sizes[count] ?? 1 };
}

const windowArguments = (input: Shape, values: Values): WindowArguments => ({
  ...values,
  kernel: partsOf(input, values).kernel,
  behind: values.sizes.slice(spatialOf(input).length),
});

function filtersOf(input: Shape, values: Values): Filters {
  const { kernel, multiplier } = partsOf(input, values);
  const channels = channelsOf(input);
  return { kernel, filters: multiply(channels, multiplier), groups: channels };
}

export const dwconv = defineLayer({
  name: rules.name,
  documentation: {
    summary: "depthwise convolution: filters that see one channel each",
    details: [
      "`dwconv 3x3` slides a filter of its own over each channel and keeps the number of channels; `dwconv 3x3x2` has two filters " +
        "for each. It is `conv` with as many groups as channels. A `conv 1x1xF` after it mixes the channels: the two together are " +
        "the separable convolution of MobileNet and Xception.",
      "",
      "    V[y, x, c·M + m] = b[c·M + m] + Σ over i, j of X[S·y + D·i - P, S·x + D·j - P, c] · W[c·M + m, i, j]",
      "",
      "Parameters: K·K·C·M weights in the order [C·M][1][K][K], and C·M biases. MACs: Ho·Wo·C·M·K·K.",
      "",
      "PyTorch: `Conv1d`, `Conv2d`, `Conv3d` with `groups=C`. Howard et al., *MobileNets: efficient convolutional neural networks " +
        "for mobile vision applications*, 2017; Chollet, *Xception*, 2017.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x8\n  dwconv 3x3 s2 p1 -> relu -> conv 1x1x16 -> relu\n}\n",
  },
  schema,
  // Not `linear`: a depthwise convolution before one of 1x1 is meant as it stands.
  facts: {},

  shape(input, values) {
    const missing = placesMustExist(input, rules.name);
    if (missing.length > 0) return reject(...missing);
    const miscounted = sizesMustCountPlaces(input, values);
    if (miscounted.length > 0) return reject(...miscounted);
    const { multiplier } = partsOf(input, values);
    const multipliers = sizesMustBePositive([["sizes", "multiplier", [multiplier], 1]]);
    const { filters } = filtersOf(input, values);
    const shape = windowedShape(input, windowArguments(input, values), rules, filters);
    return multipliers.length > 0 ? reject(...multipliers, ...shape.problems) : shape;
  },

  parameters: (input, values) => convolutionParameters(channelsOf(input), filtersOf(input, values), values.nobias),
  macs: (input, output, values) => product([...output, ...partsOf(input, values).kernel]),
  window: (input, values) => windowSpecs(acceptedWindows(input, windowArguments(input, values), rules)),

  explain(input, output, values) {
    const { kernel, multiplier } = partsOf(input, values);
    const ks = kernelLetters(kernel.length);
    const counted = `${kernel.join("·")}·${channelsOf(input)}·${multiplier}`;
    const { filters } = filtersOf(input, values);
    const weights = product([...kernel, filters]);
    return [
      ...explainWindows(acceptedWindows(input, windowArguments(input, values), rules)),
      ...explainParameters(
        { formula: `${ks}·C·M`, numbers: counted },
        weights,
        values.nobias ? undefined : { formula: "C·M", count: filters },
      ),
      {
        subject: "multiply-adds",
        formula: `${placeLetters(kernel.length, "o")}·${ks}·C·M`,
        numbers: `${spatialOf(output).join("·")}·${counted}`,
        value: printCount(multiply(product(spatialOf(output)), weights)),
      },
    ];
  },

  forward(lowering, input, parameters, values) {
    const shape = [...input.shape.slice(1), input.shape[0]!];
    const windows = acceptedWindows(shape, windowArguments(shape, values), rules);
    return lowerConvolution(lowering, input, parameters, windows, filtersOf(shape, values));
  },
  pytorch(shape, _, values) {
    const axes = acceptedWindows(shape, windowArguments(shape, values), rules);
    const { kernel, filters, groups } = filtersOf(shape, values);
    const { arguments: windows, before } = convolutionArguments(axes);
    return {
      module: call(
        `nn.Conv${axes.length}d`,
        leaf(groups, "channels"),
        leaf(filters, "out_channels"),
        each(kernel, "kernel_size"),
        ...windows,
        named("groups", leaf(groups, "channels")),
        named("bias", !values.nobias, true),
      ),
      ...(before ? { before } : {}),
    };
  },
});

function sizesMustCountPlaces(input: Shape, { sizes }: Values): Problem[] {
  const count = spatialOf(input).length;
  if (sizes.length === count || sizes.length === count + 1) return [];
  const meant = printShape(Array<number>(count).fill(sizes[0] ?? 3));
  return [
    {
      code: "shape/wrong-number-of-sizes",
      message: `\`${rules.name}\` takes ${kernelNames(count).join(" x ")} here, or these x multiplier, and has ${printNumbers(sizes)}`,
      notes: [`its ${printShape(input)} input has ${axesOf(count)}`],
      help: `write \`${rules.name} ${meant}\``,
      argument: "sizes",
      ...(sizes.length === 1 ? { fix: { title: `write ${meant}`, argument: "sizes", text: meant } } : {}),
    },
  ];
}
