/**
 * Convolution, as networks mean it: cross-correlation of every group of input channels with every filter of that group,
 * over one, two or three place axes. The kernel's last size is the number of filters.
 */
import { affine, axisIndex } from "../../ir/affine.ts";
import type { Axis } from "../../ir/nest.ts";
import { load, result, times } from "../../ir/scalar.ts";
import { batchAxis } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { windowSchema } from "../families/window-geometry.ts";
import { sizesMustBePositive } from "../families/window-problems.ts";
import {
  type WindowArguments,
  type WindowRules,
  acceptedWindows,
  axesOf,
  explainWindows,
  placesMustExist,
  walkWindows,
  windowSpecs,
  windowedShape,
} from "../families/windowed.ts";
import type { Problem, Shape } from "../operator.ts";
import type { ArgumentValues, Schema } from "../schema.ts";
import { channelsOf, printShape, reject, spatialOf } from "../shape.ts";
import { add, divisors, greatestCommonDivisor, multiply, printCount, product } from "../size-arithmetic.ts";

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
} as const satisfies Schema;

type Values = ArgumentValues<typeof schema>;

const rules: WindowRules = {
  name: "conv",
  word: "kernel",
  argument: "sizes",
  strideDefault: "one",
  mustSeeInput: false,
};

const windowArguments = (values: Values): WindowArguments => ({ ...values, kernel: values.sizes.slice(0, -1) });
const filtersOf = ({ sizes }: Values): number => sizes[sizes.length - 1]!;
const groupsOf = ({ groups }: Values): number => groups?.[0] ?? 1;

/** Channels that one filter reads. */
const depthOf = (input: Shape, values: Values): number => channelsOf(input) / groupsOf(values);

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
      "PyTorch: `Conv1d`, `Conv2d`, `Conv3d`. LeCun et al., *Gradient-based learning applied to document recognition*, 1998; " +
        "dilation: Yu and Koltun, 2016; groups: Krizhevsky et al., 2012.",
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
    const miscounted = sizesMustCountAxes(input, values);
    if (miscounted.length > 0) return reject(...miscounted);
    const filters = sizesMustBePositive([["sizes", "number of filters", values.sizes.slice(count), 1]]);
    const channels = filters.length > 0 ? filters : groupsMustDivide(input, values);
    const shape = windowedShape(input, windowArguments(values), rules, filtersOf(values));
    return channels.length > 0 ? reject(...channels, ...shape.problems) : shape;
  },

  parameters(input, values) {
    const kernel = values.sizes.slice(0, -1);
    const filters = filtersOf(values);
    const fanIn = product([...kernel, depthOf(input, values)]);
    const fans = { fanIn, fanOut: product([...kernel, filters]) };
    const weight = {
      name: "weight",
      shape: [filters, depthOf(input, values), ...kernel],
      ...fans,
      kind: "weight",
    } as const;
    return values.nobias ? [weight] : [weight, { name: "bias", shape: [filters], ...fans, kind: "bias" }];
  },

  macs(input, output, values) {
    return product([...output, ...values.sizes.slice(0, -1), depthOf(input, values)]);
  },

  window(input, values) {
    return windowSpecs(acceptedWindows(input, windowArguments(values), rules));
  },

  explain(input, output, values) {
    const kernel = values.sizes.slice(0, -1);
    const filters = filtersOf(values);
    const channels = groupsOf(values) === 1 ? `${channelsOf(input)}` : `(${channelsOf(input)}/${groupsOf(values)})`;
    const ks = kernel.map(() => "K").join("·");
    const weights = product([...kernel, depthOf(input, values), filters]);
    const weightNumbers = `${kernel.join("·")}·${channels}·${filters}`;
    return [
      ...explainWindows(acceptedWindows(input, windowArguments(values), rules)),
      { subject: "weights", formula: `${ks}·(C/g)·F`, numbers: weightNumbers, value: printCount(weights) },
      values.nobias
        ? { subject: "parameters", formula: `${ks}·(C/g)·F`, numbers: weightNumbers, value: printCount(weights) }
        : {
            subject: "parameters",
            formula: `${ks}·(C/g)·F + F`,
            numbers: `${weightNumbers} + ${filters}`,
            value: printCount(add(weights, filters)),
          },
      {
        subject: "multiply-adds",
        formula: `${["Do", "Ho", "Wo"].slice(3 - kernel.length).join("·")}·F·${ks}·(C/g)`,
        numbers: `${output.join("·")}·${kernel.join("·")}·${channels}`,
        value: printCount(multiply(product(spatialOf(output)), weights)),
      },
    ];
  },

  forward(lowering, input, parameters, values) {
    const shape = [...input.shape.slice(1), input.shape[0]!];
    const windows = acceptedWindows(shape, windowArguments(values), rules);
    const { positions, places, input: at, within } = walkWindows(windows);
    const groups = groupsOf(values);
    const filters = filtersOf(values);
    const depth = depthOf(shape, values);
    const perGroup = filters / groups;
    const output = lowering.activation([filters, ...windows.map((axis) => axis.output)]);

    const grouped = (axis: string, size: number) =>
      groups === 1
        ? axisIndex(axis)
        : affine(0, [
            ["g", size],
            [axis, 1],
          ]);
    const filter = grouped("f", perGroup);
    const n = axisIndex("n");
    const axes: Axis[] = [
      batchAxis,
      ...(groups === 1 ? [] : [{ name: "g", extent: groups }]),
      { name: "f", extent: perGroup },
      ...positions,
      { name: "c", extent: depth },
      ...places,
    ];
    const weight = load(parameters.get("weight")!, [
      filter,
      axisIndex("c"),
      ...places.map(({ name }) => axisIndex(name)),
    ]);
    const bias = parameters.get("bias");
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within,
      reduction: {
        kind: "sum",
        over: ["c", ...places.map(({ name }) => name)],
        ...(bias ? { initial: load(bias, [filter]) } : {}),
      },
      body: times(load(input, [n, grouped("c", depth), ...at]), weight),
      writes: [{ tensor: output, index: [n, filter, ...positions.map(({ name }) => axisIndex(name))], value: result }],
      macs: product([filters, ...positions.map(({ extent }) => Number(extent)), depth, ...values.sizes.slice(0, -1)]),
    });
    return output;
  },
});

