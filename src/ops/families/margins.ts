/**
 * Places added to or taken from the sides of a map: what `pad` and `crop` have in common. Takes sizes (`1x1`, the same on
 * both sides) or a padding (`p1:0`), per axis beside the channels, with the channels as a last one where they are meant;
 * gives a margin for every axis of the input, channels last, or the problem.
 */
import type { Problem, Shape } from "../operator.ts";
import type { Padding, Schema } from "../schema.ts";
import { printShape, spatialOf } from "../shape.ts";
import { printNumbers } from "./convolution.ts";
import { axesOf } from "./per-axis.ts";
import { sizesMustBePositive } from "./window-problems.ts";

/** `verb` is what the layer does: `padded`. */
export function marginSchema(verb: string) {
  return {
    sizes: {
      kind: "sizes",
      places: "places on each side, per axis",
      optional: true,
      doc: `places ${verb} on each side, per axis, and channels as a last number: \`1x1\`, \`1x1x8\`, or one number for all axes`,
    },
    padding: {
      kind: "padding",
      letter: "p",
      doc: `places ${verb} before:after, in place of the sizes: \`p1:0\`, \`p1:0x0\``,
    },
  } as const satisfies Schema;
}

export interface MarginArguments {
  readonly sizes: readonly number[];
  readonly padding: readonly Padding[] | undefined;
}

export type Margins = { readonly margins: readonly Padding[] } | { readonly problems: readonly Problem[] };

export function marginsOf(input: Shape, { sizes, padding }: MarginArguments, name: string): Margins {
  const count = spatialOf(input).length;
  const each = "1x".repeat(Math.max(1, count)).slice(0, -1);
  const wrong = (message: string, help: string, argument?: string): Margins => ({
    problems: [{ code: "shape/wrong-number-of-sizes", message, help, ...(argument === undefined ? {} : { argument }) }],
  });
  if (sizes.length > 0 && padding) return wrong(`\`${name}\` has sizes and a padding`, "keep one of them", "padding");
  const argument = padding ? "padding" : "sizes";
  const given: readonly Padding[] = padding ?? sizes.map((size) => ({ before: size, after: size }));
  if (given.length === 0) return wrong(`\`${name}\` has no sizes`, `write \`${name} ${each}\` or \`${name} p1:0\``);

  const negative = sizesMustBePositive([
    [argument, "the number of places", given.flatMap(({ before, after }) => [before, after]), 0],
  ]);
  if (negative.length > 0) return { problems: negative };
  const none: Padding = { before: 0, after: 0 };
  if (given.length === count + 1) return { margins: given };
  if (given.length === count) return { margins: [...given, none] };
  if (given.length === 1) return { margins: [...Array<Padding>(count).fill(given[0]!), none] };
  return wrong(
    `\`${name}\` has ${printNumbers(sizes.length > 0 ? sizes : given.map(() => 0))}, and its ${printShape(input)} input has ${axesOf(count)}`,
    `write one number for all axes, ${count}, or ${count + 1} with the channels`,
    argument,
  );
}

/** The margins of an input whose shape was accepted before. */
export function acceptedMargins(input: Shape, values: MarginArguments, name: string): readonly Padding[] {
  const found = marginsOf(input, values, name);
  if ("problems" in found) throw new Error(`${name}: ${found.problems.map(({ message }) => message).join("; ")}`);
  return found.margins;
}

/** Channels last to the order of tensors. */
export const marginsChannelsFirst = (margins: readonly Padding[]): readonly Padding[] => [
  margins[margins.length - 1]!,
  ...margins.slice(0, -1),
];
