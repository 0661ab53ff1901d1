/** The hinge loss of several classes: the right score should lead every other by a margin. */
import { type Scalar, binary, constant, load, minus, over, plus, result, select, unary } from "../../ir/scalar.ts";
import { defineLoss } from "../define.ts";
import { lossNests } from "../families/loss-nests.ts";
import { call, input, named, row } from "../pytorch.ts";

const zero = constant(0);

export const hinge = defineLoss({
  name: "hinge",
  documentation: {
    summary: "what the right score lacks of a margin before each other score",
    details: [
      "    loss = Σ over k ≠ label of max(0, margin - s[label] + s[k]) / K",
      "",
      "with s the scores of the K classes: the loss of a support vector machine. It is 0 once the right score leads every other by the " +
        "margin, and then teaches nothing more. The lecture's form is the sum, without the division by K. The loss of a batch is the mean over its images.",
      "",
      "PyTorch: `MultiMarginLoss`. Crammer and Singer, *On the algorithmic implementation of multiclass kernel-based vector machines*, 2001.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  loss hinge margin=1\n}\n",
  },
  schema: {
    margin: {
      kind: "named-number",
      default: 1,
      minimum: 0,
      doc: "by how much the right score should lead: `margin=1`",
    },
  },
  outputs: "scores",
  asks: ({ margin }) => ({ of: "margin", margin }),
  lower(lowering, scores, label, controls, { margin }) {
    const nests = lossNests(lowering, scores, label, controls);
    const { at, score, whenLabel, present, write, perLabel, loss } = nests;
    const [own, lagging] = [perLabel("own"), perLabel("lagging")];
    const classes = constant(nests.classes);
    const lack = plus(minus(constant(margin), load(own, at)), score);
    const lacks = (value: Scalar): Scalar => select(zero, "<", lack, value, zero);
    const forward = [
      nests.best([]),
      nests.sum("own", whenLabel(score), [write(own, result)]),
      nests.sum("each", whenLabel(zero, binary("max", lack, zero)), [write(loss, present(over(result, classes)))]),
    ];
    // Each score that lacks something pulls itself down and the right one up.
    const ofOne = over(whenLabel(unary("neg", load(lagging, at)), lacks(constant(1))), classes);
    const backward = [
      nests.sum("lagging", whenLabel(zero, lacks(constant(1))), [write(lagging, result)]),
      nests.gradient(ofOne),
    ];
    return nests.lowered(forward, backward);
  },
  pytorch({ margin }, places) {
    // PyTorch's takes lists alone.
    const scores = places ? row(input(), ".movedim(1, -1).flatten(0, -2)") : input();
    const labels = places ? row(input(1), ".flatten()") : input(1);
    return call("F.multi_margin_loss", scores, labels, named("margin", margin, 1));
  },
});
