/**
 * What normalizations have in common: the argument `eps`, a learned scale and shift that start at 1 and 0, and the nests that
 * bring groups of channels to mean 0 and variance 1, image by image. Takes tensors channels first; relies on groups that
 * divide the channels. Not for statistics over a batch, which a nest of one image cannot see.
 */
import { type Affine, affine, axisIndex } from "../../ir/affine.ts";
import type { Axis, Nest } from "../../ir/nest.ts";
import { type Scalar, constant, load, minus, over, plus, result, times, unary } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { batchAxis, placeNames } from "../axes.ts";
import type { Explanation, Lowering, ParameterSpec } from "../operator.ts";
import type { NamedNumberSpec } from "../schema.ts";
import { multiply, printCount, product } from "../size-arithmetic.ts";

export const epsSchema = {
  eps: {
    kind: "named-number",
    minimum: 0,
    exclusiveMinimum: true,
    default: 1e-5,
    doc: "added to the variance, so that none is zero: `eps=1e-5`",
  },
} as const satisfies Record<string, NamedNumberSpec>;

/** PyTorch's `weight` and `bias`. No initialization of a recipe touches them. */
export function scaleAndShift(shape: readonly number[]): readonly ParameterSpec[] {
  const spec = { shape, fanIn: 1, fanOut: 1 } as const;
  return [
    { name: "weight", ...spec, kind: "scale", initial: 1 },
    { name: "bias", ...spec, kind: "shift", initial: 0 },
  ];
}

/** `2·C` with the sizes that `formula` names. */
export function explainScaleAndShift(formula: string, sizes: readonly number[]): Explanation {
  return {
    subject: "parameters",
    formula: `2·${formula}`,
    numbers: `2·${sizes.join("·")}`,
    value: printCount(multiply(2, product(sizes))),
  };
}

/** Where a scale or shift lies for an element, from the number of its channel and its place. */
export type CoefficientIndex = (channel: Affine, places: readonly Affine[]) => readonly Affine[];

/**
 * Emits y = (x - mean)/√(variance + eps)·weight + bias, mean and variance (of all its elements, not one less) over the channels
 * and places of each group of each image. The variance is that of the differences from the mean, which keeps its digits
 * where the mean is large.
 */
export function normalizeGroups(
  lowering: Lowering,
  input: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
  { groups, eps, index }: { readonly groups: number; readonly eps: number; readonly index: CoefficientIndex },
): Tensor {
  const [channels, ...places] = input.shape as readonly [number, ...number[]];
  const depth = channels / groups;
  const names = placeNames(places.length);
  const inside: Axis[] = [
    { name: "c", extent: depth },
    ...places.map((extent, i): Axis => ({ name: names[i]!, extent })),
  ];
  const grouped = groups > 1;
  const axes: Axis[] = [batchAxis, ...(grouped ? [{ name: "g", extent: groups }] : []), ...inside];
  const n = axisIndex("n");
  const group = grouped ? [n, axisIndex("g")] : [n];
  const channel = affine(0, [...(grouped ? [["g", depth] as const] : []), ["c", 1]]);
  const place = names.map(axisIndex);
  const element = [n, channel, ...place];

  const perGroup = (suffix: string): Tensor => lowering.activation(grouped ? [groups] : [], suffix);
  const [mean, inverse] = [perGroup("mean"), perGroup("inverse")];
  const output = lowering.activation(input.shape);
  const share = constant(1 / product([depth, ...places]));
  const overGroup = { kind: "sum", over: inside.map(({ name }) => name) } as const;
  const difference = minus(load(input, element), load(mean, group));
  const coefficient = (name: string): Scalar => load(parameters.get(name)!, index(channel, place));
  const emit = (stage: string, nest: Omit<Nest, "name" | "axes" | "within">): void =>
    lowering.emit({ name: `${lowering.name}.${stage}`, axes, within: [], ...nest });

  emit("mean", {
    reduction: overGroup,
    body: load(input, element),
    writes: [{ tensor: mean, index: group, value: times(result, share) }],
  });
  emit("variance", {
    reduction: overGroup,
    body: times(difference, difference),
    writes: [
      {
        tensor: inverse,
        index: group,
        value: over(constant(1), unary("sqrt", plus(times(result, share), constant(eps)))),
      },
    ],
  });
  emit("forward", {
    reduction: { kind: "none" },
    body: plus(times(times(difference, load(inverse, group)), coefficient("weight")), coefficient("bias")),
    writes: [{ tensor: output, index: element, value: result }],
  });
  return output;
}
