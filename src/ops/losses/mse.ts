/** Mean squared error against the label, one-hot. */
import { constant, minus, times } from "../../ir/scalar.ts";
import { defineLoss } from "../define.ts";
import { againstOneHot, oneHotDetails, oneHotInTorch, oneHotTargets } from "../families/against-one-hot.ts";

export const mse = defineLoss({
  name: "mse",
  documentation: {
    summary: "the mean of the squared differences from the label",
    details: [
      "    loss = Σ over k of (s[k] - t[k])² / K",
      "",
      oneHotDetails,
      "",
      "Behind `sigmoid`, `tanh` or `softmax` its gradient vanishes where the network is sure and wrong; `crossentropy` and `bce` do not " +
        "have that. LeNet-5 of 1998 was trained with it.",
      "",
      "PyTorch: `MSELoss` with `one_hot(label)` as the target.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10 -> sigmoid\n}\n\ntrain Example {\n  data mnist\n  loss mse\n}\n",
  },
  schema: {},
  outputs: "values",
  asks: () => ({ of: "values", targets: oneHotTargets }),
  pytorch: (_, places) => oneHotInTorch("F.mse_loss", places),
  ...againstOneHot({
    value(score, target) {
      const difference = minus(score, target);
      return times(difference, difference);
    },
    derivative: (score, target) => times(constant(2), minus(score, target)),
  }),
});
