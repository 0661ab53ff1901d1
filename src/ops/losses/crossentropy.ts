/**
 * Cross-entropy of scores against a class, in the form that computes softmax and logarithm together: with m the largest
 * score and z = Σ e^(s - m), the loss of an image is log z - (s[label] - m), which neither overflows nor takes log 0.
 */
import { constant, load, minus, over, result, times, unary } from "../../ir/scalar.ts";
import { defineLoss } from "../define.ts";
import { lossNests } from "../families/loss-nests.ts";
import { call, input, named } from "../pytorch.ts";

export const crossentropy = defineLoss({
  name: "crossentropy",
  documentation: {
    summary: "minus the logarithm of the probability given to the right class",
    details: [
      "    loss = -log p[label],  p = softmax(scores)",
      "",
      "A probability of 0.8 on the right class costs -log 0.8 = 0.22. The model ends in scores (`fc 10`) or in `softmax`; either way " +
        "the loss is computed from the scores. The loss of a batch is the mean over its images.",
      "",
      "A model that ends in a map of more than one place (`conv 1x1x4` on 64x64) has a label for each place, and the loss of an image " +
        "is the mean over its places. This holds of every loss.",
      "",
      "With `smoothing=ε` the target is not all on the label: every one of the K classes gets ε/K, and the label 1 - ε more:",
      "",
      "    loss = -(1 - ε)·log p[label] - ε/K · Σ over k of log p[k]",
      "",
      "PyTorch: `CrossEntropyLoss(label_smoothing=ε)`. Smoothing: Szegedy et al., *Rethinking the Inception architecture*, 2016.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  loss crossentropy smoothing=0.1\n}\n",
  },
  schema: {
    smoothing: {
      kind: "named-number",
      minimum: 0,
      maximum: 1,
      default: 0,
      doc: "share of the target that is spread over all classes: `smoothing=0.1`",
    },
  },
  fusedWith: "probabilities",
  outputs: "scores-to-softmax",
  asks: ({ smoothing }) => ({
    of: "scores",
    // With a smoothed target it has a least of its own.
    ...(smoothing === 0
      ? { least: (spread: number, outputs: number) => Math.log1p((outputs - 1) * Math.exp(-spread)) }
      : {}),
  }),
  lower(lowering, scores, label, controls, { smoothing }) {
    const nests = lossNests(lowering, scores, label, controls);
    const { at, score, whenLabel, present, write, perLabel, loss } = nests;
    const [greatest, sum] = [perLabel("max"), perLabel("sum")];
    const shifted = minus(score, load(greatest, at));
    const everywhere = constant(smoothing / nests.classes);
    const target = whenLabel(constant(1 - smoothing + smoothing / nests.classes), everywhere);
    // A target of 0 leaves a score out, even one of minus infinity.
    const weighted = smoothing === 0 ? whenLabel(shifted) : times(target, shifted);
    const forward = [
      // A shift of all scores leaves the loss as it is.
      nests.best([write(greatest, result)]),
      nests.sum("sum", unary("exp", shifted), [write(sum, result)]),
      nests.sum("each", weighted, [write(loss, present(minus(unary("log", load(sum, at)), result)))]),
    ];
    // d loss / d s[k] = p[k] - t[k].
    const ofOne = minus(over(unary("exp", shifted), load(sum, at)), target);
    return nests.lowered(forward, [nests.gradient(ofOne)]);
  },
  pytorch: ({ smoothing }) => call("F.cross_entropy", input(), input(1), named("label_smoothing", smoothing, 0)),
});
