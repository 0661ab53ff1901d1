/**
 * Windows as PyTorch takes them. Takes solved axes; gives the arguments of its convolutions and poolings, and the padding to
 * be put around the input beforehand where theirs cannot say it: more on one side than on the other, or more than half of a
 * pooling window.
 */
import {
  type Python,
  type PythonArgument,
  type TorchForm,
  call,
  each,
  input,
  leaf,
  named,
  text,
  tuple,
} from "../pytorch.ts";
import type { WindowAxis } from "./window-geometry.ts";

type Before = NonNullable<TorchForm["before"]>;

interface Sides {
  readonly before: number;
  readonly after: number;
}

/** `F.pad`: the last axis comes first. `fill` is what is put there, zeros when absent. */
export function padInput(sides: readonly Sides[], fill?: Python): Before {
  const amounts = tuple(
    [...sides].reverse().flatMap(({ before, after }) => [before, after]),
    "padding",
  );
  return {
    name: "pad",
    module: call(`nn.ConstantPad${sides.length}d`, amounts, fill ?? leaf(0, "fill")),
    forward: call("F.pad", input(), amounts, ...(fill ? [named("value", fill)] : [])),
  };
}

const isEven = ({ before, after }: Sides): boolean => before === after;

/** Behind the kernel of a convolution. */
export function convolutionArguments(axes: readonly WindowAxis[]): {
  readonly arguments: readonly PythonArgument[];
  readonly before?: Before;
} {
  const even = axes.every(isEven);
  return {
    arguments: [
      named("stride", each(strideOf(axes), "stride"), 1),
      ...(even ? [named("padding", each(axes.map(({ before }) => before), "padding"), 0)] : []), // prettier-ignore
      named("dilation", each(axes.map(({ dilation }) => dilation), "dilation"), 1), // prettier-ignore
    ],
    ...(even ? {} : { before: padInput(axes) }),
  };
}

const strideOf = (axes: readonly WindowAxis[]): readonly number[] => axes.map(({ stride }) => stride);

/** A pooling's window, stride, padding and rounding; what lies outside of the input is `fill` where it is put there beforehand. */
export function poolingArguments(
  axes: readonly WindowAxis[],
  fill?: Python,
): { readonly arguments: readonly (Python | PythonArgument)[]; readonly before?: Before; readonly explicit: boolean } {
  const window = each(axes.map(({ kernel }) => kernel), "window"); // prettier-ignore
  const stride = named("stride", each(strideOf(axes), "stride"), { same: true });
  if (poolingFits(axes)) {
    const padding = named("padding", each(axes.map(({ before }) => before), "padding"), 0); // prettier-ignore
    const ceil = named("ceil_mode", axes[0]!.ceil, false);
    return { arguments: [window, stride, padding, ceil], explicit: false };
  }
  return { arguments: [window, stride], before: padInput(reachOf(axes), fill), explicit: true };
}

/** PyTorch pads both sides alike, by half of the window at most. */
const poolingFits = (axes: readonly WindowAxis[]): boolean =>
  axes.every((axis) => isEven(axis) && 2 * axis.before <= axis.kernel);

/** Padding with which the windows end where they end with rounding up and all; below zero it takes places away. */
export function reachOf(axes: readonly WindowAxis[]): readonly Sides[] {
  return axes.map(({ input: size, before, output, stride, extent }) => ({
    before,
    after: (output - 1) * stride + extent - size - before,
  }));
}

/** Minus infinity never is a maximum. */
export const minusInfinity = text('float("-inf")');
