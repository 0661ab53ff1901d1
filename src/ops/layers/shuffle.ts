/** Channel shuffle: channels of all groups dealt out one after another. */
import { affine, axisIndex } from "../../ir/affine.ts";
import { batchAxis, placeNames } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { copyElements } from "../families/elements.ts";
import { groupsMustDivide } from "../families/groups.ts";
import { learnsNothing } from "../families/shared-parts.ts";
import { accept, channelsOf, reject } from "../shape.ts";
import { largestSize } from "../size-arithmetic.ts";
import { call, input, leaf } from "../pytorch.ts";
import { channelShuffle } from "../families/torch-helpers.ts";

export const shuffle = defineLayer({
  name: "shuffle",
  documentation: {
    summary: "channel shuffle over groups",
    details: [
      "`shuffle 2` on 8 channels gives them in the order 0 4 1 5 2 6 3 7: the first of each group, then the second of each. After a " +
        "grouped convolution the next one then reads from all groups.",
      "",
      "    y[k·G + j] = x[j·C/G + k]",
      "",
      "PyTorch: `ChannelShuffle`. Zhang et al., *ShuffleNet*, 2018.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x8\n  conv 1x1x8 g2 -> shuffle 2 -> dwconv 3x3 p1 -> conv 1x1x8 g2\n}\n",
  },
  schema: {
    groups: { kind: "number", integer: true, minimum: 1, maximum: largestSize, doc: "groups the channels come in" },
  },
  facts: { averages: true },
  shape(input, { groups }) {
    const among = [[channelsOf(input), "channels of its input"]] as const;
    const problems = groupsMustDivide({ groups, among, argument: "groups", print: String });
    return problems.length > 0 ? reject(...problems) : accept(input);
  },
  ...learnsNothing,
  window: () => undefined,
  explain: (input, _, { groups }) => [
    {
      subject: "channels of a group",
      formula: "C/G",
      numbers: `${channelsOf(input)}/${groups}`,
      value: String(channelsOf(input) / groups),
    },
  ],
  forward(lowering, input, _, { groups }) {
    const [count, ...extents] = input.shape as readonly [number, ...number[]];
    const perGroup = count / groups;
    const names = placeNames(extents.length);
    const places = names.map(axisIndex);
    const output = lowering.activation(input.shape);
    copyElements(lowering, {
      axes: [
        batchAxis,
        { name: "c", extent: perGroup },
        { name: "g", extent: groups },
        ...names.map((name, i) => ({ name, extent: extents[i]! })),
      ],
      from: input,
      read: [axisIndex("n"), affine(0, [["g", perGroup], ["c", 1]]), ...places], // prettier-ignore
      to: output,
      write: [axisIndex("n"), affine(0, [["c", groups], ["g", 1]]), ...places], // prettier-ignore
    });
    return output;
  },
  pytorch: (_, __, { groups }) => ({
    forward: call("channel_shuffle", input(), leaf(groups, "groups")),
    helpers: [channelShuffle],
  }),
});
