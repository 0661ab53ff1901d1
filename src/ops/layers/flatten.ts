/** Makes one list of a map, in C, H, W order. */
import { axisIndex } from "../../ir/affine.ts";
import { load, result } from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { learnsNothing } from "../families/shared-parts.ts";
import { channelsFirst, accept } from "../shape.ts";
import { printCount, product } from "../size-arithmetic.ts";
import { call, input, leaf } from "../pytorch.ts";

export const flatten = defineLayer({
  name: "flatten",
  documentation: {
    summary: "a map as one list of numbers",
    details:
      "Channel after channel, row after row, place after place: the order that PyTorch and ONNX have, so weights move between " +
      "systems unchanged. `fc` flattens by itself.\n\nPyTorch: `Flatten`.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 -> relu -> maxpool 2\n  flatten\n  fc 10\n}\n",
  },
  schema: {},
  facts: { reshapes: true },
  shape: (input) => accept([product(input)]),
  ...learnsNothing,
  window: () => undefined,
  explain: (input) => [
    {
      subject: "output size",
      formula: ["C", ...["D", "H", "W"].slice(4 - input.length)].join("·"),
      numbers: channelsFirst(input).join("·"),
      value: printCount(product(input)),
    },
  ],
  forward(lowering, input) {
    const output = lowering.activation([product(input.shape)]);
    const { axes, index, element } = walk(input);
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within: [],
      reduction: { kind: "none" },
      body: load(input, index),
      writes: [{ tensor: output, index: [axisIndex("n"), element], value: result }],
    });
    return output;
  },
  pytorch: () => ({ module: call("nn.Flatten"), forward: call("torch.flatten", input(), leaf(1)) }),
});
