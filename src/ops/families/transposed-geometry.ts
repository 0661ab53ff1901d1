/**
 * The windows of a transposed convolution: every place of the input spreads a kernel over the output. Takes the sizes of one
 * axis as written; gives the size of the output, its arithmetic as text, and how it sees the input. Not for what is
 * multiplied.
 */
import type { WindowSpec } from "../operator.ts";
import type { Padding } from "../schema.ts";
import { add, ceilDivide, floorDivide, multiply } from "../size-arithmetic.ts";
import type { Arithmetic } from "./window-geometry.ts";

export interface TransposedAxis extends Padding {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly outpad: number;
}

/** Zero or below when the padding takes everything away. */
export function transposedSize({ input, kernel, stride, dilation, before, after, outpad }: TransposedAxis): number {
  const spread = add(multiply(input - 1, stride), add(multiply(dilation, kernel - 1), 1));
  return add(spread, outpad - before - after);
}

export function transposedArithmetic(axis: TransposedAxis): Arithmetic {
  const { input, kernel, stride, dilation, before, after, outpad } = axis;
  const even = before === after;
  return {
    formula: `(N - 1)·S - ${even ? "2P" : "before - after"} + D·(K - 1) + outpad + 1`,
    numbers: `(${input} - 1)·${stride} - ${even ? `2·${before}` : `${before} - ${after}`} + ${dilation}·(${kernel} - 1) + ${outpad} + 1`,
    value: String(transposedSize(axis)),
  };
}

/** The other notation, with p the padding of both sides together. */
export function totalTransposedArithmetic(axis: TransposedAxis): Arithmetic {
  const { input, kernel, stride, dilation, before, after, outpad } = axis;
  return {
    formula: "(n - 1)·s - p + d·(k - 1) + outpad + 1",
    numbers: `(${input} - 1)·${stride} - ${before + after} + ${dilation}·(${kernel} - 1) + ${outpad} + 1`,
    value: String(transposedSize(axis)),
  };
}

/** Kernels are never this long; an absurd one is taken to reach the output, so that no time goes into it. */
const longestKernel = 4096;

/** True when some place of the output gets something from the input: S·y + D·i - P lies inside for some y and i. */
export function reachesOutput(axis: TransposedAxis): boolean {
  const { input, kernel, stride, dilation, before } = axis;
  const size = transposedSize(axis);
  if (kernel > longestKernel) return size >= 1;
  return Array.from({ length: kernel }, (_, i) => dilation * i - before).some((offset) => {
    const y = Math.max(0, ceilDivide(-offset, stride));
    return y < input && stride * y + offset < size;
  });
}

/** Neighboring outputs are 1/S of a place apart. The extent is the largest: an output next to it may see one place less. */
export function transposedWindow({ kernel, stride, dilation }: TransposedAxis): WindowSpec {
  return { extent: floorDivide(multiply(dilation, kernel - 1), stride) + 1, stride: 1 / stride };
}
