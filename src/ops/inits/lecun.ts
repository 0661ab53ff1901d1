/** The start of LeCun et al., which keeps the size of numbers through linear layers. */
import { defineInitialization } from "../define.ts";
import { call, input, named } from "../pytorch.ts";

export const lecun = defineInitialization({
  name: "lecun",
  documentation: {
    summary: "normal with deviation √(1/inputs)",
    details:
      "Weights are normal with deviation √(1/n), n the number of inputs that one output reads: numbers of variance 1 come out with variance 1. " +
      "For networks of tanh or `scaledtanh`; behind `relu`, which loses half of it, there is `he`. Biases are zero.\n\n" +
      "PyTorch: `normal_(std=1/√n)`, which has no name of its own there; Keras's `lecun_normal` draws from a normal cut off at two deviations. " +
      "LeCun et al., *Efficient backprop*, 1998.",
    example:
      "model Example {\n  input 28x28x1\n  fc 100 -> tanh\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  init lecun\n}\n",
  },
  schema: {},
  initializer: ({ kind, fanIn }) =>
    kind === "bias" ? { kind: "zeros" } : { kind: "normal", deviation: Math.sqrt(1 / fanIn) },
  pytorch: () => call("nn.init.kaiming_normal_", input(), named("nonlinearity", "linear")),
});
