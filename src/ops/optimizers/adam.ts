/** Adam: steps of about the learning rate in each direction, from running means of the gradient and its square. */
import { constant, minus, plus, times } from "../../ir/scalar.ts";
import { defineOptimizer } from "../define.ts";
import { adamMoments, adamSchema, stepByMoments } from "../families/adam-moments.ts";
import { call, input, named, tuple } from "../pytorch.ts";

export const adam = defineOptimizer({
  name: "adam",
  documentation: {
    summary: "steps scaled by the size that gradients have had",
    details: [
      "With g the gradient of a parameter w, t the number of the step from 1, and m and v starting at zero:",
      "",
      "    g ← g + decay·w",
      "    m ← beta1·m + (1 - beta1)·g",
      "    v ← beta2·v + (1 - beta2)·g²",
      "    w ← w - lr/(1 - beta1^t) · m / (√v/√(1 - beta2^t) + eps)",
      "",
      "PyTorch: `Adam`. Kingma and Ba, *Adam: a method for stochastic optimization*, 2015.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer adam lr=1e-3\n}\n",
  },
  schema: {
    ...adamSchema,
    decay: { kind: "named-number", minimum: 0, default: 0, doc: "weight decay, added to the gradient (L2)" },
  },
  ...adamMoments,
  update(parameter, gradient, states, scalars, rate, values) {
    const g = plus(gradient, times(constant(values.decay), parameter));
    const moved = stepByMoments(g, states, scalars, rate, values);
    return { parameter: minus(parameter, moved.step), states: moved.states };
  },
  pytorch: ({ lr, beta1, beta2, eps, decay }) =>
    call(
      "torch.optim.Adam",
      input(),
      named("lr", lr),
      named("betas", tuple([beta1, beta2], "betas")),
      named("eps", eps, 1e-8),
      named("weight_decay", decay, 0),
    ),
});
