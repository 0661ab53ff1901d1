/**
 * A window that slides along the axes of a map: from the sizes as written to stride, padding, extent and number of
 * positions per axis, and the arithmetic as text. Takes whole numbers; gives exact ones. Knows nothing of what is
 * computed inside the window, and judges nothing: see `window-problems.ts`.
 */
import { add, ceilDivide, floorDivide, multiply, remainder } from "../size-arithmetic.ts";
import type { AttributeSpec, FlagSpec, Padding, PaddingSpec } from "../schema.ts";

/** The arguments every layer with a window has. */
export const windowSchema = {
  stride: { kind: "attribute", letter: "s", minimum: 1, doc: "stride, for all axes or per axis: `s2`, `s2x1`" },
  padding: {
    kind: "padding",
    letter: "p",
    doc: "padding on each side, or before:after, for all axes or per axis: `p1`, `p1:0`, `p3x1`",
  },
  same: {
    kind: "flag",
    doc: "the padding that gives ⌈size/stride⌉ places, the odd one at the end (TensorFlow's SAME, ONNX's SAME_UPPER)",
  },
  valid: { kind: "flag", doc: "no padding, the same as `p0`" },
} as const satisfies Record<string, AttributeSpec | PaddingSpec | FlagSpec>;

/** One axis as asked for. */
export interface WindowRequest {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** `same`: computed. */
  readonly padding: Padding | "same";
  /** Rounds the number of positions up, as PyTorch's `ceil_mode`. */
  readonly ceil: boolean;
}

/** One axis, solved. */
export interface WindowAxis extends Padding {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly ceil: boolean;
  /** Places from the first to the last that the window touches: D·(K - 1) + 1. */
  readonly extent: number;
  /** Positions of the window; zero or below when it does not fit. */
  readonly output: number;
  /** Places of the padded input after the last position's window (0 with `ceil`). */
  readonly left: number;
}

export function solveWindow({ input, kernel, stride, dilation, padding, ceil }: WindowRequest): WindowAxis {
  const extent = add(multiply(dilation, kernel - 1), 1);
  const { before, after } = padding === "same" ? samePadding(input, extent, stride) : padding;
  // Places the window can move by.
  const room = input + before + after - extent;
  let output = (ceil ? ceilDivide(room, stride) : floorDivide(room, stride)) + 1;
  // PyTorch: the last window must start inside the input or the padding before it.
  if (ceil && (output - 1) * stride >= input + before) output -= 1;
  return {
    ...{ input, kernel, stride, dilation, ceil, extent, before, after, output },
    left: ceil ? 0 : remainder(room, stride),
  };
}

function samePadding(input: number, extent: number, stride: number): Padding {
  const total = Math.max(0, (ceilDivide(input, stride) - 1) * stride + extent - input);
  const before = floorDivide(total, 2);
  return { before, after: total - before };
}

/** True when some position reaches outside the input, so that its places must be guarded. */
export function reachesOutside({ before, output, stride, extent, input }: WindowAxis): boolean {
  return before > 0 || (output - 1) * stride + extent > input;
}

export interface Arithmetic {
  readonly formula: string;
  readonly numbers: string;
  readonly value: string;
}

/** The lecture's formula: (N - F + 2P)/S + 1, with P on each side. */
export function sizeArithmetic(axis: WindowAxis): Arithmetic {
  const { input, extent, before, after, stride, ceil, output } = axis;
  const even = before === after;
  const room = input + before + after - extent;
  const rounded = (ceil ? ceilDivide(room, stride) : floorDivide(room, stride)) + 1;
  let value = String(rounded);
  if (remainder(room, stride) !== 0) value = `${(room / stride + 1).toFixed(2)}, ${ceil ? "ceil" : "floor"} ${rounded}`;
  if (rounded !== output) value += `, less the last window, which would start in the padding: ${output}`;
  return {
    formula: even ? "(N - F + 2P)/S + 1" : "(N - F + before + after)/S + 1",
    numbers: `(${input} - ${extent} + ${even ? `2·${before}` : `${before} + ${after}`})/${stride} + 1`,
    value,
  };
}

/** The other notation, with p the padding of both sides together. */
export function totalPaddingArithmetic({ input, extent, before, after, stride, ceil }: WindowAxis): Arithmetic {
  const inside = `(${input} - ${extent} + ${before + after} + ${stride})/${stride}`;
  const room = input + before + after - extent + stride;
  const value = String(ceil ? ceilDivide(room, stride) : floorDivide(room, stride));
  return ceil
    ? { formula: "⌈(n - k + p + s)/s⌉", numbers: `⌈${inside}⌉`, value }
    : { formula: "⌊(n - k + p + s)/s⌋", numbers: `⌊${inside}⌋`, value };
}

/** `p1`, `p1:0`, `p1x0`: as an argument is written. */
export function printPadding(axes: readonly Padding[]): string {
  const texts = axes.map(({ before, after }) => (before === after ? String(before) : `${before}:${after}`));
  return `p${texts.every((text) => text === texts[0]) ? texts[0] : texts.join("x")}`;
}
