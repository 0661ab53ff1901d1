/**
 * What the convolutions have in common: their learned tensors, the check of their size lists and groups, and the loop nest
 * that sums products of windows and filters. Takes solved windows and the numbers of filters and groups. Not for shapes,
 * which `windowed.ts` infers, nor for the transposed form, whose windows lie in its output.
 */
import { affine, axisIndex } from "../../ir/affine.ts";
import type { Axis } from "../../ir/nest.ts";
import { load, result, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { batchAxis } from "../axes.ts";
import type { Explanation, Lowering, ParameterSpec, Problem, Shape } from "../operator.ts";
import { channelsOf, printShape, spatialOf } from "../shape.ts";
import { add, printCount, product } from "../size-arithmetic.ts";
import { groupsMustDivide } from "./groups.ts";
import { axesOf } from "./per-axis.ts";
import type { WindowAxis } from "./window-geometry.ts";
import { sizesMustBePositive } from "./window-problems.ts";
import { walkWindows } from "./windowed.ts";

export interface Filters {
  readonly kernel: readonly number[];
  readonly filters: number;
  readonly groups: number;
}

/** Weights of the given shape, and one bias per filter unless `nobias`. */
export function weightAndBias(
  shape: readonly number[],
  fans: Pick<ParameterSpec, "fanIn" | "fanOut">,
  filters: number,
  nobias: boolean,
): readonly ParameterSpec[] {
  const weight = { name: "weight", shape, ...fans, kind: "weight" } as const;
  return nobias ? [weight] : [weight, { name: "bias", shape: [filters], ...fans, kind: "bias" }];
}

/** `[F][C/g][K][K]`, and the fans PyTorch computes from that shape. */
export function convolutionParameters(
  channels: number,
  { kernel, filters, groups }: Filters,
  nobias: boolean,
): readonly ParameterSpec[] {
  const depth = channels / groups;
  const fans = { fanIn: product([...kernel, depth]), fanOut: product([...kernel, filters]) };
  return weightAndBias([filters, depth, ...kernel], fans, filters, nobias);
}

/** Weights and parameters as formula and numbers; `formula` and `numbers` are those of the weights. */
export function explainParameters(
  { formula, numbers }: Pick<Explanation, "formula" | "numbers">,
  weights: number,
  bias: { readonly formula: string; readonly count: number } | undefined,
): readonly Explanation[] {
  const weightRow = { subject: "weights", formula, numbers, value: printCount(weights) };
  if (!bias) return [weightRow, { ...weightRow, subject: "parameters" }];
  return [
    weightRow,
    {
      subject: "parameters",
      formula: `${formula} + ${bias.formula}`,
      numbers: `${numbers} + ${bias.count}`,
      value: printCount(add(weights, bias.count)),
    },
  ];
}

/** `K·K`, `Ho·Wo`: one factor per axis. */
export const kernelLetters = (count: number): string => Array<string>(count).fill("K").join("·");
export const placeLetters = (count: number, of: "o" | "i"): string =>
  count === 1 ? `L${of}` : ["D", "H", "W"].slice(3 - count).map((letter) => letter + of).join("·"); // prettier-ignore

export function lowerConvolution(
  lowering: Lowering,
  input: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
  windows: readonly WindowAxis[],
  { kernel, filters, groups }: Filters,
): Tensor {
  const { positions, places, input: at, within } = walkWindows(windows);
  const depth = input.shape[0]! / groups;
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
    macs: product([filters, ...positions.map(({ extent }) => Number(extent)), depth, ...kernel]),
  });
  return output;
}

/** A size list of a kernel and the number of filters. */
export function sizesMustCountAxes(input: Shape, name: string, sizes: readonly number[]): Problem[] {
  const count = spatialOf(input).length;
  if (sizes.length === count + 1) return [];
  if (sizes.length === count && count > 1) {
    const kernel = printShape(sizes);
    return [
      {
        code: "shape/wrong-number-of-sizes",
        message: `the number of filters is missing: ${kernel} is the kernel of \`${name}\``,
        notes: [`its ${printShape(input)} input has ${axesOf(count)}`],
        help: `write it behind the kernel: \`${name} ${kernel}x16\` has 16 filters`,
        argument: "sizes",
      },
    ];
  }
  const filters = sizes.length > 1 ? sizes[sizes.length - 1]! : 16;
  const meant = printShape([...Array<number>(count).fill(sizes[0] ?? 3), filters]);
  return [
    {
      code: "shape/wrong-number-of-sizes",
      message: `\`${name}\` takes ${[...kernelNames(count), "filters"].join(" x ")} here, and has ${printNumbers(sizes)}`,
      notes: [`its ${printShape(input)} input has ${axesOf(count)}`],
      help: `write \`${name} ${meant}\``,
      argument: "sizes",
      // A kernel that is not the same along all axes is not for a machine to guess.
      ...(new Set(sizes.slice(0, -1)).size <= 1 && sizes.length > 1
        ? { fix: { title: `write ${meant}`, argument: "sizes", text: meant } }
        : {}),
    },
  ];
}

/** `kernel height`, `kernel width`. */
export function kernelNames(count: number): readonly string[] {
  return count === 1 ? ["kernel length"] : ["kernel depth", "kernel height", "kernel width"].slice(3 - count);
}

export const printNumbers = ({ length }: readonly number[]): string => `${length} ${length === 1 ? "number" : "numbers"}`; // prettier-ignore

/** `g2` of a convolution: one number that divides channels and filters. */
export function groupsMustFit(input: Shape, filters: number, groups: readonly number[] | undefined): Problem[] {
  if (!groups) return [];
  const argument = "groups";
  const [g] = groups as readonly [number];
  const one = `g${g}`;
  if (groups.length !== 1)
    return [
      {
        code: "shape/wrong-number-of-sizes",
        message: `groups has ${groups.length} numbers, and is one for all axes`,
        help: `write ${one}`,
        argument,
        fix: { title: `write ${one}`, argument, text: one },
      },
    ];
  if (g < 1) return sizesMustBePositive([[argument, argument, groups, 1]]);
  return groupsMustDivide({
    groups: g,
    among: [
      [channelsOf(input), "channels of its input"],
      [filters, "filters"],
    ],
    argument,
    print: (each) => `g${each}`,
  });
}
