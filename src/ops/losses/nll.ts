/** Negative log-likelihood: for models that end in logarithms of probabilities. */
import { constant, result, unary } from "../../ir/scalar.ts";
import { defineLoss } from "../define.ts";
import { lossNests } from "../families/loss-nests.ts";
import { call, input } from "../pytorch.ts";

export const nll = defineLoss({
  name: "nll",
  documentation: {
    summary: "minus the output of the right class, for models that end in `logsoftmax`",
    details: [
      "    loss = -y[label]",
      "",
      "with y the outputs of the model, which are logarithms of probabilities: end it in `logsoftmax`. `fc 10` with `loss crossentropy` " +
        "computes the same in one go, and predicts scores or (behind `softmax`) probabilities. The loss of a batch is the mean over its images.",
      "",
      "PyTorch: `NLLLoss`.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10 -> logsoftmax\n}\n\ntrain Example {\n  data mnist\n  loss nll\n}\n",
  },
  schema: {},
  outputs: "scores",
  asks: () => ({ of: "logarithms" }),
  lower(lowering, scores, label, controls) {
    const nests = lossNests(lowering, scores, label, controls);
    const { score, whenLabel, present, write, loss } = nests;
    const forward = [nests.best([]), nests.sum("each", whenLabel(score), [write(loss, present(unary("neg", result)))])];
    return nests.lowered(forward, [nests.gradient(whenLabel(constant(-1)))]);
  },
  pytorch: () => call("F.nll_loss", input(), input(1)),
});
