/** Adam: steps of about the learning rate in each direction, from running means of the gradient and its square. */
import { type Scalar, constant, minus, over, plus, times, unary } from "../../ir/scalar.ts";
import { defineOptimizer } from "../define.ts";

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
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  optimizer adam lr=1e-3\n}\n",
  },
  schema: {
    lr: { kind: "named-number", minimum: 0, default: 1e-3, doc: "learning rate" },
    beta1: beta(0.9, "how much of the mean of the gradient is kept in a step"),
    beta2: beta(0.999, "how much of the mean of its square is kept in a step"),
    eps: {
      kind: "named-number",
      minimum: 0,
      default: 1e-8,
      doc: "added to the root, so that nothing is divided by zero",
    },
    decay: { kind: "named-number", minimum: 0, default: 0, doc: "weight decay, added to the gradient (L2)" },
  },
  rate: ({ lr }) => lr,
  usualRates: [1e-5, 0.01],
  states: () => ["m", "v"],
  // 1 - beta^t step by step, not by a power: in f32, 1 - 0.999 taken apart again would have lost four digits.
  scalars: ({ beta1, beta2 }) =>
    new Map([
      ["correction", { initial: 0, next: (c: Scalar) => plus(times(constant(beta1), c), constant(1 - beta1)) }],
      [
        "root-correction",
        {
          initial: 0,
          next: (r: Scalar) => unary("sqrt", plus(times(constant(beta2), times(r, r)), constant(1 - beta2))),
        },
      ],
    ]),
  update(parameter, gradient, states, scalars, rate, { beta1, beta2, eps, decay }) {
    const g = plus(gradient, times(constant(decay), parameter));
    const m = plus(times(constant(beta1), states.get("m")!), times(constant(1 - beta1), g));
    const v = plus(times(constant(beta2), states.get("v")!), times(constant(1 - beta2), times(g, g)));
    const root = plus(over(unary("sqrt", v), scalars.get("root-correction")!), constant(eps));
    const step = times(over(rate, scalars.get("correction")!), over(m, root));
    return {
      parameter: minus(parameter, step),
      states: new Map([
        ["m", m],
        ["v", v],
      ]),
    };
  },
});

function beta<const N extends number>(standard: N, doc: string) {
  return { kind: "named-number", minimum: 0, maximum: 1, exclusiveMaximum: true, default: standard, doc } as const;
}
