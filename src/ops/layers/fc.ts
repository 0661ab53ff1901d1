/** Fully connected layer: every output sees every input, read as one list in C, H, W order. */
import { axisIndex } from "../../ir/affine.ts";
import { load, result, times } from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { accept } from "../shape.ts";
import { add, largestSize, multiply, printCount, product } from "../size-arithmetic.ts";
import { call, input, leaf, named } from "../pytorch.ts";

export const fc = defineLayer({
  name: "fc",
  aliases: ["linear"],
  documentation: {
    summary: "every output is a weighted sum of all inputs",
    details: [
      "`fc 84` gives 84 numbers, each b + Σ W·x over the whole input with weights of its own: M inputs and N outputs have " +
        "M·N + N parameters. A map is read channel after channel, row after row.",
      "",
      "Parameters: weight [out][in], bias [out]. MACs: in·out.",
      "",
      "PyTorch: `Flatten` and `Linear`.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  fc 300 -> relu\n  fc 10\n}\n",
  },
  schema: {
    outputs: { kind: "number", integer: true, minimum: 1, maximum: largestSize, doc: "how many numbers come out" },
    nobias: { kind: "flag", doc: "no bias is added" },
  },
  facts: { linear: true, flattens: true },
  shape: (_, { outputs }) => accept([outputs]),
  parameters(input, { outputs, nobias }) {
    const inputs = product(input);
    const fans = { fanIn: inputs, fanOut: outputs };
    const weight = { name: "weight", shape: [outputs, inputs], ...fans, kind: "weight" } as const;
    return nobias ? [weight] : [weight, { name: "bias", shape: [outputs], ...fans, kind: "bias" }];
  },
  macs: (input, _, { outputs }) => multiply(product(input), outputs),
  window: () => "all",
  explain(input, _, { outputs, nobias }) {
    const weights = multiply(product(input), outputs);
    const inputs = input.length === 1 ? String(input[0]) : `(${input.join("·")})`;
    return [
      { subject: "weights", formula: "M·N", numbers: `${inputs}·${outputs}`, value: printCount(weights) },
      nobias
        ? { subject: "parameters", formula: "M·N", numbers: `${inputs}·${outputs}`, value: printCount(weights) }
        : {
            subject: "parameters",
            formula: "M·N + N",
            numbers: `${inputs}·${outputs} + ${outputs}`,
            value: printCount(add(weights, outputs)),
          },
      { subject: "multiply-adds", formula: "M·N", numbers: `${inputs}·${outputs}`, value: printCount(weights) },
    ];
  },
  forward(lowering, input, parameters, { outputs }) {
    const output = lowering.activation([outputs]);
    const { axes, index, element } = walk(input);
    const [images, ...elements] = axes;
    const bias = parameters.get("bias");
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes: [images!, { name: "f", extent: outputs }, ...elements],
      within: [],
      reduction: {
        kind: "sum",
        over: elements.map(({ name }) => name),
        ...(bias ? { initial: load(bias, [axisIndex("f")]) } : {}),
      },
      body: times(load(input, index), load(parameters.get("weight")!, [axisIndex("f"), element])),
      writes: [{ tensor: output, index: [axisIndex("n"), axisIndex("f")], value: result }],
      macs: multiply(product(input.shape), outputs),
    });
    return output;
  },
  pytorch: (shape, _, { outputs, nobias }) => ({
    module: call("nn.Linear", leaf(product(shape), "inputs"), leaf(outputs, "outputs"), named("bias", !nobias, true)),
    ...(shape.length === 1
      ? {}
      : {
          before: {
            name: "flatten",
            module: call("nn.Flatten"),
            forward: call("torch.flatten", input(), leaf(1)),
          },
        }),
  }),
});
