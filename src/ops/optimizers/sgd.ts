/** Stochastic gradient descent, with momentum (Nesterov's too) and weight decay, as PyTorch has them. */
import { constant, minus, plus, times } from "../../ir/scalar.ts";
import { defineOptimizer } from "../define.ts";
import { call, input, named } from "../pytorch.ts";

export const sgd = defineOptimizer({
  name: "sgd",
  documentation: {
    summary: "a step against the gradient, with momentum",
    details: [
      "With g the gradient of a parameter w, and v its momentum, which starts at zero:",
      "",
      "    g ← g + decay·w",
      "    v ← momentum·v + g",
      "    w ← w - lr·v                   with `nesterov`: w - lr·(g + momentum·v)",
      "",
      "Without momentum, v is g and nothing is kept; `nesterov` then changes nothing.",
      "",
      "PyTorch: `SGD`. Sutskever et al., *On the importance of initialization and momentum in deep learning*, 2013.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.05 momentum=0.9 nesterov decay=5e-4\n}\n",
  },
  schema: {
    lr: { kind: "named-number", minimum: 0, default: 0.01, doc: "learning rate" },
    momentum: { kind: "named-number", minimum: 0, default: 0, doc: "share of the last step that is kept: `0.9`" },
    nesterov: { kind: "flag", doc: "looks ahead along the momentum" },
    decay: { kind: "named-number", minimum: 0, default: 0, doc: "weight decay, added to the gradient (L2): `5e-4`" },
  },
  rate: ({ lr }) => lr,
  usualRates: [1e-4, 1],
  states: ({ momentum }) => (momentum === 0 ? [] : ["momentum"]),
  scalars: () => new Map(),
  update(parameter, gradient, states, _, rate, values) {
    const g = plus(gradient, times(constant(values.decay), parameter));
    const kept = states.get("momentum");
    if (!kept) return { parameter: minus(parameter, times(rate, g)), states: new Map() };
    const momentum = constant(values.momentum);
    const v = plus(times(momentum, kept), g);
    const direction = values.nesterov ? plus(g, times(momentum, v)) : v;
    return { parameter: minus(parameter, times(rate, direction)), states: new Map([["momentum", v]]) };
  },
  pytorch: ({ lr, momentum, nesterov, decay }) =>
    call(
      "torch.optim.SGD",
      input(),
      named("lr", lr),
      named("momentum", momentum, 0),
      // PyTorch refuses to look ahead along no momentum, where it changes nothing.
      named("nesterov", nesterov && momentum > 0, false),
      named("weight_decay", decay, 0),
    ),
});
