/** Layer normalization over the whole of each image. */
import { defineLayer } from "../define.ts";
import { epsSchema, explainScaleAndShift, normalizeGroups, scaleAndShift } from "../families/normalization.ts";
import { keepsShape } from "../families/shared-parts.ts";
import { channelsFirst } from "../shape.ts";
import { call, named, tuple } from "../pytorch.ts";

export const layernorm = defineLayer({
  name: "layernorm",
  documentation: {
    summary: "brings each image to mean 0 and variance 1",
    details: [
      "Mean and variance are those of all channels and places of one image, so a batch of one is as good as any, and training " +
        "and prediction do the same. Each element has a scale and a shift of its own.",
      "",
      "    y = (x - mean)/√(variance + eps)·weight[c, y, x] + bias[c, y, x]",
      "",
      "Parameters: weight [C][H][W], starting at 1, and bias [C][H][W], starting at 0. For coefficients per channel write `groupnorm 1`.",
      "",
      "PyTorch: `LayerNorm([C, H, W])`. Ba, Kiros and Hinton, *Layer normalization*, 2016.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  fc 100 -> layernorm -> relu\n  fc 10\n}\n",
  },
  schema: epsSchema,
  facts: {},
  ...keepsShape,
  parameters: (input) => scaleAndShift(channelsFirst(input)),
  macs: () => 0,
  explain: (input) => {
    const letters = input.length === 1 ? ["N"] : [...["D", "H", "W"].slice(4 - input.length), "C"];
    return [explainScaleAndShift(letters.join("·"), input)];
  },
  forward: (lowering, input, parameters, { eps }) =>
    normalizeGroups(lowering, input, parameters, { groups: 1, eps, index: (channel, places) => [channel, ...places] }),
  pytorch: (input, _, { eps }) => ({
    module: call("nn.LayerNorm", tuple(channelsFirst(input), "size"), named("eps", eps, 1e-5)),
  }),
});
