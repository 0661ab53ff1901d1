/** The start of Glorot and Bengio, made for sigmoids and tanh. */
import { defineInitialization } from "../define.ts";
import { call, input } from "../pytorch.ts";

export const xavier = defineInitialization({
  name: "xavier",
  documentation: {
    summary: "uniform within √(6/(inputs + outputs)), for networks of tanh",
    details:
      "Weights are uniform in ±√(6/(n + m)), n the number of inputs that one output reads and m the number of outputs that one input " +
      "reaches, a middle way for numbers forward and gradients backward; biases are zero.\n\n" +
      "PyTorch: `xavier_uniform_`. Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks*, 2010.",
    example:
      "model Example {\n  input 28x28x1\n  fc 100 -> tanh\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  init xavier\n}\n",
  },
  schema: {},
  initializer: ({ kind, fanIn, fanOut }) =>
    kind === "bias" ? { kind: "zeros" } : { kind: "uniform", bound: Math.sqrt(6 / (fanIn + fanOut)) },
  pytorch: () => call("nn.init.xavier_uniform_", input()),
});
