/** Batch normalization: each channel to mean 0 and variance 1 over the batch, then scaled and shifted. */
import { axisIndex } from "../../ir/affine.ts";
import { load, minus, plus, result, type Scalar, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { type BatchStatistics, inverseDeviation, measureBatch } from "../families/batch-statistics.ts";
import { epsSchema, explainScaleAndShift, scaleAndShift } from "../families/normalization.ts";
import type { Lowering } from "../operator.ts";
import { keepsShape } from "../families/shared-parts.ts";
import { channelsOf } from "../shape.ts";
import { multiply, printCount } from "../size-arithmetic.ts";
import { call, leaf, named } from "../pytorch.ts";

export const bn = defineLayer({
  name: "bn",
  documentation: {
    summary: "brings each channel to mean 0 and variance 1 over the batch",
    details: [
      "    y = (x - mean)/√(variance + eps)·weight[c] + bias[c]",
      "",
      "In training, mean and variance are those of the channel over all images and places of the batch; running averages of both " +
        "are kept, the variance as Σ(x - mean)²/(n - 1), and are what prediction uses:",
      "",
      "    running = (1 - momentum)·running + momentum·measured",
      "",
      "Frozen by the recipe (`freeze`), it uses the running averages in training too, and leaves them as they are: torchvision's " +
        "`FrozenBatchNorm2d`.",
      "",
      "It takes the mean off again that a bias just before it would add: write `conv … nobias -> bn`.",
      "",
      "Parameters: weight [C], starting at 1, and bias [C], starting at 0. State, kept but not learned and not counted: running_mean " +
        "[C], starting at 0, and running_var [C], starting at 1.",
      "",
      "PyTorch: `BatchNorm1d`, `BatchNorm2d`, `BatchNorm3d`. TensorFlow's momentum is 1 - this one. Ioffe and Szegedy, *Batch " +
        "normalization*, 2015.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  conv 3x3x16 p1 nobias -> bn -> relu -> maxpool 2\n  fc 10\n}\n",
  },
  schema: {
    ...epsSchema,
    momentum: {
      kind: "named-number",
      minimum: 0,
      maximum: 1,
      default: 0.1,
      doc: "the share of each batch in the running averages: `momentum=0.1`",
    },
  },
  facts: { removesChannelMean: true, batchStatistics: true },
  ...keepsShape,
  parameters: (input) => scaleAndShift([channelsOf(input)]),
  state: (input) => [
    { name: "running_mean", shape: [channelsOf(input)], initial: 0 },
    { name: "running_var", shape: [channelsOf(input)], initial: 1 },
  ],
  macs: () => 0,
  explain: (input) => [
    explainScaleAndShift("C", [channelsOf(input)]),
    {
      subject: "running averages, not learned and not counted",
      formula: "2·C",
      numbers: `2·${channelsOf(input)}`,
      value: printCount(multiply(2, channelsOf(input))),
    },
  ],
  forward(lowering, input, tensors, { eps, momentum }) {
    const running = { mean: tensors.get("running_mean")!, variance: tensors.get("running_var")!, momentum };
    const { mean, scale } = lowering.training
      ? scaledBatch(lowering, tensors.get("weight")!, measureBatch(lowering, input, eps, running))
      : { mean: running.mean, scale: scaledAverage(lowering, tensors.get("weight")!, running.variance, eps) };
    const output = lowering.activation(input.shape);
    const { axes, index } = walk(input);
    const c = [axisIndex("c")];
    const shift = load(tensors.get("bias")!, c);
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within: [],
      reduction: { kind: "none" },
      body: plus(times(minus(load(input, index), load(mean, c)), load(scale, c)), shift),
      writes: [{ tensor: output, index, value: result }],
    });
    return output;
  },
  pytorch: (input, _, { eps, momentum }) => ({
    module: call(
      `nn.BatchNorm${Math.max(1, input.length - 1)}d`,
      leaf(channelsOf(input), "channels"),
      named("eps", eps, 1e-5),
      named("momentum", momentum, 0.1),
    ),
  }),
});

/** weight/√(variance + eps) for each channel, so that each element costs one multiplication. */
function scaledBatch(lowering: Lowering, weight: Tensor, { mean, inverseDeviation: factor }: BatchStatistics) {
  const scale = lowering.statistic(weight.shape, "scale");
  const c = [axisIndex("c")];
  emitScale(lowering, scale, times(load(weight, c), load(factor, c)));
  return { mean, scale };
}

function scaledAverage(lowering: Lowering, weight: Tensor, variance: Tensor, eps: number): Tensor {
  const scale = lowering.statistic(weight.shape, "scale.predict");
  const c = [axisIndex("c")];
  emitScale(lowering, scale, times(load(weight, c), inverseDeviation(load(variance, c), eps)));
  return scale;
}

function emitScale(lowering: Lowering, scale: Tensor, body: Scalar): void {
  lowering.emit({
    name: scale.name,
    axes: [{ name: "c", extent: scale.shape[0]! }],
    within: [],
    reduction: { kind: "none" },
    body,
    writes: [{ tensor: scale, index: [axisIndex("c")], value: result }],
  });
}
