/**
 * Binary cross-entropy of each score against its own yes or no, in the form that computes sigmoid and logarithm together:
 * max(s, 0) - s·t + ln(1 + e^-|s|) overflows for no score and never takes the logarithm of 0.
 */
import { binary, constant, minus, plus, times, unary } from "../../ir/scalar.ts";
import { defineLoss } from "../define.ts";
import { againstOneHot, oneHotDetails, oneHotInTorch } from "../families/against-one-hot.ts";

export const bce = defineLoss({
  name: "bce",
  documentation: {
    summary: "cross-entropy of each score against its own yes or no",
    details: [
      "    loss = -Σ over k of (t[k]·log p[k] + (1 - t[k])·log(1 - p[k])) / K,  p = sigmoid(s)",
      "",
      oneHotDetails,
      "",
      "The model ends in scores (`fc 10`) or in `sigmoid`; either way the loss is computed from the scores, in the form " +
        "max(s, 0) - s·t + log(1 + e^-|s|). The classes do not compete, as they do in `crossentropy`: each output answers for itself.",
      "",
      "PyTorch: `BCEWithLogitsLoss` with `one_hot(label)` as the target, and `BCELoss` behind `Sigmoid`.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10 -> sigmoid\n}\n\ntrain Example {\n  data mnist\n  loss bce\n}\n",
  },
  schema: {},
  fusedWith: "logistic",
  outputs: "each-score",
  asks: () => ({
    of: "each-score",
    least: ([low, high], outputs) =>
      (Math.log1p(Math.exp(-high)) + (outputs - 1) * Math.log1p(Math.exp(low))) / outputs,
  }),
  pytorch: (_, places) => oneHotInTorch("F.binary_cross_entropy_with_logits", places),
  ...againstOneHot({
    value(score, target) {
      const decay = unary("exp", unary("neg", unary("abs", score)));
      const linear = minus(binary("max", score, constant(0)), times(score, target));
      return plus(linear, unary("log", plus(constant(1), decay)));
    },
    derivative: (score, target) => minus(unary("sigmoid", score), target),
  }),
});
