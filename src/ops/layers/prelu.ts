/** Rectifier with a learned slope below zero. */
import { type Affine, affine } from "../../ir/affine.ts";
import { constant, load, result, select, times } from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { keepsShape } from "../families/shared-parts.ts";
import type { Explanation } from "../operator.ts";
import { channelsOf } from "../shape.ts";
import { printCount } from "../size-arithmetic.ts";
import { call, leaf } from "../pytorch.ts";

export const prelu = defineLayer({
  name: "prelu",
  documentation: {
    summary: "x above zero, a learned multiple of x below",
    details: [
      "Each channel c learns its slope a[c] below zero, which starts at 0.25; `prelu shared` learns one for all channels.",
      "",
      "    y = x for x > 0, a[c]·x otherwise",
      "",
      "Parameters: weight [C], or [1] with `shared`. A weight decay pulls the slopes to zero, which the paper advises against.",
      "",
      "PyTorch: `PReLU(C)`, and `PReLU()` with `shared`. He et al., *Delving deep into rectifiers*, 2015.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> prelu -> maxpool 2\n  fc 20 -> prelu shared\n  fc 10\n}\n",
  },
  schema: { shared: { kind: "flag", doc: "one slope for all channels" } },
  facts: { elementwise: true },
  ...keepsShape,
  parameters: (input, { shared }) => [
    {
      name: "weight",
      shape: [shared ? 1 : channelsOf(input)],
      fanIn: 1,
      fanOut: 1,
      kind: "weight",
      initial: 0.25,
    },
  ],
  macs: () => 0,
  explain(input, _, { shared }): Explanation[] {
    if (shared) return [{ subject: "parameters", formula: "1", numbers: "1", value: "1" }];
    const count = channelsOf(input);
    return [{ subject: "parameters", formula: "C", numbers: String(count), value: printCount(count) }];
  },
  forward(lowering, input, parameters, { shared }) {
    const output = lowering.activation(input.shape);
    const { axes, index } = walk(input);
    const x = load(input, index);
    const channel: Affine = shared ? affine(0) : index[1]!;
    const slope = load(parameters.get("weight")!, [channel]);
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within: [],
      reduction: { kind: "none" },
      body: select(constant(0), "<", x, x, times(slope, x)),
      writes: [{ tensor: output, index, value: result }],
    });
    return output;
  },
  pytorch: (input, _, { shared }) => ({
    module: call("nn.PReLU", ...(shared ? [] : [leaf(channelsOf(input), "channels")])),
  }),
});
