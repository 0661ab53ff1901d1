/** Leaky rectified linear unit: a small slope below zero. */
import { constant, select, times } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both, leaf } from "../pytorch.ts";

const zero = constant(0);

export const leakyrelu = defineElementwise({
  name: "leakyrelu",
  documentation: {
    summary: "x above zero, a small multiple of x below",
    details:
      "`leakyrelu 0.01` is x for x > 0 and 0.01·x otherwise, so that a unit whose inputs are all negative still learns.\n\n" +
      "PyTorch: `LeakyReLU`. Maas, Hannun and Ng, *Rectifier nonlinearities improve neural network acoustic models*, 2013.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> leakyrelu 0.1 -> maxpool 2\n}\n",
  },
  schema: { slope: { kind: "number", minimum: 0, default: 0.01, doc: "the slope below zero" } },
  // A slope of 0 or more never turns the order of two inputs round.
  facts: { monotone: true },
  range: ({ slope }) => [slope === 0 ? 0 : Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  value: (x, { slope }) => select(zero, "<", x, x, times(constant(slope), x)),
  pytorch: (_, __, { slope }) => both("nn.LeakyReLU", "F.leaky_relu", leaf(slope, "slope")),
});
