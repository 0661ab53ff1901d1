/** Dropout: in training, numbers are set to zero at random and the others scaled up to make good for them. */
import { constant, load, random, result, select, times } from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { keepsShape, learnsNothing } from "../families/shared-parts.ts";
import { call, leaf } from "../pytorch.ts";

export const dropout = defineLayer({
  name: "dropout",
  documentation: {
    summary: "in training, sets numbers to zero at random",
    details:
      "`dropout 0.5` drops each number with probability 0.5, anew in every step, and divides those that stay by 1 - 0.5, so that " +
      "their expected value is kept and prediction needs no scaling. Prediction leaves everything as it is. What is dropped follows from the " +
      "seed, the step, the image's number in the batch and the place.\n\n" +
      "PyTorch: `Dropout`. Srivastava et al., *Dropout: a simple way to prevent neural networks from overfitting*, 2014.",
    example: "model Example {\n  input 28x28x1\n  fc 300 -> relu -> dropout 0.5\n  fc 10\n}\n",
  },
  schema: {
    probability: {
      kind: "number",
      minimum: 0,
      maximum: 1,
      exclusiveMaximum: true,
      default: 0.5,
      doc: "how likely a number is dropped",
    },
  },
  facts: { trainingOnly: true },
  ...keepsShape,
  ...learnsNothing,
  forward(lowering, input, _, { probability }) {
    if (!lowering.training || probability === 0) return input;
    const output = lowering.activation(input.shape);
    const { axes, index, element } = walk(input);
    const image = index[0]!;
    const kept = times(load(input, index), constant(1 / (1 - probability)));
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within: [],
      reduction: { kind: "none" },
      body: select(random(lowering.stream, element, image), "<", constant(probability), constant(0), kept),
      writes: [{ tensor: output, index, value: result }],
    });
    return output;
  },
  pytorch: (_, __, { probability }) => ({ module: call("nn.Dropout", leaf(probability, "drop")) }),
});
