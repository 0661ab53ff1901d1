/** Mean absolute error against the label, one-hot. */
import { constant, minus, select, unary } from "../../ir/scalar.ts";
import { defineLoss } from "../define.ts";
import { againstOneHot, oneHotDetails, oneHotInTorch, oneHotTargets } from "../families/against-one-hot.ts";

const zero = constant(0);

export const mae = defineLoss({
  name: "mae",
  documentation: {
    summary: "the mean of the absolute differences from the label",
    details: [
      "    loss = Σ over k of |s[k] - t[k]| / K",
      "",
      oneHotDetails,
      "",
      "Its gradient is the sign of the difference, and 0 where there is none: it minds outliers less than `mse` and settles less calmly.",
      "",
      "PyTorch: `L1Loss` with `one_hot(label)` as the target.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10 -> sigmoid\n}\n\ntrain Example {\n  data mnist\n  loss mae\n}\n",
  },
  schema: {},
  outputs: "values",
  asks: () => ({ of: "values", targets: oneHotTargets }),
  pytorch: (_, places) => oneHotInTorch("F.l1_loss", places),
  ...againstOneHot({
    value: (score, target) => unary("abs", minus(score, target)),
    derivative: (score, target) =>
      select(target, "<", score, constant(1), select(score, "<", target, constant(-1), zero)),
  }),
});
