/**
 * Layers that slide a window over a map: what convolution and pooling have in common. Takes an input shape and the
 * arguments of `windowSchema`; gives solved axes or the problems, the nest axes and indices of the window, the receptive
 * field and the explanation of the output size. Not for what is computed inside the window.
 */
import { type Affine, affine } from "../../ir/affine.ts";
import type { Axis, Within } from "../../ir/nest.ts";
import { placeNames, windowNames } from "../axes.ts";
import type { Explanation, Problem, Shape, ShapeResult, WindowSpec } from "../operator.ts";
import type { ArgumentValues, Padding } from "../schema.ts";
import { accept, printShape, reject, spatialOf } from "../shape.ts";
import { explainAxes, onePerAxis } from "./per-axis.ts";
import {
  type WindowAxis,
  reachesOutside,
  sizeArithmetic,
  solveWindow,
  totalPaddingArithmetic,
  type windowSchema,
} from "./window-geometry.ts";
import {
  type WindowTerms,
  type WindowWords,
  kernelMustFitInput,
  paddingMustBeSmallerThanWindow,
  sameShouldHaveOddKernel,
  sizesMustBePositive,
  strideShouldNotExceedKernel,
  strideShouldTileInput,
} from "./window-problems.ts";

type Common = ArgumentValues<typeof windowSchema>;

export interface WindowArguments extends Common {
  /** Of the window alone: one number for all axes, or one per axis. */
  readonly kernel: readonly number[];
  /** The sizes behind the kernel in the same argument: the filters. Absent: not for others to write. */
  readonly behind?: readonly number[];
  readonly dilation?: readonly number[] | undefined;
  readonly ceil?: boolean;
}

export interface WindowRules extends WindowWords {
  /** Of the operator, for messages. */
  readonly name: string;
  /** When no stride is written. */
  readonly strideDefault: "one" | "kernel";
  /** A window over padding alone has no value (the maximum of nothing). */
  readonly mustSeeInput: boolean;
}

export type Windows = { readonly axes: readonly WindowAxis[] } | { readonly problems: readonly Problem[] };

/** One solved axis per place axis of the input; `channels` that come out, for messages. */
export function windowsOf(input: Shape, values: WindowArguments, rules: WindowRules, channels?: number): Windows {
  const places = spatialOf(input);
  const problems: Problem[] = [...placesMustExist(input, rules.name)];
  if (problems.length > 0) return { problems };

  const count = places.length;
  const perAxis = <T>(list: readonly T[], argument: string, what: string): readonly T[] | undefined => {
    const spread = onePerAxis(input, list, argument, what);
    if ("each" in spread) return spread.each;
    problems.push(spread.problem);
    return undefined;
  };
  const kernel = perAxis(values.kernel, rules.argument, rules.word);
  const stride = values.stride
    ? perAxis(values.stride, "stride", "stride")
    : rules.strideDefault === "kernel"
      ? kernel
      : Array<number>(count).fill(1);
  const dilation = perAxis(values.dilation ?? [1], "dilation", "dilation");
  const padding = perAxis<Padding>(values.padding ?? [{ before: 0, after: 0 }], "padding", "padding");
  problems.push(
    ...paddingMustBeGivenOnce(values),
    ...sizesMustBePositive([
      [rules.argument, rules.word, values.kernel, 1],
      ["stride", "stride", values.stride ?? [], 1],
      ["dilation", "dilation", values.dilation ?? [], 1],
      ["padding", "padding", (values.padding ?? []).flatMap(({ before, after }) => [before, after]), 0],
    ]),
  );
  if (problems.length > 0 || !kernel || !stride || !dilation || !padding) return { problems };

  const axes = places.map((size, i) =>
    solveWindow({
      input: size,
      kernel: kernel[i]!,
      stride: stride[i]!,
      dilation: dilation[i]!,
      padding: values.same ? "same" : padding[i]!,
      ceil: values.ceil ?? false,
    }),
  );
  problems.push(...kernelMustFitInput(axes, termsOf(values, rules), channels));
  if (rules.mustSeeInput) problems.push(...paddingMustBeSmallerThanWindow(axes));
  return problems.length > 0 ? { problems } : { axes };
}

/** The axes of an input whose shape was accepted before. */
export function acceptedWindows(input: Shape, values: WindowArguments, rules: WindowRules): readonly WindowAxis[] {
  const windows = windowsOf(input, values, rules);
  if ("problems" in windows) throw new Error(`${rules.name}: ${windows.problems.map((p) => p.message).join("; ")}`);
  return windows.axes;
}

