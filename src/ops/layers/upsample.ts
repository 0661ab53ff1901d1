/** More places: each one repeated, or numbers in between interpolated. */
import { type Affine, affine, axisIndex } from "../../ir/affine.ts";
import type { Axis, Within } from "../../ir/nest.ts";
import { type Scalar, load, result, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { batchAxis, placeNames, windowNames } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { copyElements } from "../families/elements.ts";
import { explainAxes, onePerAxis } from "../families/per-axis.ts";
import { learnsNothing } from "../families/shared-parts.ts";
import { sizesMustBePositive } from "../families/window-problems.ts";
import { placesMustExist } from "../families/windowed.ts";
import type { Lowering, Shape } from "../operator.ts";
import { accept, channelsOf, reject, spatialOf } from "../shape.ts";
import { multiply } from "../size-arithmetic.ts";
import { both, each, named } from "../pytorch.ts";

const name = "upsample";

/** Of an accepted input. */
function factorsOf(input: Shape, sizes: readonly number[]): readonly number[] {
  return sizes.length === 1 ? spatialOf(input).map(() => sizes[0]!) : sizes;
}

export const upsample = defineLayer({
  name,
  documentation: {
    summary: "a larger map, by repetition or interpolation",
    details: [
      "`upsample 2` doubles every axis by repeating each place (nearest); `upsample 2 bilinear` interpolates between neighbors instead, " +
        "linearly along each axis, so on a sequence it is linear and on a volume trilinear. A place stands for its middle, and nothing " +
        "lies beyond the outermost middles (PyTorch's `align_corners=False`).",
      "",
      "    N·S",
      "",
      "PyTorch: `Upsample(scale_factor=2)`, with `mode` `nearest`, `linear`, `bilinear` or `trilinear`.",
    ].join("\n"),
    example:
      "model Example {\n  input 14x14x4\n  conv 3x3x8 p1 -> relu -> upsample 2\n  upsample 2 bilinear -> conv 3x3x4 p1\n}\n",
  },
  schema: {
    factor: { kind: "sizes", places: "factor", doc: "how many times larger, for all axes or per axis: `2`, `2x4`" },
    mode: {
      kind: "named-word",
      words: ["nearest", "bilinear"],
      default: "nearest",
      bare: true,
      doc: "`nearest` repeats places, `bilinear` interpolates between them",
    },
  },
  facts: { averages: true },
  shape(input, { factor }) {
    const spread = onePerAxis(input, factor, "factor", "the factor");
    const problems = [
      ...placesMustExist(input, name),
      ...("problem" in spread ? [spread.problem] : []),
      ...sizesMustBePositive([["factor", "the factor", factor, 1]]),
    ];
    if (problems.length > 0) return reject(problems[0]!);
    const factors = factorsOf(input, factor);
    return accept([...spatialOf(input).map((size, i) => multiply(size, factors[i]!)), channelsOf(input)]);
  },
  ...learnsNothing,
  window: (input, { factor, mode }) =>
    factorsOf(input, factor).map((times) => ({ extent: mode === "nearest" || times === 1 ? 1 : 2, stride: 1 / times })),
  explain: (input, _, { factor }) =>
    explainAxes(
      factorsOf(input, factor).map((times, i) => ({ size: input[i]!, times })),
      ({ size, times }, subject) => [
        { subject, formula: "N·S", numbers: `${size}·${times}`, value: String(size * times) },
      ],
    ),
  forward(lowering, input, _, { factor, mode }) {
    const [count, ...sizes] = input.shape as readonly [number, ...number[]];
    const factors = factorsOf([...sizes, count], factor);
    const output = lowering.activation([count, ...sizes.map((size, i) => size * factors[i]!)]);
    const outer = placeNames(sizes.length);
    const inner = windowNames(sizes.length);
    const axes: readonly Axis[] = [
      batchAxis,
      { name: "c", extent: count },
      ...sizes.flatMap((size, i) => [
        { name: outer[i]!, extent: size },
        ...(factors[i] === 1 ? [] : [{ name: inner[i]!, extent: factors[i]! }]),
      ]),
    ];
    const write = [
      axisIndex("n"),
      axisIndex("c"),
      ...sizes.map(
        (_size, i) =>
        factors[i] === 1 ? axisIndex(outer[i]!) : affine(0, [[outer[i]!, factors[i]!], [inner[i]!, 1]]), // prettier-ignore
      ),
    ];
    if (mode === "nearest") {
      const read = [axisIndex("n"), axisIndex("c"), ...outer.map(axisIndex)];
      copyElements(lowering, { axes, from: input, read, to: output, write });
    } else interpolate(lowering, input, output, axes, write, factors);
    return output;
  },
  pytorch(shape, _, { factor, mode }) {
    const factors = factorsOf(shape, factor);
    const scale = named("scale_factor", each(factors, "scale"));
    if (mode === "nearest") return both("nn.Upsample", "F.interpolate", scale);
    const linear = ["linear", "bilinear", "trilinear"][factors.length - 1]!;
    return both("nn.Upsample", "F.interpolate", scale, named("mode", linear), named("align_corners", false));
  },
});

/** Each output is a weighted sum of its place's input and the ones before and after it, along every axis that grows. */
function interpolate(
  lowering: Lowering,
  input: Tensor,
  output: Tensor,
  axes: readonly Axis[],
  write: readonly Affine[],
  factors: readonly number[],
): void {
  const sizes = input.shape.slice(1);
  const outer = placeNames(sizes.length);
  const inner = windowNames(sizes.length);
  const taps: Axis[] = [];
  const within: Within[] = [];
  const weights: Scalar[] = [];
  const read = sizes.map((size, i): Affine => {
    if (factors[i] === 1) return axisIndex(outer[i]!);
    const tap = `${outer[i]!}t`;
    taps.push({ name: tap, extent: 3 });
    const at = affine(-1, [[outer[i]!, 1], [tap, 1]]); // prettier-ignore
    within.push({ value: at, extent: size });
    const table = lowering.constant([size, factors[i]!, 3], neighborWeights(size, factors[i]!), `weights-${outer[i]!}`);
    weights.push(load(table, [outer[i]!, inner[i]!, tap].map(axisIndex)));
    return at;
  });
  lowering.emit({
    name: `${lowering.name}.forward`,
    axes: [...axes, ...taps],
    within,
    reduction: { kind: "sum", over: taps.map((tap) => tap.name) },
    body: weights.reduce(times, load(input, [axisIndex("n"), axisIndex("c"), ...read])),
    writes: [{ tensor: output, index: write, value: result }],
  });
}

/** `[size][factor][3]`: what the place before, the place itself and the one after weigh in each output. */
function neighborWeights(size: number, factor: number): number[] {
  return Array.from({ length: size * factor }, (_, position) => {
    const place = Math.floor(position / factor);
    const source = Math.max(0, (position + 0.5) / factor - 0.5);
    const first = Math.floor(source);
    const second = Math.min(first + 1, size - 1);
    const own = [0, 0, 0];
    own[first - place + 1]! += 1 - (source - first);
    own[second - place + 1]! += source - first;
    return own;
  }).flat();
}
