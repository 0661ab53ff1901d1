/**
 * What losses over a list of scores share: the axes, the marks of the right class and of the images that are there, and the
 * count of right answers, which is where the largest score stands. Takes what a loss is given; returns builders for its
 * nests. Not for what a loss computes.
 */
import { type Affine, affine, axisIndex } from "../../ir/affine.ts";
import type { Nest, Write } from "../../ir/nest.ts";
import { type Scalar, constant, index, load, position, result, select, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { walk } from "../axes.ts";
import type { LossControls, Lowering } from "../operator.ts";

const zero = constant(0);
const one = constant(1);

export interface LossNests {
  readonly n: Affine;
  readonly element: readonly Affine[];
  /** The score at the point. */
  readonly score: Scalar;
  /** How many scores an image has. */
  readonly classes: number;
  readonly loss: Tensor;
  readonly correct: Tensor;
  readonly scoresGradient: Tensor;
  /** Zero for images past the count, whose scores are anyone's. */
  present(value: Scalar): Scalar;
  /** `value` at the right class, `otherwise` (zero) at the others. */
  whenLabel(value: Scalar, otherwise?: Scalar): Scalar;
  /** One number per image. */
  perImage(suffix: string): Tensor;
  write(tensor: Tensor, value: Scalar): Write;
  /** Sums `body` over the scores of each image. */
  sum(stage: string, body: Scalar, writes: readonly Write[]): Nest;
  /** The largest score of each image, and whether it is that of the label; `writes` may use `result`. */
  best(writes: readonly Write[]): Nest;
  /** The gradient of the mean loss of the batch, from that of one image's loss. */
  gradient(ofOne: Scalar): Nest;
}

export function lossNests(
  lowering: Lowering,
  scores: Tensor,
  label: Tensor,
  { count, inverseCount }: LossControls,
): LossNests {
  const { axes, index: element } = walk(scores);
  const [n, k] = [axisIndex("n"), axisIndex("c")];
  const over = axes.slice(1).map(({ name }) => name);
  const present = (value: Scalar): Scalar => select(index(n), "<", load(count), value, zero);
  const whenLabel = (value: Scalar, otherwise: Scalar = zero): Scalar =>
    select(index(k), "==", load(label, [n]), value, otherwise);
  const perImage = (suffix: string): Tensor => lowering.activation([], suffix);
  const write = (tensor: Tensor, value: Scalar): Write => ({ tensor, index: [n], value });
  const nest = (stage: string, rest: Omit<Nest, "name" | "axes" | "within">): Nest => ({
    name: `${lowering.name}.${stage}`,
    axes,
    within: [],
    ...rest,
  });
  const [loss, correct] = [perImage("each"), perImage("correct")];
  const scoresGradient: Tensor = { ...scores, name: `${scores.name}.gradient`, role: "gradient" };
  const score = load(scores, element);
  return {
    n,
    element,
    score,
    classes: scores.shape[0]!,
    loss,
    correct,
    scoresGradient,
    present,
    whenLabel,
    perImage,
    write,
    sum: (stage, body, writes) => nest(stage, { reduction: { kind: "sum", over }, body, writes }),
    best: (writes) =>
      nest("max", {
        reduction: { kind: "max", over, position: affine(0, [["c", 1]]) },
        body: score,
        writes: [...writes, write(correct, present(select(position, "==", load(label, [n]), one, zero)))],
        // A count of right answers has no gradient; who uses the maximum uses it as a shift, which has none either.
        constant: true,
      }),
    gradient: (ofOne) =>
      nest("gradient", {
        reduction: { kind: "none" },
        body: present(times(ofOne, load(inverseCount))),
        writes: [{ tensor: scoresGradient, index: element, value: result }],
      }),
  };
}