function sizesMustCountAxes(input: Shape, { sizes }: Values): Problem[] {
  const count = spatialOf(input).length;
  if (sizes.length === count + 1) return [];
  const wanted = [...["kernel depth", "kernel height", "kernel width"].slice(3 - count), "filters"];
  if (count === 1) wanted[0] = "kernel length";
  const kernel = Array<number>(count).fill(sizes[0] ?? 3);
  const filters = sizes.length > 1 ? sizes[sizes.length - 1]! : 16;
  return [
    {
      code: "shape/wrong-number-of-sizes",
      message: `\`${rules.name}\` takes ${wanted.join(" x ")} here, and has ${sizes.length} ${sizes.length === 1 ? "number" : "numbers"}`,
      notes: [`its ${printShape(input)} input has ${axesOf(count)}`],
      help: `write \`${rules.name} ${printShape([...kernel, filters])}\``,
      argument: "sizes",
    },
  ];
}

function groupsMustDivide(input: Shape, values: Values): Problem[] {
  const { groups } = values;
  if (!groups) return [];
  const argument = "groups";
  if (groups.length !== 1)
    return [
      {
        code: "shape/wrong-number-of-sizes",
        message: `groups has ${groups.length} numbers, and is one for all axes`,
        help: `write g${groups[0]}`,
        argument,
      },
    ];
  const [g] = groups as readonly [number];
  if (g < 1) return sizesMustBePositive([[argument, argument, groups, 1]]);
  const channels = channelsOf(input);
  const filters = filtersOf(values);
  if (channels % g === 0 && filters % g === 0) return [];
  const failing = [
    ...(channels % g === 0 ? [] : [[channels, "channels of its input"] as const]),
    ...(filters % g === 0 ? [] : [[filters, "filters"] as const]),
  ];
  const common = divisors(greatestCommonDivisor(channels, filters));
  const shown = common.length > 12 ? `${common.slice(0, 12).join(", ")}, …` : common.join(", ");
  return [
    {
      code: "shape/groups-do-not-divide",
      message: `${g} groups do not divide the ${failing.map(([size, what]) => `${size} ${what}`).join(" and the ")}`,
      notes: failing.map(([size]) => `${size}/${g} = ${(size / g).toFixed(2)}`),
      help: `groups that divide both ${channels} and ${filters}: ${shown}`,
      argument,
    },
  ];
}
