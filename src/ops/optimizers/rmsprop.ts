/** RMSprop: the gradient over the root of the running mean of its square. */
import { type Scalar, binary, constant, minus, over, plus, times, unary } from "../../ir/scalar.ts";
import { defineOptimizer } from "../define.ts";
import { call, input, named } from "../pytorch.ts";

export const rmsprop = defineOptimizer({
  name: "rmsprop",
  documentation: {
    summary: "the gradient over the size it has lately had",
    details: [
      "With g the gradient of a parameter w, and v, m and b starting at zero:",
      "",
      "    g ← g + decay·w",
      "    v ← alpha·v + (1 - alpha)·g²",
      "    d = g/(√v + eps)               with `centered`: m ← alpha·m + (1 - alpha)·g, and √(v - m²) for √v",
      "    w ← w - lr·d                   with momentum: b ← momentum·b + d, and w - lr·b",
      "",
      "PyTorch: `RMSprop`. Hinton, *Neural networks for machine learning*, lecture 6e, 2012. TensorFlow has eps under the root.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer rmsprop lr=1e-3 momentum=0.9\n}\n",
  },
  schema: {
    lr: { kind: "named-number", minimum: 0, default: 0.01, doc: "learning rate" },
    alpha: {
      kind: "named-number",
      minimum: 0,
      maximum: 1,
      default: 0.99,
      doc: "how much of the mean of the square is kept in a step",
    },
    eps: {
      kind: "named-number",
      minimum: 0,
      default: 1e-8,
      doc: "added to the root, so that nothing is divided by zero",
    },
    momentum: { kind: "named-number", minimum: 0, default: 0, doc: "share of the last step that is kept: `0.9`" },
    centered: { kind: "flag", doc: "divides by the deviation of the gradient instead of its size" },
    decay: { kind: "named-number", minimum: 0, default: 0, doc: "weight decay, added to the gradient (L2): `5e-4`" },
  },
  rate: ({ lr }) => lr,
  usualRates: [1e-5, 0.05],
  states: ({ momentum, centered }) => ["v", ...(centered ? ["m"] : []), ...(momentum === 0 ? [] : ["momentum"])],
  scalars: () => new Map(),
  update(parameter, gradient, states, _, rate, values) {
    const g = plus(gradient, times(constant(values.decay), parameter));
    const running = (mean: Scalar, value: Scalar): Scalar =>
      plus(times(constant(values.alpha), mean), times(constant(1 - values.alpha), value));
    const v = running(states.get("v")!, times(g, g));
    const next = new Map([["v", v]]);
    let variance = v;
    if (values.centered) {
      const m = running(states.get("m")!, g);
      next.set("m", m);
      // Rounding may leave less than nothing of a variance.
      variance = binary("max", minus(v, times(m, m)), constant(0));
    }
    const direction = over(g, plus(unary("sqrt", variance), constant(values.eps)));
    const kept = states.get("momentum");
    if (!kept) return { parameter: minus(parameter, times(rate, direction)), states: next };
    const moved = plus(times(constant(values.momentum), kept), direction);
    return { parameter: minus(parameter, times(rate, moved)), states: next.set("momentum", moved) };
  },
  pytorch: ({ lr, alpha, eps, momentum, centered, decay }) =>
    call(
      "torch.optim.RMSprop",
      input(),
      named("lr", lr),
      named("alpha", alpha, 0.99),
      named("eps", eps, 1e-8),
      named("weight_decay", decay, 0),
      named("momentum", momentum, 0),
      named("centered", centered, false),
    ),
});
