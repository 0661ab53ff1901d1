/** Adam with weight decay beside the gradient instead of in it. */
import { constant, minus, times } from "../../ir/scalar.ts";
import { defineOptimizer } from "../define.ts";
import { adamMoments, adamSchema, stepByMoments } from "../families/adam-moments.ts";
import { call, input, named, tuple } from "../pytorch.ts";

export const adamw = defineOptimizer({
  name: "adamw",
  documentation: {
    summary: "Adam with decoupled weight decay",
    details: [
      "With g the gradient of a parameter w, t the number of the step from 1, and m and v starting at zero:",
      "",
      "    w ← w - lr·decay·w",
      "    m ← beta1·m + (1 - beta1)·g",
      "    v ← beta2·v + (1 - beta2)·g²",
      "    w ← w - lr/(1 - beta1^t) · m / (√v/√(1 - beta2^t) + eps)",
      "",
      "In `adam` the decay is part of the gradient and is scaled down where gradients are large; here every weight shrinks by the same share. " +
        "lr is the rate of the step, so the decay follows the schedule.",
      "",
      "PyTorch: `AdamW`. Loshchilov and Hutter, *Decoupled weight decay regularization*, 2019.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer adamw lr=1e-3 decay=0.05\n}\n",
  },
  schema: {
    ...adamSchema,
    decay: {
      kind: "named-number",
      minimum: 0,
      default: 0.01,
      doc: "the share of a weight that lr 1 would take off it",
    },
  },
  ...adamMoments,
  update(parameter, gradient, states, scalars, rate, values) {
    const moved = stepByMoments(gradient, states, scalars, rate, values);
    const kept = times(parameter, minus(constant(1), times(rate, constant(values.decay))));
    return { parameter: minus(kept, moved.step), states: moved.states };
  },
  pytorch: ({ lr, beta1, beta2, eps, decay }) =>
    call(
      "torch.optim.AdamW",
      input(),
      named("lr", lr),
      named("betas", tuple([beta1, beta2], "betas")),
      named("eps", eps, 1e-8),
      named("weight_decay", decay, 0.01),
    ),
});
