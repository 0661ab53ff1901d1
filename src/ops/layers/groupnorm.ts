/** Group normalization: each group of channels of each image to mean 0 and variance 1, then scaled and shifted. */
import { defineLayer } from "../define.ts";
import { groupsMustDivide } from "../families/groups.ts";
import { epsSchema, explainScaleAndShift, normalizeGroups, scaleAndShift } from "../families/normalization.ts";
import { keepsShape } from "../families/shared-parts.ts";
import { channelsOf, reject } from "../shape.ts";
import { largestSize } from "../size-arithmetic.ts";
import { call, leaf, named } from "../pytorch.ts";

export const groupnorm = defineLayer({
  name: "groupnorm",
  documentation: {
    summary: "brings groups of channels to mean 0 and variance 1, image by image",
    details: [
      "`groupnorm 32` cuts the channels into 32 groups. Mean and variance are those of all channels and places of a group in one " +
        "image, so a batch of one is as good as any, and training and prediction do the same.",
      "",
      "    y = (x - mean)/√(variance + eps)·weight[c] + bias[c]",
      "",
      "One group is a layer normalization with coefficients per channel; as many groups as channels are an instance normalization.",
      "",
      "Parameters: weight [C], starting at 1, and bias [C], starting at 0.",
      "",
      "PyTorch: `GroupNorm(G, C)`. Wu and He, *Group normalization*, 2018.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  conv 3x3x16 p1 nobias -> groupnorm 4 -> relu\n  fc 10\n}\n",
  },
  schema: {
    groups: {
      kind: "number",
      integer: true,
      minimum: 1,
      maximum: largestSize,
      doc: "parts that the channels are cut into: `groupnorm 32`",
    },
    ...epsSchema,
  },
  facts: {},
  ...keepsShape,
  shape(input, { groups }) {
    const among = [[channelsOf(input), "channels of its input"]] as const;
    const problems = groupsMustDivide({ groups, among, argument: "groups", print: String });
    return problems.length > 0 ? reject(...problems) : keepsShape.shape(input);
  },
  parameters: (input) => scaleAndShift([channelsOf(input)]),
  macs: () => 0,
  explain: (input, _, { groups }) => [
    {
      subject: "channels in a group",
      formula: "C/G",
      numbers: `${channelsOf(input)}/${groups}`,
      value: String(channelsOf(input) / groups),
    },
    explainScaleAndShift("C", [channelsOf(input)]),
  ],
  forward: (lowering, input, parameters, { groups, eps }) =>
    normalizeGroups(lowering, input, parameters, { groups, eps, index: (channel) => [channel] }),
  pytorch: (input, _, { groups, eps }) => ({
    module: call("nn.GroupNorm", leaf(groups, "groups"), leaf(channelsOf(input), "channels"), named("eps", eps, 1e-5)),
  }),
});
