/**
 * Two linear layers with nothing between them are one linear layer: the composition computes nothing that one could not, so
 * most often an activation was forgotten. Silent where two are cheaper than one, which is why people write them so:
 *
 * - separable convolutions: one layer mixes places and the other channels (depthwise and 1x1), or they mix places along
 *   different axes (7x1 and 1x7);
 * - a narrow middle, with fewer weights than one layer would need (a matrix of low rank);
 * - a layer that enlarges the map behind one that does not: scores, then their learned interpolation.
 *
 * Also silent where something else reads the value between. Reshapes, layers that act in training only, and layers that average or
 * copy (pooling by the mean, enlarging, padding) are nothing: what they do is linear too.
 */
import { channelsOf, printShape } from "../../ops/shape.ts";
import { add, multiply, printCount, product } from "../../ops/size-arithmetic.ts";
import { linearAfterLinear } from "../diagnostics/lints.ts";
import type { CheckedLayer } from "../model.ts";
import { soleProducerOf } from "./flow.ts";
import { labelAt, type LintedModel } from "./linted-model.ts";

export function linearLayersShouldBeApart({ model, flow, warn, insertBehind, usualActivation }: LintedModel): void {
  for (const layer of model.layers) {
    if (!layer.operator.facts.linear) continue;
    const between: CheckedLayer[] = [];
    const first = soleProducerOf(layer, flow, (at) => isNothing(at) && between.push(at) > 0);
    if (!first?.operator.facts.linear) continue;
    const pair = pairUp(first, layer);
    if (pair.hasNarrowMiddle || pair.isFactorization) continue;
    const averaging = between.find(({ operator }) => operator.facts.averages && !operator.facts.passes);
    const activation = usualActivation(model);
    warn(linearAfterLinear, layer, {
      message:
        averaging === undefined
          ? `\`${first.name}\` and \`${layer.name}\` are linear with nothing between, so one layer could do what both do`
          : `\`${first.name}\` and \`${layer.name}\` are linear, and \`${averaging.name}\` between them is too, so one layer could do what both do`,
      labels: [labelAt(first, "this is linear")],
      notes: averaging === undefined ? [pair.arithmetic] : [],
      help: `put an activation such as \`${activation}\` between them, or write one layer`,
      fixes: insertBehind(first, activation),
    });
  }
}

function isNothing({ operator: { facts } }: CheckedLayer): boolean {
  return facts.reshapes === true || facts.trainingOnly === true || facts.averages === true;
}

interface Pair {
  /** Fewer values between than on either side, and fewer weights than one layer would have. */
  readonly hasNarrowMiddle: boolean;
  readonly isFactorization: boolean;
  readonly arithmetic: string;
}

function pairUp(first: CheckedLayer, second: CheckedLayer): Pair {
  const [a, b] = [mixingOf(first), mixingOf(second)];
  if (a === "everything" || b === "everything") return pairOfLists(first, second);
  const joined = a.axes.map(({ extent, stride }, i) => extent + ((b.axes[i]?.extent ?? 1) - 1) * stride);
  const one = product([...joined, channelsOf(first.input), channelsOf(second.output)]);
  const kernels = [a, b].map(({ axes }) => printShape(axes.map(({ extent }) => extent)));
  const { input, output } = { input: printShape(first.input), output: printShape(second.output) };
  return {
    hasNarrowMiddle: isNarrow(channelsOf, first, second) && add(first.weights, second.weights) < one,
    isFactorization: isSeparable(a, b) || (enlarges(b) && !enlarges(a)),
    arithmetic:
      joined.length === 0 || joined.some((extent) => !Number.isInteger(extent))
        ? `${input} → ${printShape(first.output)} → ${output} is one linear map`
        : `a window of ${kernels[0]} and then one of ${kernels[1]} are one of ${printShape(joined)}`,
  };
}

/** At least one of them reads a list: one layer for both would be a full connection. */
function pairOfLists(first: CheckedLayer, second: CheckedLayer): Pair {
  const [from, middle, to] = [first.input, first.output, second.output];
  const one = multiply(product(from), product(to));
  const both = add(first.weights, second.weights);
  const [start, end] = [printShape(from), printShape(to)];
  return {
    hasNarrowMiddle: isNarrow(product, first, second) && both < one,
    isFactorization: false,
    arithmetic: `${start} → ${printShape(middle)} → ${end} takes ${printCount(both)} weights, ${start} → ${end} takes ${printCount(one)}`,
  };
}

function isNarrow(width: (shape: readonly number[]) => number, first: CheckedLayer, second: CheckedLayer): boolean {
  return width(first.output) < Math.min(width(first.input), width(second.output));
}

/** What a linear layer mixes with what. */
interface Mixing {
  readonly axes: readonly { readonly extent: number; readonly stride: number }[];
  /** Every channel of the input goes into every channel of the output. */
  readonly allChannels: boolean;
}

function mixingOf({ operator, input, output, values, parameters }: CheckedLayer): Mixing | "everything" {
  const window = operator.kind === "layer" ? operator.window(input, values) : undefined;
  if (window === "all") return "everything";
  // [out][in of its group][kernel…] or, transposed, [in][out of its group][kernel…].
  const [a = 1, b = 1] = parameters.find(({ kind }) => kind === "weight")?.shape ?? [];
  return { axes: window ?? [], allChannels: multiply(a, b) >= multiply(channelsOf(input), channelsOf(output)) };
}

function isSeparable(a: Mixing, b: Mixing): boolean {
  const [along, then] = [mixedAxes(a), mixedAxes(b)];
  if (along.some((axis) => then.includes(axis))) return false;
  return !a.allChannels || !b.allChannels || (along.length > 0 && then.length > 0);
}

function mixedAxes({ axes }: Mixing): readonly number[] {
  return axes.flatMap(({ extent }, i) => (extent > 1 ? [i] : []));
}

function enlarges({ axes }: Mixing): boolean {
  return axes.some(({ stride }) => stride < 1);
}
