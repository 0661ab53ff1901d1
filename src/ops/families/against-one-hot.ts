/**
 * Losses that compare each score with its own target, 1 at the right class and 0 at the others, and average over the scores
 * of an image. Takes the loss of one score and its derivative, each for both targets; gives the lowering. A test compares
 * the derivative with the one that the forward nests have.
 */
import { type Scalar, constant, over, result } from "../../ir/scalar.ts";
import type { Loss } from "../operator.ts";
import { lossNests } from "./loss-nests.ts";
import { type Python, call, input, row } from "../pytorch.ts";

export interface ScoreLoss {
  /** For a score and a target, which is `constant(0)` or `constant(1)`. */
  value(score: Scalar, target: Scalar): Scalar;
  /** d value / d score. */
  derivative(score: Scalar, target: Scalar): Scalar;
}

/** What a score is compared with: at the other classes, and at the right one. */
export const oneHotTargets = [0, 1] as const;

export function againstOneHot({ value, derivative }: ScoreLoss): Pick<Loss, "lower"> {
  const [zero, one] = [constant(0), constant(1)];
  return {
    lower(lowering, scores, label, controls) {
      const nests = lossNests(lowering, scores, label, controls);
      const { score, whenLabel, present, write, loss } = nests;
      const classes = constant(nests.classes);
      const forward = [
        nests.best([]),
        nests.sum("each", whenLabel(value(score, one), value(score, zero)), [
          write(loss, present(over(result, classes))),
        ]),
      ];
      const ofOne = over(whenLabel(derivative(score, one), derivative(score, zero)), classes);
      return nests.lowered(forward, [nests.gradient(ofOne)]);
    },
  };
}

/** A loss of PyTorch that takes scores and targets of one form. */
export const oneHotInTorch = (name: string, places = false): Python => {
  const oneHot = call("F.one_hot", input(1), row(input(), ".shape[1]"));
  return call(name, input(), row(oneHot, places ? ".movedim(-1, 1)" : "", ".to(", input(), ".dtype)"));
};

/** For the pages of these losses. */
export const oneHotDetails =
  "The target t of an image is 1 at its class and 0 at the others (the label, one-hot), K the number of classes. The right answer is where " +
  "the largest score stands. The loss of a batch is the mean over its images.";
