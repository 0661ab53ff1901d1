/** The start of He et al., made for rectifiers. */
import { defineInitialization } from "../define.ts";
import { call, input, named } from "../pytorch.ts";

export const he = defineInitialization({
  name: "he",
  documentation: {
    summary: "normal with deviation √(2/inputs), for networks of relu",
    details:
      "Weights are normal with deviation √(2/n), n the number of inputs that one output reads, which keeps the size of the numbers " +
      "from layer to layer behind `relu`; biases are zero.\n\n" +
      "PyTorch: `kaiming_normal_(nonlinearity='relu')`. He et al., *Delving deep into rectifiers*, 2015.",
    example:
      "model Example {\n  input 28x28x1\n  fc 100 -> relu\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  init he\n}\n",
  },
  schema: {},
  initializer: ({ kind, fanIn }) =>
    kind === "bias" ? { kind: "zeros" } : { kind: "normal", deviation: Math.sqrt(2 / fanIn) },
  pytorch: () => call("nn.init.kaiming_normal_", input(), named("nonlinearity", "relu")),
});
