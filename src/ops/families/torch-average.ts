/**
 * Average pooling in PyTorch, which pads both sides alike and counts padding or not. Takes solved windows; where PyTorch
 * cannot say them, the sum over each window is divided by the places counted.
 */
import { type TorchForm, call, each, input, named, tuple } from "../pytorch.ts";
import { averageOver } from "./torch-helpers.ts";
import { poolingArguments, reachOf } from "./torch-windows.ts";
import type { WindowAxis } from "./window-geometry.ts";

export function averageInTorch(
  windows: readonly WindowAxis[],
  nopad: boolean,
): TorchForm & { readonly forward: NonNullable<TorchForm["forward"]> } {
  const axes = windows.length;
  const pooling = poolingArguments(windows);
  // `avg_pool3d` refuses a map smaller than its window, padded or not.
  const refused = axes === 3 && windows.some(({ input: size, kernel }) => size < kernel);
  if (!pooling.explicit && !refused) {
    const counted = named("count_include_pad", !nopad, true);
    const given = [...pooling.arguments, counted];
    return { module: call(`nn.AvgPool${axes}d`, ...given), forward: call(`F.avg_pool${axes}d`, input(), ...given) };
  }
  const flat = (sides: readonly { readonly before: number; readonly after: number }[]) =>
    [...sides].reverse().flatMap(({ before, after }) => [before, after]);
  const kernel = each(windows.map(({ kernel: size }) => size), "window"); // prettier-ignore
  const stride = each(windows.map((axis) => axis.stride), "stride"); // prettier-ignore
  return {
    forward: call(
      "average_over",
      input(),
      kernel,
      stride,
      named("padding", tuple(flat(reachOf(windows)), "padding")),
      named("counted", tuple(nopad ? flat(windows).map(() => 0) : flat(windows), "counted")),
    ),
    helpers: [averageOver],
  };
}
