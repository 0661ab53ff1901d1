/** Hyperbolic tangent. */
import { unary } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const tanh = defineElementwise({
  name: "tanh",
  documentation: {
    summary: "(e^x - e^-x)/(e^x + e^-x)",
    details: "Squeezes any number into -1 to 1, and unlike `sigmoid` keeps zero at zero.\n\nPyTorch: `Tanh`.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> tanh -> avgpool 2\n}\n",
  },
  schema: {},
  facts: { monotone: true },
  range: () => [-1, 1],
  value: (x) => unary("tanh", x),
  pytorch: () => both("nn.Tanh", "torch.tanh"),
});
