/** Rectified linear unit. */
import { binary, constant } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const relu = defineElementwise({
  name: "relu",
  documentation: {
    summary: "max(x, 0)",
    details:
      "Its gradient is 1 for positive inputs and 0 for others, so it does not vanish in deep networks as that of `sigmoid` does.\n\n" +
      "PyTorch: `ReLU`. Nair and Hinton, *Rectified linear units improve restricted Boltzmann machines*, 2010.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> relu -> maxpool 2\n}\n",
  },
  schema: {},
  facts: { monotone: true, idempotent: true },
  range: () => [0, Number.POSITIVE_INFINITY],
  value: (x) => binary("max", x, constant(0)),
  pytorch: () => both("nn.ReLU", "F.relu"),
});
