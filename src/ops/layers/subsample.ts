/** Subsampling of 1998: the mean of each window, times a learned number per channel, plus another. */
import { axisIndex } from "../../ir/affine.ts";
import { load, plus, result, times } from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { averageWindows } from "../families/average.ts";
import { definePooling, poolingSchema } from "../families/pooling.ts";
import { channelsOf } from "../shape.ts";
import { multiply, printCount, product } from "../size-arithmetic.ts";
import { call, leaf, named } from "../pytorch.ts";
import { averageInTorch } from "../families/torch-average.ts";
import { scaleAndShift } from "../families/torch-helpers.ts";

export const subsample = definePooling({
  name: "subsample",
  documentation: {
    summary: "the mean of each window, scaled and shifted per channel",
    details: [
      "    y = a[c]·mean(window) + b[c]",
      "",
      "`subsample 2` is the subsampling of LeNet-5, which learns two numbers per map: a and b. In the paper a multiplies the sum of " +
        "the four places, so its a is a quarter of the one here; the networks are the same. Other arguments are those of `avgpool`.",
      "",
      "Parameters: weight (a) [C], bias (b) [C]. MACs: none, as of all pooling.",
      "",
      "PyTorch: none of its own; `AvgPool2d`, then `Conv2d(C, C, 1, groups=C)`. LeCun et al., *Gradient-based learning applied to " +
        "document recognition*, 1998.",
    ].join("\n"),
    example: "model Example {\n  input 32x32x1\n  conv 5x5x6 -> subsample 2 -> tanh\n  conv 5x5x16\n}\n",
  },
  schema: poolingSchema,
  facts: {},
  parameters(input, { size }) {
    const channels = channelsOf(input);
    const places = size.length === 1 ? product(input.slice(1).map(() => size[0]!)) : product(size);
    const fans = { fanIn: places, fanOut: 1 };
    return [
      { name: "weight", shape: [channels], ...fans, kind: "weight" },
      { name: "bias", shape: [channels], ...fans, kind: "bias" },
    ];
  },
  explainMore(input) {
    const channels = channelsOf(input);
    return [
      { subject: "parameters", formula: "2·C", numbers: `2·${channels}`, value: printCount(multiply(2, channels)) },
    ];
  },
  pool(lowering, pooled, _, parameters) {
    const mean = lowering.activation(pooled.output.shape, "mean");
    averageWindows(lowering, "mean", pooled, mean, false);
    const { axes, index } = walk(pooled.output);
    const own = [axisIndex("c")];
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within: [],
      reduction: { kind: "none" },
      body: plus(times(load(mean, index), load(parameters.get("weight")!, own)), load(parameters.get("bias")!, own)),
      writes: [{ tensor: pooled.output, index, value: result }],
    });
  },
  pytorch(shape, _, windows) {
    const places = windows.reduce((area, { kernel }) => area * kernel, 1);
    const axes = named("axes", windows.length, 2);
    const { forward } = averageInTorch(windows, false);
    return {
      module: call("ScaleAndShift", leaf(channelsOf(shape), "channels"), named("fan_in", places), axes),
      forward: call({ kind: "module" }, forward),
      helpers: [scaleAndShift],
    };
  },
});
