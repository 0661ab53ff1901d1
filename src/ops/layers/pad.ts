/** Zeros around a map, and zero channels before and after. */
import { affine, axisIndex } from "../../ir/affine.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { copyElements } from "../families/elements.ts";
import { acceptedMargins, marginSchema, marginsChannelsFirst, marginsOf } from "../families/margins.ts";
import { explainAxes } from "../families/per-axis.ts";
import { learnsNothing } from "../families/shared-parts.ts";
import { accept, reject, spatialOf } from "../shape.ts";
import { add } from "../size-arithmetic.ts";
import { padInput } from "../families/torch-windows.ts";

const name = "pad";

export const pad = defineLayer({
  name,
  documentation: {
    summary: "zeros around the map",
    details: [
      "`pad 1x2` puts one row of zeros above and below and two columns left and right; `pad 1` one on every side. `pad p0:1` pads at " +
        "the end only. A last number more than the input has axes beside the channels is for the channels: `pad 0x0x8` puts eight " +
        "zero channels before and eight after, which with `maxpool 1 s2` is the shortcut without parameters (option A) of the " +
        "ResNets for CIFAR-10.",
      "",
      "    N + before + after",
      "",
      "PyTorch: `ZeroPad2d`, `functional.pad`. He et al., *Deep residual learning for image recognition*, 2016 (option A).",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  pad 2x2 -> conv 5x5x6 -> relu\n}\n",
  },
  schema: marginSchema("added"),
  facts: { averages: true },
  shape(input, values) {
    const found = marginsOf(input, values, name);
    if ("problems" in found) return reject(...found.problems);
    return accept(input.map((size, i) => add(add(size, found.margins[i]!.before), found.margins[i]!.after)));
  },
  ...learnsNothing,
  window: (input) => spatialOf(input).map(() => ({ extent: 1, stride: 1 })),
  explain: (input, _, values) =>
    explainAxes(
      acceptedMargins(input, values, name)
        .slice(0, -1)
        .map((margin, i) => ({ size: input[i]!, ...margin })),
      ({ size, before, after }, subject) => [
        {
          subject,
          formula: "N + before + after",
          numbers: `${size} + ${before} + ${after}`,
          value: String(size + before + after),
        },
      ],
    ),
  forward(lowering, input, _, values) {
    const shape = [...input.shape.slice(1), input.shape[0]!];
    const margins = marginsChannelsFirst(acceptedMargins(shape, values, name));
    const output = lowering.activation(input.shape.map((size, i) => size + margins[i]!.before + margins[i]!.after));
    const { axes, index } = walk(output);
    const [n, ...own] = axes;
    const read = own.map((axis, i) => affine(-margins[i]!.before, [[axis.name, 1]]));
    const within = read.flatMap((value, i) =>
      margins[i]!.before + margins[i]!.after > 0 ? [{ value, extent: input.shape[i]! }] : [],
    );
    copyElements(lowering, {
      axes,
      from: input,
      read: [axisIndex(n!.name), ...read],
      to: output,
      write: index,
      within,
    });
    return output;
  },
  pytorch(shape, _, values) {
    const [channels, ...places] = marginsChannelsFirst(acceptedMargins(shape, values, name));
    const padsChannels = channels!.before + channels!.after > 0;
    const { module, forward } = padInput(padsChannels ? [channels!, ...places] : places);
    // Its modules pad three axes at most, and never channels.
    return padsChannels ? { forward } : { module, forward };
  },
});
