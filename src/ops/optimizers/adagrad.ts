/** Adagrad: the gradient over the root of the sum of all its squares so far. */
import { type Scalar, constant, minus, over, plus, times, unary } from "../../ir/scalar.ts";
import { defineOptimizer } from "../define.ts";
import { call, input, named } from "../pytorch.ts";

export const adagrad = defineOptimizer({
  name: "adagrad",
  documentation: {
    summary: "the gradient over the size of all gradients so far",
    details: [
      "With g the gradient of a parameter w, t the number of the step from 1, and s starting at zero:",
      "",
      "    g ← g + decay·w",
      "    s ← s + g²",
      "    w ← w - lr/(1 + (t - 1)·fade) · g/(√(s + initial) + eps)",
      "",
      "Steps only grow smaller, each parameter's by its own history.",
      "",
      "PyTorch: `Adagrad`, with `fade` as `lr_decay` and `initial` as `initial_accumulator_value`. Duchi et al., *Adaptive subgradient methods*, 2011.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer adagrad lr=0.05\n}\n",
  },
  schema: {
    lr: { kind: "named-number", minimum: 0, default: 0.01, doc: "learning rate" },
    eps: {
      kind: "named-number",
      minimum: 0,
      default: 1e-10,
      doc: "added to the root, so that nothing is divided by zero",
    },
    fade: { kind: "named-number", minimum: 0, default: 0, doc: "how fast the rate falls by itself, step by step" },
    initial: { kind: "named-number", minimum: 0, default: 0, doc: "what the sum of squares starts with" },
    decay: { kind: "named-number", minimum: 0, default: 0, doc: "weight decay, added to the gradient (L2): `5e-4`" },
  },
  rate: ({ lr }) => lr,
  usualRates: [1e-4, 0.5],
  states: () => ["sum"],
  // Counted, not added up: in f32, 1 + 1e-8 would stay 1 however often.
  scalars: ({ fade }) =>
    fade === 0 ? new Map() : new Map([["earlier", { initial: -1, next: (t: Scalar) => plus(t, constant(1)) }]]),
  update(parameter, gradient, states, scalars, rate, { decay, eps, initial, fade }) {
    const g = plus(gradient, times(constant(decay), parameter));
    const sum = plus(states.get("sum")!, times(g, g));
    const root = plus(unary("sqrt", plus(sum, constant(initial))), constant(eps));
    const earlier = scalars.get("earlier");
    const own = earlier ? over(rate, plus(constant(1), times(earlier, constant(fade)))) : rate;
    return { parameter: minus(parameter, times(own, over(g, root))), states: new Map([["sum", sum]]) };
  },
  pytorch: ({ lr, eps, fade, initial, decay }) =>
    call(
      "torch.optim.Adagrad",
      input(),
      named("lr", lr),
      named("lr_decay", fade, 0),
      named("weight_decay", decay, 0),
      named("initial_accumulator_value", initial, 0),
      named("eps", eps, 1e-10),
    ),
});
