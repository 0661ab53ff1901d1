/**
 * Mean and variance of each channel over the images and places of a batch, with their running averages. Takes the lowering, a
 * map and the state tensors; emits nests and gives the statistics, `[C]` each. In two passes, as differences of squares lose
 * what they should keep.
 */
import { type Affine, axisIndex } from "../../ir/affine.ts";
import {
  binary,
  constant,
  index as indexNumber,
  load,
  minus,
  over,
  plus,
  result,
  type Scalar,
  select,
  times,
  unary,
} from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { walk } from "../axes.ts";
import type { Lowering } from "../operator.ts";
import { product } from "../size-arithmetic.ts";

export interface BatchStatistics {
  readonly mean: Tensor;
  /** 1/√(variance + eps) */
  readonly inverseDeviation: Tensor;
}

export interface Running {
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** The share of this batch. */
  readonly momentum: number;
}

export function measureBatch(lowering: Lowering, input: Tensor, eps: number, running: Running): BatchStatistics {
  const { count, inverseCount } = lowering.controls;
  const [channels, ...sizes] = input.shape as readonly [number, ...number[]];
  const places = product(sizes);
  const { axes, index } = walk(input);
  const [n, c] = axes.map(({ name }) => axisIndex(name)) as [Affine, Affine];
  const overBatch = { kind: "sum", over: axes.map(({ name }) => name).filter((name) => name !== "c") } as const;
  const value = load(input, index);
  // A batch may be short, and memory past its end is anyone's.
  const present = (e: Scalar): Scalar => select(indexNumber(n), "<", load(count), e, constant(0));
  const mean = times(result, times(load(inverseCount), constant(1 / places)));
  const statistics = {
    mean: lowering.statistic([channels], "mean"),
    variance: lowering.statistic([channels], "variance"),
    inverseDeviation: lowering.statistic([channels], "inverseDeviation"),
  };

  lowering.emit({
    name: `${lowering.name}.mean`,
    axes,
    within: [],
    reduction: overBatch,
    body: present(value),
    writes: [{ tensor: statistics.mean, index: [c], value: mean }],
  });
  const difference = minus(value, load(statistics.mean, [c]));
  lowering.emit({
    name: `${lowering.name}.variance`,
    axes,
    within: [],
    reduction: overBatch,
    body: present(times(difference, difference)),
    writes: [{ tensor: statistics.variance, index: [c], value: mean }],
  });
  lowering.emit({
    name: `${lowering.name}.inverseDeviation`,
    axes: [{ name: "c", extent: channels }],
    within: [],
    reduction: { kind: "none" },
    body: inverseDeviation(load(statistics.variance, [c]), eps),
    writes: [{ tensor: statistics.inverseDeviation, index: [c], value: result }],
  });
  keepAverages(lowering, statistics, running, places);
  return statistics;
}

/** With the updates of the step, so that a step that diverges, or only leaves gradients, changes no state. */
function keepAverages(
  lowering: Lowering,
  { mean, variance }: { readonly mean: Tensor; readonly variance: Tensor },
  running: Running,
  places: number,
): void {
  const { count, update } = lowering.controls;
  const c = [axisIndex("c")];
  const numbers = times(load(count), constant(places));
  // n/(n - 1), which makes Σ/(n - 1) of Σ/n; of a single number it would be 1/0.
  const unbiased = over(numbers, binary("max", minus(numbers, constant(1)), constant(1)));
  const keep = (average: Tensor, measured: Scalar): void =>
    lowering.update({
      name: average.name,
      axes: [{ name: "c", extent: average.shape[0]! }],
      within: [],
      reduction: { kind: "none" },
      body: plus(times(constant(1 - running.momentum), load(average, c)), times(constant(running.momentum), measured)),
      writes: [{ tensor: average, index: c, value: result, when: { control: update, nonzero: true } }],
    });
  keep(running.mean, load(mean, c));
  keep(running.variance, times(load(variance, c), unbiased));
}

export function inverseDeviation(variance: Scalar, eps: number): Scalar {
  return over(constant(1), unary("sqrt", plus(variance, constant(eps))));
}
