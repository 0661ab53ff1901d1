/** Some of the channels: those from one number up to another. */
import { affine } from "../../ir/affine.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { copyElements } from "../families/elements.ts";
import { learnsNothing } from "../families/shared-parts.ts";
import type { Problem, Shape } from "../operator.ts";
import { accept, channelsOf, printShape, reject, spatialOf } from "../shape.ts";
import { largestSize } from "../size-arithmetic.ts";
import { input } from "../pytorch.ts";
import { sliceOf } from "../families/torch-slices.ts";

const number = { kind: "number", integer: true, maximum: largestSize } as const;

export const channels = defineLayer({
  name: "channels",
  documentation: {
    summary: "the channels from A up to B",
    details:
      "`channels 0 8` gives the first eight channels, `channels 8 16` the next: B is not among them, so it has B - A. Two arms of a " +
      "branch can so work on halves of a map, as in ShuffleNet V2.\n\n" +
      "PyTorch: a slice, `x[:, A:B]`.",
    example: "model Example {\n  input 28x28x8\n  channels 0 4 -> conv 3x3x4 p1 -> relu\n}\n",
  },
  schema: {
    from: { ...number, minimum: 0, doc: "the first channel, counted from 0" },
    to: { ...number, minimum: 1, doc: "one past the last channel" },
  },
  facts: { averages: true },
  shape(input, { from, to }) {
    const problems = channelsMustExist(input, from, to);
    return problems.length > 0 ? reject(...problems) : accept([...spatialOf(input), to - from]);
  },
  ...learnsNothing,
  window: () => undefined,
  explain: (_, __, { from, to }) => [
    { subject: "channels", formula: "B - A", numbers: `${to} - ${from}`, value: String(to - from) },
  ],
  forward(lowering, input, _, { from, to }) {
    const output = lowering.activation([to - from, ...input.shape.slice(1)]);
    const { axes, index } = walk(output);
    const [n, , ...places] = index;
    copyElements(lowering, {
      axes,
      from: input,
      read: [n!, affine(from, [["c", 1]]), ...places],
      to: output,
      write: index,
    });
    return output;
  },
  pytorch: (_, __, { from, to }) => ({ forward: sliceOf(input(), [[from, to]]) }),
});

function channelsMustExist(input: Shape, from: number, to: number): Problem[] {
  const count = channelsOf(input);
  if (from < to && to <= count) return [];
  const fixed = from < count ? count : undefined;
  return [
    {
      code: "shape/channels-out-of-range",
      message:
        to > count
          ? `channels ${from} up to ${to} of an input that has ${count}`
          : `no channel is from ${from} up to ${to}`,
      notes: [`its ${printShape(input)} input has channels 0 up to ${count}`],
      help: fixed === undefined ? `start below ${count}` : `write \`channels ${from} ${fixed}\``,
      argument: "to",
      ...(fixed === undefined ? {} : { fix: { title: `up to ${fixed}`, argument: "to", text: String(fixed) } }),
    },
  ];
}
