/** Normal numbers of one deviation, whatever the layer. */
import { defineInitialization } from "../define.ts";
import { call, input, named } from "../pytorch.ts";

export const normal = defineInitialization({
  name: "normal",
  documentation: {
    summary: "normal with a given deviation",
    details:
      "Weights are normal with mean 0 and deviation `std`; biases are zero. So AlexNet and VGG began, with 0.01: in deep networks the numbers " +
      "then vanish from layer to layer, which `he` and `xavier` are made against. Behind a layer: `fc 10 init=normal std=0.01`.\n\n" +
      "PyTorch: `normal_(std=…)`, and `zeros_` for biases.",
    example:
      "model Example {\n  input 28x28x1\n  fc 100 -> relu\n  fc 10 init=normal std=0.05\n}\n\ntrain Example {\n  data mnist\n  init normal std=0.01\n}\n",
  },
  schema: {
    std: { kind: "named-number", minimum: 0, default: 0.01, doc: "deviation of the weights: `std=0.01`" },
  },
  initializer: ({ kind }, { std }) => (kind === "bias" ? { kind: "zeros" } : { kind: "normal", deviation: std }),
  pytorch: ({ std }) => call("nn.init.normal_", input(), named("std", std)),
});
