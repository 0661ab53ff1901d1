/** PyTorch's own start for convolutions and fully connected layers. */
import { defineInitialization } from "../define.ts";

export const torch = defineInitialization({
  name: "torch",
  documentation: {
    summary: "uniform within 1/√(inputs), as PyTorch does",
    details:
      "Weights and biases are uniform in ±1/√n, n the number of inputs that one output reads. It is the default.\n\n" +
      "PyTorch: what `Conv2d` and `Linear` do by themselves, `kaiming_uniform_(a=√5)`.",
    example: "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  init torch\n}\n",
  },
  schema: {},
  initializer: ({ fanIn }) => ({ kind: "uniform", bound: 1 / Math.sqrt(fanIn) }),
  pytorch: () => "none",
});