/** The shape rule, given how many channels come out. */
export function windowedShape(
  input: Shape,
  values: WindowArguments,
  rules: WindowRules,
  channels: number,
): ShapeResult {
  const windows = windowsOf(input, values, rules, channels);
  if ("problems" in windows) return reject(...windows.problems);
  const { axes } = windows;
  const terms = termsOf(values, rules);
  const warnings = [
    ...(values.same
      ? sameShouldHaveOddKernel(axes, terms)
      : strideShouldTileInput(axes, terms, values.ceil !== undefined, channels)),
    ...strideShouldNotExceedKernel(axes, rules),
  ];
  return accept([...axes.map(({ output }) => output), channels], warnings);
}

function termsOf({ kernel: written, behind, valid }: WindowArguments, { word, argument }: WindowRules): WindowTerms {
  // One number for all axes stays one.
  const printKernel = (kernel: readonly number[]): string =>
    printShape([...(written.length === 1 ? kernel.slice(0, 1) : kernel), ...(behind ?? [])]);
  return { word, argument, padding: valid ? "valid" : "padding", ...(behind ? { printKernel } : {}) };
}

export function placesMustExist(input: Shape, name: string): Problem[] {
  const count = input.length - 1;
  if (count >= 1 && count <= 3) return [];
  return [
    {
      code: "shape/rank",
      message: `\`${name}\` needs an input with one to three axes beside the channels, and its input is ${printShape(input)}`,
      help: "put it before the first `fc` or `flatten`, or give the model an input such as 28x28x1",
    },
  ];
}

function paddingMustBeGivenOnce({ padding, same, valid }: WindowArguments): Problem[] {
  const given = [...(padding ? ["a padding"] : []), ...(same ? ["`same`"] : []), ...(valid ? ["`valid`"] : [])];
  if (given.length < 2) return [];
  const message = `${given.join(" and ")} are given together`;
  return [{ code: "shape/padding-given-twice", message, help: "keep one of them", argument: same ? "same" : "valid" }];
}

export function windowSpecs(axes: readonly WindowAxis[]): readonly WindowSpec[] {
  return axes.map(({ extent, stride }) => ({ extent, stride }));
}

export interface WindowWalk {
  /** Positions of the window: `y`, `x`. */
  readonly positions: readonly Axis[];
  /** Places inside it: `i`, `j`. */
  readonly places: readonly Axis[];
  /** Where each place of the window lies in the input: `2*y + i - 1`. */
  readonly input: readonly Affine[];
  /** What keeps them inside, where padding or rounding up leads outside. */
  readonly within: readonly Within[];
  /** Number of a place in the window, row by row. */
  readonly placeNumber: Affine;
}

/** Axes and indices for the nests. */
export function walkWindows(axes: readonly WindowAxis[]): WindowWalk {
  const outer = placeNames(axes.length);
  const inner = windowNames(axes.length);
  const input = axes.map(({ stride, dilation, before }, k) =>
    affine(-before, [
      [outer[k]!, stride],
      [inner[k]!, dilation],
    ]),
  );
  const terms: (readonly [string, number])[] = [];
  axes.reduceRight((step, { kernel }, k) => {
    terms.push([inner[k]!, step]);
    return step * kernel;
  }, 1);
  return {
    positions: axes.map(({ output }, k) => ({ name: outer[k]!, extent: output })),
    places: axes.map(({ kernel }, k) => ({ name: inner[k]!, extent: kernel })),
    input,
    within: axes.flatMap((axis, k) => (reachesOutside(axis) ? [{ value: input[k]!, extent: axis.input }] : [])),
    placeNumber: affine(0, terms),
  };
}

/** The output size in both notations of padding, axes with equal numbers together. */
export function explainWindows(axes: readonly WindowAxis[]): Explanation[] {
  return explainAxes(axes, (axis, subject) => {
    const { dilation, kernel, extent } = axis;
    const dilated =
      dilation > 1
        ? [
            {
              subject: "places spanned by the kernel, F",
              formula: "D·(K - 1) + 1",
              numbers: `${dilation}·(${kernel} - 1) + 1`,
              value: String(extent),
            },
          ]
        : [];
    return [
      ...dilated,
      { subject, ...sizeArithmetic(axis) },
      { subject: `${subject}, p the padding of both sides`, ...totalPaddingArithmetic(axis) },
    ];
  });
}
