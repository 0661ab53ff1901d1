/** Logistic function. */
import { unary } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const sigmoid = defineElementwise({
  name: "sigmoid",
  documentation: {
    summary: "1/(1 + e^-x)",
    details:
      "Squeezes any number into 0 to 1. Its gradient is at most 1/4 and near zero for large inputs: in deep networks it vanishes.\n\n" +
      "PyTorch: `Sigmoid`.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> sigmoid -> avgpool 2\n}\n",
  },
  schema: {},
  facts: { monotone: true, logistic: true },
  range: () => [0, 1],
  value: (x) => unary("sigmoid", x),
  pytorch: () => both("nn.Sigmoid", "torch.sigmoid"),
});
