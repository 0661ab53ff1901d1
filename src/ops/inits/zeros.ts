/** Nothing at all. */
import { defineInitialization } from "../define.ts";
import { call, input } from "../pytorch.ts";

export const zeros = defineInitialization({
  name: "zeros",
  documentation: {
    summary: "all weights and biases zero",
    details:
      "For a single layer or the last one, whose outputs then begin at 0. Hidden layers of zeros never learn: every unit gets the same " +
      "gradient, which is zero.\n\nPyTorch: `zeros_`.",
    example:
      "model Example {\n  input 28x28x1\n  fc 100 -> relu\n  fc 10 init=zeros\n}\n\ntrain Example {\n  data mnist\n}\n",
  },
  schema: {},
  initializer: () => ({ kind: "zeros" }),
  pytorch: () => call("nn.init.zeros_", input()),
});
