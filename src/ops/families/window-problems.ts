/**
 * What can be wrong with a window on a map, and what is seldom meant. Takes solved axes (`window-geometry.ts`); gives
 * problems with their arithmetic and the change that fixes them, worked out, not guessed at.
 */
import type { Problem, ProblemFix } from "../operator.ts";
import { printShape, spatialNames } from "../shape.ts";
import { ceilDivide, floorDivide, largestSize, remainder } from "../size-arithmetic.ts";
import { type WindowAxis, printPadding, sizeArithmetic, solveWindow } from "./window-geometry.ts";

/** `kernel` of a convolution, `window` of a pooling: the word, and the argument in the schema. */
export interface WindowWords {
  readonly word: "kernel" | "window";
  readonly argument: string;
}

/** The words, and what a change of one layer as written needs to know. */
export interface WindowTerms extends WindowWords {
  /** The argument whose place a padding takes. */
  readonly padding: "padding" | "valid";
  /** The argument of a kernel as written; absent where only the layer knows the rest of its list. */
  readonly printKernel?: ((kernel: readonly number[]) => string) | undefined;
}

const sizesOf = (axes: readonly WindowAxis[]): string => printShape(axes.map(({ input }) => input));
const kernelsOf = (axes: readonly WindowAxis[]): string => printShape(axes.map(({ kernel }) => kernel));
const outputsOf = (axes: readonly WindowAxis[]): string => printShape(axes.map(({ output }) => output));

const shapeOf = (axes: readonly WindowAxis[], channels: number | undefined): string =>
  channels === undefined ? outputsOf(axes) : `${outputsOf(axes)}x${channels}`;

const equation = (axis: WindowAxis): string => {
  const { numbers, value } = sizeArithmetic(axis);
  return `${numbers} = ${value}`;
};

const repad = (axis: WindowAxis, before: number, after: number): WindowAxis =>
  solveWindow({ ...axis, padding: { before, after } });

const padWith = (axes: readonly WindowAxis[], argument: string): ProblemFix => {
  const text = printPadding(axes);
  return { title: `pad with ${text}`, argument, text };
};

/** Each distinct text once. */
const once = (texts: readonly string[]): string[] => [...new Set(texts)];

/** `channels` that come out, for the shape that a padding gives. */
export function kernelMustFitInput(
  axes: readonly WindowAxis[],
  { word, padding }: WindowTerms,
  channels?: number,
): Problem[] {
  const failing = axes.filter(({ output }) => output < 1);
  if (failing.length === 0) return [];
  const notes: string[] = [];
  for (const { dilation, kernel, extent } of failing)
    if (dilation > 1) notes.push(`a ${word} of ${kernel} with dilation ${dilation} spans ${extent} places`);
  const padded = axes.map((axis) => {
    if (axis.output >= 1) return axis;
    const each = ceilDivide(axis.extent - axis.input, 2);
    return repad(axis, each, each);
  });
  const largest = axes.map((axis) =>
    Math.min(axis.kernel, floorDivide(axis.input + axis.before + axis.after - 1, axis.dilation) + 1),
  );
  return [
    {
      code: "shape/kernel-exceeds-input",
      message: `${word} ${kernelsOf(axes)} does not fit its ${sizesOf(axes)} input`,
      arithmetic: once(failing.map(equation)),
      ...(notes.length === 0 ? {} : { notes: once(notes) }),
      help: `pad with ${printPadding(padded)} (gives ${shapeOf(padded, channels)}), or use a ${word} of ${printShape(largest)} or less`,
      // No machine writes a padding that is itself too large a number.
      ...(padded.every(({ before }) => before <= largestSize) ? { fix: padWith(padded, padding) } : {}),
    },
  ];
}

export function paddingMustBeSmallerThanWindow(axes: readonly WindowAxis[]): Problem[] {
  const failing = axes.find(({ before, after, extent }) => Math.max(before, after) >= extent);
  if (!failing) return [];
  const { before, after, extent } = failing;
  const largest = axes.map((axis) =>
    repad(axis, Math.min(axis.before, axis.extent - 1), Math.min(axis.after, axis.extent - 1)),
  );
  return [
    {
      code: "shape/window-in-padding",
      message: `padding ${Math.max(before, after)} leaves windows of ${kernelsOf(axes)} with nothing but padding`,
      notes: [`the padding of each side must be smaller than the ${extent} places of the window`],
      help: `use ${printPadding(largest)} or less`,
      argument: "padding",
      fix: padWith(largest, "padding"),
    },
  ];
}

export function sizesMustBePositive(
  named: readonly (readonly [argument: string, what: string, values: readonly number[], minimum: number])[],
): Problem[] {
  return named.flatMap(([argument, what, values, minimum]): Problem[] => {
    const low = values.find((value) => value < minimum);
    if (low === undefined) return [];
    const message = `${what} is ${low}, and must be ${minimum} or more`;
    return [{ code: "shape/size-not-positive", message, argument }];
  });
}

