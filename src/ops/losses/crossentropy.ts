/**
 * Cross-entropy of scores against a class, in the form that computes softmax and logarithm together: with m the largest
 * score and z = Σ e^(s - m), the loss of an image is log z - (s[label] - m), which neither overflows nor takes log 0.
 */
import { affine, axisIndex } from "../../ir/affine.ts";
import type { Nest } from "../../ir/nest.ts";
import {
  type Scalar,
  constant,
  index,
  load,
  minus,
  over,
  position,
  result,
  select,
  times,
  unary,
} from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { defineLoss } from "../define.ts";
import type { Tensor } from "../../ir/tensor.ts";

const zero = constant(0);
const one = constant(1);

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
      "PyTorch: `CrossEntropyLoss`.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  loss crossentropy\n}\n",
  },
  schema: {},
  onLogits: true,
  lower(lowering, scores, label, { count, inverseCount }) {
    const { axes, index: element } = walk(scores);
    const [n, k] = [axisIndex("n"), axisIndex("c")];
    const reduced = axes.slice(1).map(({ name }) => name);
    const score = load(scores, element);
    const present = (value: Scalar): Scalar => select(index(n), "<", load(count), value, zero);
    const whenLabel = (value: Scalar): Scalar => select(index(k), "==", load(label, [n]), value, zero);
    const perImage = (suffix: string): Tensor => lowering.activation([], suffix);
    const [greatest, sum, loss, correct] = [perImage("max"), perImage("sum"), perImage("each"), perImage("correct")];
    const shifted = minus(score, load(greatest, [n]));
    const write = (tensor: Tensor, value: Scalar) => ({ tensor, index: [n], value });
    const nest = (stage: string, rest: Omit<Nest, "name" | "axes" | "within">): Nest => ({
      name: `${lowering.name}.${stage}`,
      axes,
      within: [],
      ...rest,
    });

    const forward = [
      nest("max", {
        reduction: { kind: "max", over: reduced, position: affine(0, [["c", 1]]) },
        body: score,
        writes: [write(greatest, result), write(correct, present(select(position, "==", load(label, [n]), one, zero)))],
        // A shift of all scores leaves the loss as it is, and a count of right answers has no gradient.
        constant: true,
      }),
      nest("sum", {
        reduction: { kind: "sum", over: reduced },
        body: unary("exp", shifted),
        writes: [write(sum, result)],
      }),
      nest("each", {
        reduction: { kind: "sum", over: reduced },
        body: whenLabel(shifted),
        writes: [write(loss, present(minus(unary("log", load(sum, [n])), result)))],
      }),
    ];
    const scoresGradient: Tensor = { ...scores, name: `${scores.name}.gradient`, role: "gradient" };
    // d loss / d s[k] = p[k] - (k is the label), and the mean takes its share.
    const difference = minus(over(unary("exp", shifted), load(sum, [n])), whenLabel(one));
    const backward = [
      nest("gradient", {
        reduction: { kind: "none" },
        body: present(times(difference, load(inverseCount))),
        writes: [{ tensor: scoresGradient, index: element, value: result }],
      }),
    ];
    return { loss, correct, forward, backward, scoresGradient };
  },
});
