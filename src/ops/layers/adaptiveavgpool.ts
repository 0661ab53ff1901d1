/** Average pooling to a given size: the windows follow from the sizes of input and output, and may overlap. */
import { affine, axisIndex } from "../../ir/affine.ts";
import { constant, load, result, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { explainAxes, onePerAxis } from "../families/per-axis.ts";
import { poolingShouldHavePlaces } from "../families/pooling.ts";
import { learnsNothing } from "../families/shared-parts.ts";
import { sizesMustBePositive } from "../families/window-problems.ts";
import { placesMustExist } from "../families/windowed.ts";
import type { Lowering, Shape } from "../operator.ts";
import { accept, channelsOf, reject, spatialOf } from "../shape.ts";
import { add, ceilDivide, floorDivide, greatestCommonDivisor, multiply } from "../size-arithmetic.ts";
import { both, each } from "../pytorch.ts";

const name = "adaptiveavgpool";

/** Of an accepted input. */
const outputsOf = (input: Shape, sizes: readonly number[]): readonly number[] =>
  sizes.length === 1 ? spatialOf(input).map(() => sizes[0]!) : sizes;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The window of one output along an axis of `size` places. */
function spanOf(position: number, size: number, outputs: number): Span {
  const start = floorDivide(multiply(position, size), outputs);
  return { start, end: ceilDivide(multiply(position + 1, size), outputs) };
}

/** The most places that one output sees. */
function widest(size: number, outputs: number): number {
  if (size % outputs === 0) return size / outputs;
  // A window that starts r/O behind a place ends ⌈(r + N)/O⌉ behind it; r = p·N mod O takes every multiple of gcd(N, O) below O.
  return ceilDivide(add(size, outputs - greatestCommonDivisor(size, outputs)), outputs);
}

export const adaptiveavgpool = defineLayer({
  name,
  documentation: {
    summary: "average pooling to a size that is given",
    details: [
      "`adaptiveavgpool 6x6` gives 6x6 places, whatever comes in, so that the full connections after it fit. Output i is the mean of " +
        "the places from ⌊i·N/O⌋ up to ⌈(i + 1)·N/O⌉ of N, which overlap where O does not divide N, and are repeated where O is " +
        "larger. Where the sizes agree it does nothing.",
      "",
      "PyTorch: `AdaptiveAvgPool1d`, `AdaptiveAvgPool2d`, `AdaptiveAvgPool3d`. `gavgpool` is the case of one place.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  conv 3x3x16 p1 -> relu -> adaptiveavgpool 6x6 -> fc 10\n}\n",
  },
  schema: {
    size: { kind: "sizes", places: "places", doc: "the places of the output, for all axes or per axis: `6x6`, `1`" },
  },
  facts: { averages: true },
  shape(input, { size }) {
    const spread = onePerAxis(input, size, "size", "the size");
    const problems = [
      ...placesMustExist(input, name),
      ...("problem" in spread ? [spread.problem] : []),
      ...sizesMustBePositive([["size", "the size", size, 1]]),
    ];
    if (problems.length > 0) return reject(problems[0]!);
    return accept([...outputsOf(input, size), channelsOf(input)], poolingShouldHavePlaces(input, name));
  },
  ...learnsNothing,
  window(input, { size }) {
    const outputs = outputsOf(input, size);
    if (outputs.every((count) => count === 1)) return "all";
    return outputs.map((count, i) => ({ extent: widest(input[i]!, count), stride: input[i]! / count }));
  },
  explain: (input, _, { size }) =>
    explainAxes(
      outputsOf(input, size).map((count, i) => ({ places: input[i]!, count })),
      ({ places, count }, subject) => {
        const last = spanOf(count - 1, places, count);
        return [
          {
            subject: `${subject}, window of output i`,
            formula: "⌊i·N/O⌋ up to ⌈(i + 1)·N/O⌉",
            numbers: `⌊${count - 1}·${places}/${count}⌋ up to ⌈${count}·${places}/${count}⌉ for the last`,
            value: `${last.start} up to ${last.end}`,
          },
        ];
      },
    ),
  forward(lowering, input, _, { size }) {
    const [count, ...places] = input.shape as readonly [number, ...number[]];
    const outputs = outputsOf([...places, count], size);
    // Means of means of equal weights: one axis after the other.
    const changing = outputs.flatMap((each, i) => (each === places[i] ? [] : [i + 1]));
    return changing.reduce((from, dimension, turn) => {
      const last = turn === changing.length - 1;
      return poolAxis(lowering, from, dimension, outputs[dimension - 1]!, last ? undefined : `pooled${turn}`);
    }, input);
  },
  pytorch(shape, _, { size }) {
    const axes = shape.length - 1;
    return both(`nn.AdaptiveAvgPool${axes}d`, `F.adaptive_avg_pool${axes}d`, each(outputsOf(shape, size), "size"));
  },
});

function poolAxis(
  lowering: Lowering,
  from: Tensor,
  dimension: number,
  outputs: number,
  suffix: string | undefined,
): Tensor {
  const size = from.shape[dimension]!;
  const to = lowering.activation(from.shape.with(dimension, outputs), suffix);
  const { axes, index } = walk(to);
  const position = axes[dimension + 1]!.name;
  const even = size % outputs === 0;
  const window = even ? size / outputs : size;
  const at = even ? affine(0, [[position, window], ["i", 1]]) : axisIndex("i"); // prettier-ignore
  const value = load(from, index.with(dimension + 1, at));
  const table = even ? undefined : lowering.constant([outputs, size], shares(size, outputs), `shares-${position}`);
  lowering.emit({
    name: `${lowering.name}.${suffix ?? "forward"}`,
    axes: [...axes, { name: "i", extent: window }],
    within: [],
    reduction: { kind: "sum", over: ["i"] },
    body: table ? times(value, load(table, [axisIndex(position), axisIndex("i")])) : value,
    writes: [{ tensor: to, index, value: table ? result : times(result, constant(1 / window)) }],
  });
  return to;
}

/** `[outputs][size]`: one over the places of the window, 0 outside. */
function shares(size: number, outputs: number): number[] {
  return Array.from({ length: outputs }, (_, position) => {
    const { start, end } = spanOf(position, size, outputs);
    return Array.from({ length: size }, (_place, i) => (i >= start && i < end ? 1 / (end - start) : 0));
  }).flat();
}