export function strideShouldTileInput(
  axes: readonly WindowAxis[],
  { padding }: WindowTerms,
  knowsCeil: boolean,
  channels?: number,
): Problem[] {
  const unseen = axes.map(({ left, after, stride, extent }) => {
    const places = Math.max(0, left - after);
    // No more than any gap between two windows, and no window after the last would see them.
    return places <= stride - extent ? 0 : places;
  });
  if (unseen.every((places) => places === 0)) return [];
  const lost = axes.flatMap((_, i) => lastPlaces(unseen[i]!, spatialNames(axes.length)[i]!));
  const verb = lost.length === 1 && unseen.every((places) => places <= 1) ? "is" : "are";
  const tiled = axes.map((axis, i) => (unseen[i] === 0 ? axis : tile(axis)));
  const stride = sameOrList(axes.map((axis) => axis.stride));
  const ceil = knowsCeil ? ", or round up with `ceil`" : "";
  return [
    {
      code: "lint/stride-does-not-tile",
      message: `stride ${stride} does not tile its ${sizesOf(axes)} input: the last ${lost.join(" and ")} ${verb} never seen`,
      arithmetic: once(axes.filter((_, i) => unseen[i]! > 0).map(equation)),
      help: `pad with ${printPadding(tiled)} (gives ${shapeOf(tiled, channels)})${ceil}`,
      argument: "stride",
      fix: padWith(tiled, padding),
    },
  ];
}

/** `row`, `2 rows`, or nothing. */
function lastPlaces(places: number, axis: string): string[] {
  const name = { length: "place", depth: "slice", height: "row", width: "column" }[axis] ?? axis;
  return places === 0 ? [] : [places === 1 ? name : `${places} ${name}s`];
}

/** The smallest padding that is as before or more and leaves nothing over: equal on both sides where there is one. */
function tile(axis: WindowAxis): WindowAxis {
  for (let more = 1; more <= axis.stride && axis.before === axis.after; more++) {
    const each = axis.before + more;
    if (each >= axis.extent) break;
    const padded = repad(axis, each, each);
    if (padded.left === 0) return padded;
  }
  return repad(axis, axis.before, axis.after + axis.stride - axis.left);
}

export function strideShouldNotExceedKernel(axes: readonly WindowAxis[], { word }: WindowWords): Problem[] {
  // A dilated kernel has gaps of its own, a kernel of one place with a stride is how shortcuts take every other place, and a
  // map of one place has no stride to speak of.
  const skipping = axes.find(
    ({ stride, kernel, dilation, output, left, after }) =>
      dilation === 1 && kernel > 1 && stride > kernel && (output > 1 || left > after),
  );
  if (!skipping) return [];
  const fixed = sameOrList(
    axes.map((axis) => (axis.dilation === 1 ? Math.min(axis.stride, axis.kernel) : axis.stride)),
  );
  const { stride, kernel } = skipping;
  return [
    {
      code: "lint/stride-exceeds-kernel",
      message: `stride ${stride} is larger than the ${word} of ${kernel}`,
      notes: [`${stride - kernel} of every ${stride} places along an axis are never seen`],
      help: `use s${kernel} or less, or a ${word} of ${stride} or more`,
      argument: "stride",
      fix: { title: `use s${fixed}`, argument: "stride", text: `s${fixed}` },
    },
  ];
}

export function sameShouldHaveOddKernel(
  axes: readonly WindowAxis[],
  { word, argument, printKernel }: WindowTerms,
): Problem[] {
  // Only where the padding comes out uneven: with a stride an even kernel often tiles without any.
  const shifted = axes.filter(({ kernel, before, after }) => remainder(kernel, 2) === 0 && before !== after);
  if (shifted.length === 0) return [];
  const odd = axes.map((axis) => (shifted.includes(axis) ? axis.kernel + 1 : axis.kernel));
  const text = printKernel?.(odd);
  return [
    {
      code: "lint/even-kernel-with-same",
      message: `${word} ${kernelsOf(axes)} is even, so same pads one more place at the end`,
      notes: once(shifted.map(({ kernel, before, after }) => `${word} ${kernel}: ${before} before, ${after} after`)),
      help: `use an odd ${word}, such as ${printShape(odd)}`,
      argument,
      ...(text === undefined ? {} : { fix: { title: `use a ${word} of ${printShape(odd)}`, argument, text } }),
    },
  ];
}

/** `2`, or `2x1` where the axes differ. */
function sameOrList(values: readonly number[]): string {
  return values.every((value) => value === values[0]) ? String(values[0]) : printShape(values);
}
