/**
 * What losses over scores of classes share: the axes, the marks of the right class and of the images that are there, the
 * count of right answers, which is where the largest score stands, and the mean over places where each has a label. Takes what
 * a loss is given; returns builders for its nests. Not for what a loss computes.
 */
import { type Affine, affine, axisIndex } from "../../ir/affine.ts";
import type { Nest, Write } from "../../ir/nest.ts";
import { type Scalar, constant, index, load, position, result, select, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { walk } from "../axes.ts";
import type { LossControls, LoweredLoss, Lowering } from "../operator.ts";
import { product } from "../size-arithmetic.ts";

const zero = constant(0);
const one = constant(1);

export interface LossNests {
  /** Where the numbers of a label stand: one for each image, or one for each of its places. */
  readonly at: readonly Affine[];
  readonly element: readonly Affine[];
  /** The score at the point. */
  readonly score: Scalar;
  /** How many scores a label is compared with. */
  readonly classes: number;
  /** Of each label. */
  readonly loss: Tensor;
  /** Zero for images past the count, whose scores are anyone's. */
  present(value: Scalar): Scalar;
  /** `value` at the right class, `otherwise` (zero) at the others. */
  whenLabel(value: Scalar, otherwise?: Scalar): Scalar;
  /** One number per label. */
  perLabel(suffix: string): Tensor;
  write(tensor: Tensor, value: Scalar): Write;
  /** Sums `body` over the scores of each label. */
  sum(stage: string, body: Scalar, writes: readonly Write[]): Nest;
  /** The largest score of each label, and whether it is that of the label; `writes` may use `result`. */
  best(writes: readonly Write[]): Nest;
  /** The gradient of the mean loss of the batch, from that of one label's loss. */
  gradient(ofOne: Scalar): Nest;
  /** The whole, from the nests that compute `loss` and `correct` of each label. */
  lowered(forward: readonly Nest[], backward: readonly Nest[]): LoweredLoss;
}

export function lossNests(
  lowering: Lowering,
  scores: Tensor,
  label: Tensor,
  { count, inverseCount }: LossControls,
): LossNests {
  const { axes, index: element } = walk(scores);
  const [n, k] = [axisIndex("n"), axisIndex("c")];
  // Scores of a list, or of a map that is one place, have one label.
  const places = label.shape.slice(1);
  const placeAxes = places.length === 0 ? [] : axes.slice(2);
  const at = places.length === 0 ? [n] : [n, affine(0), ...element.slice(2)];
  const over = axes.slice(1, axes.length - placeAxes.length).map(({ name }) => name);
  const present = (value: Scalar): Scalar => select(index(n), "<", load(count), value, zero);
  const whenLabel = (value: Scalar, otherwise: Scalar = zero): Scalar =>
    select(index(k), "==", load(label, at), value, otherwise);
  const perLabel = (suffix: string): Tensor => lowering.activation(label.shape, suffix);
  const write = (tensor: Tensor, value: Scalar): Write => ({ tensor, index: at, value });
  const nest = (stage: string, rest: Omit<Nest, "name" | "axes" | "within">): Nest => ({
    name: `${lowering.name}.${stage}`,
    axes,
    within: [],
    ...rest,
  });
  const [loss, correct] = [perLabel("each"), perLabel("correct")];
  const scoresGradient: Tensor = { ...scores, name: `${scores.name}.gradient`, role: "gradient" };
  const score = load(scores, element);
  const perPlace = 1 / product(places);
  const share = places.length === 0 ? load(inverseCount) : times(load(inverseCount), constant(perPlace));
  /** The sum over the places of an image, times a number; row by row, so that large maps lose few digits. */
  const overPlaces = (suffix: string, values: Tensor, factor: number) => {
    const rowAxes = placeAxes.slice(0, -1);
    const [rows, tensor] = [
      lowering.activation(places.slice(0, -1), `${suffix}.rows`),
      lowering.activation([], suffix),
    ];
    const row = [n, ...rowAxes.map(({ name }) => axisIndex(name))];
    const sumUp = (name: string, all: Nest["axes"], kept: number, body: Scalar, writes: readonly Write[]): Nest => ({
      name: `${lowering.name}.${name}`,
      axes: [axes[0]!, ...all],
      within: [],
      reduction: { kind: "sum", over: all.slice(kept).map(({ name: axis }) => axis) },
      body,
      writes,
    });
    const total = { tensor, index: [n], value: times(result, constant(factor)) };
    if (rowAxes.length === 0) return { tensor, nests: [sumUp(suffix, placeAxes, 0, load(values, at), [total])] };
    const nests = [
      sumUp(`${suffix}.rows`, placeAxes, rowAxes.length, load(values, at), [
        { tensor: rows, index: row, value: result },
      ]),
      sumUp(suffix, rowAxes, 0, load(rows, row), [total]),
    ];
    return { tensor, nests };
  };
  return {
    at,
    element,
    score,
    classes: scores.shape[0]!,
    loss,
    present,
    whenLabel,
    perLabel,
    write,
    sum: (stage, body, writes) => nest(stage, { reduction: { kind: "sum", over }, body, writes }),
    best: (writes) =>
      nest("max", {
        reduction: { kind: "max", over, position: affine(0, [["c", 1]]) },
        body: score,
        writes: [...writes, write(correct, present(select(position, "==", load(label, at), one, zero)))],
        // A count of right answers has no gradient; who uses the maximum uses it as a shift, which has none either.
        constant: true,
      }),
    gradient: (ofOne) =>
      nest("gradient", {
        reduction: { kind: "none" },
        body: present(times(ofOne, share)),
        writes: [{ tensor: scoresGradient, index: element, value: result }],
      }),
    lowered(forward, backward) {
      if (places.length === 0) return { loss, correct, forward, backward, scoresGradient };
      const [mean, right] = [overPlaces("mean", loss, perPlace), overPlaces("right", correct, 1)];
      const nests = [...forward, ...mean.nests, ...right.nests];
      return { loss: mean.tensor, correct: right.tensor, forward: nests, backward, scoresGradient };
    },
  };
}
