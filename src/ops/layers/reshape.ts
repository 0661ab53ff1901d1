/** The same elements under other sizes, in C, H, W order. */
import { axisIndex } from "../../ir/affine.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { copyElements } from "../families/elements.ts";
import { learnsNothing } from "../families/shared-parts.ts";
import { sizesMustBePositive } from "../families/window-problems.ts";
import type { Problem, Shape } from "../operator.ts";
import { accept, channelsFirst, printShape, reject } from "../shape.ts";
import { printCount, product } from "../size-arithmetic.ts";
import { call, input, leaf, row } from "../pytorch.ts";

/** Axes of a volume with channels. */
const mostAxes = 4;

export const reshape = defineLayer({
  name: "reshape",
  documentation: {
    summary: "the same elements under other sizes",
    details:
      "`reshape 7x7x16` makes a map of a list of 784 numbers, or of any other map of as many. Elements are read and written channel " +
      "after channel, row after row, place after place, as by `flatten`; sizes are written as everywhere, channels last.\n\n" +
      "PyTorch: `Unflatten`, `reshape` (whose sizes are in the order C, H, W).",
    example: "model Example {\n  input 64\n  fc 784 -> relu -> reshape 7x7x16\n  conv 3x3x8 p1\n}\n",
  },
  schema: {
    sizes: { kind: "sizes", places: "the new sizes", doc: "the new sizes, channels last: `7x7x16`, `784`" },
  },
  facts: { reshapes: true },
  shape(input, { sizes }) {
    const problems = [
      ...sizesMustBePositive([["sizes", "a size", sizes, 1]]),
      ...axesMustBeFew(sizes),
      ...elementsMustAgree(input, sizes),
    ];
    return problems.length > 0 ? reject(problems[0]!) : accept(sizes);
  },
  ...learnsNothing,
  window: () => undefined,
  explain: (input, output) => [
    {
      subject: "elements",
      formula: ["C", ...["D", "H", "W"].slice(4 - output.length)].join("·"),
      numbers: `${channelsFirst(input).join("·")} = ${channelsFirst(output).join("·")}`,
      value: printCount(product(output)),
    },
  ],
  forward(lowering, input, _, { sizes }) {
    const output = lowering.activation(channelsFirst(sizes));
    // By way of a list, whose places both sides number; a list itself needs no other.
    const list: Tensor =
      input.shape.length === 1
        ? input
        : output.shape.length === 1
          ? output
          : lowering.activation([product(input.shape)], "list");
    const n = axisIndex("n");
    if (list !== input) {
      const { axes, index, element } = walk(input);
      const stage = list === output ? "forward" : "list";
      copyElements(lowering, { stage, axes, from: input, read: index, to: list, write: [n, element] });
    }
    if (list !== output) {
      const { axes, index, element } = walk(output);
      copyElements(lowering, { axes, from: list, read: [n, element], to: output, write: index });
    }
    return output;
  },
  pytorch: (_, output) => ({
    forward: call(row(input(), ".reshape"), leaf(-1), ...channelsFirst(output).map((size) => leaf(size, "size"))),
  }),
});

function axesMustBeFew(sizes: readonly number[]): Problem[] {
  if (sizes.length <= mostAxes) return [];
  return [
    {
      code: "shape/wrong-number-of-sizes",
      message: `\`reshape\` has ${sizes.length} numbers, and a shape has ${mostAxes} at most`,
      help: "write up to three axes and the channels",
      argument: "sizes",
    },
  ];
}

function elementsMustAgree(input: Shape, sizes: Shape): Problem[] {
  const [has, wants] = [product(input), product(sizes)];
  if (has === wants) return [];
  const rest = product(sizes.slice(0, -1));
  const fixed = has % rest === 0 ? printShape([...sizes.slice(0, -1), has / rest]) : undefined;
  return [
    {
      code: "shape/elements-differ",
      message: `\`reshape ${printShape(sizes)}\` holds ${printCount(wants)} elements, and its input ${printCount(has)}`,
      notes: [
        `${input.join("·")} = ${printCount(has)}, ${sizes.join("·")} = ${printCount(wants)}`,
        ...(fixed === undefined ? [`${has}/${rest} = ${(has / rest).toFixed(2)}`] : []),
      ],
      help: fixed === undefined ? `write sizes whose product is ${printCount(has)}` : `write \`reshape ${fixed}\``,
      argument: "sizes",
      ...(fixed === undefined ? {} : { fix: { title: `write ${fixed}`, argument: "sizes", text: fixed } }),
    },
  ];
}
