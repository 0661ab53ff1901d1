/** Local response normalization: a channel is damped where its neighbors are strong. */
import { affine } from "../../ir/affine.ts";
import { constant, load, plus, result, times, unary } from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { keepsShape, learnsNothing } from "../families/shared-parts.ts";
import { floorDivide, largestSize } from "../size-arithmetic.ts";
import { type Python, call, input, leaf, named, row } from "../pytorch.ts";

export const lrn = defineLayer({
  name: "lrn",
  documentation: {
    summary: "divides by the strength of the neighboring channels",
    details: [
      "    y[c] = x[c]/(k + alpha/n·Σ over the n channels around c of x²)^beta",
      "",
      "`lrn 5` looks at a channel, the two before and the two after it, at the same place; channels that do not exist count as zeros. " +
        "Of an even n the odd channel comes before.",
      "",
      "The formula is PyTorch's and Caffe's. That of the AlexNet paper has alpha in place of alpha/n: its alpha = 1e-4 with n = 5 is " +
        "`alpha=5e-4` here. The default of k is the paper's 2, PyTorch's own is 1.",
      "",
      "PyTorch: `LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2)`. Krizhevsky, Sutskever and Hinton, *ImageNet classification " +
        "with deep convolutional neural networks*, 2012.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  conv 5x5x16 p2 -> relu -> lrn 5 alpha=1e-4 beta=0.75 k=2 -> maxpool 2\n  fc 10\n}\n",
  },
  schema: {
    size: {
      kind: "number",
      integer: true,
      minimum: 1,
      maximum: largestSize,
      default: 5,
      doc: "n, how many channels it looks at: `lrn 5`",
    },
    alpha: { kind: "named-number", minimum: 0, default: 1e-4, doc: "weight of the mean of the squares: `alpha=1e-4`" },
    beta: { kind: "named-number", minimum: 0, default: 0.75, doc: "the exponent: `beta=0.75`" },
    k: {
      kind: "named-number",
      minimum: 0,
      exclusiveMinimum: true,
      default: 2,
      doc: "what is divided by at least: `k=2`",
    },
  },
  facts: {},
  ...keepsShape,
  ...learnsNothing,
  forward(lowering, input, _, { size, alpha, beta, k }) {
    const channels = input.shape[0]!;
    const { axes, index } = walk(input);
    const [n, c, ...places] = index;
    // A window wider than the channels is cut down to those that any channel reaches.
    const before = Math.min(floorDivide(size, 2), channels - 1);
    const after = Math.min(floorDivide(size - 1, 2), channels - 1);
    const neighbor = affine(-before, [...c!.terms, ["k", 1]]);
    const x = load(input, [n!, neighbor, ...places]);
    const strength = lowering.activation(input.shape, "strength");
    const output = lowering.activation(input.shape);
    lowering.emit({
      name: `${lowering.name}.strength`,
      axes: [...axes, { name: "k", extent: before + 1 + after }],
      within: before + after > 0 ? [{ value: neighbor, extent: channels }] : [],
      reduction: { kind: "sum", over: ["k"] },
      body: times(x, x),
      writes: [{ tensor: strength, index, value: plus(constant(k), times(constant(alpha / size), result)) }],
    });
    // strength^-beta, for strength ≥ k > 0.
    const damping = unary("exp", times(constant(-beta), unary("log", load(strength, index))));
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within: [],
      reduction: { kind: "none" },
      body: times(load(input, index), damping),
      writes: [{ tensor: output, index, value: result }],
    });
    return output;
  },
  pytorch(shape, _, { size, alpha, beta, k }) {
    const given = [leaf(size, "size"), named("alpha", alpha), named("beta", beta), named("k", k)];
    const normalize = (value: Python): Python => call("F.local_response_norm", value, ...given);
    // PyTorch wants a place axis, which a list has not.
    if (shape.length === 1) return { forward: row(normalize(row(input(), ".unsqueeze(2)")), ".squeeze(2)") };
    return { module: call("nn.LocalResponseNorm", ...given), forward: normalize(input()) };
  },
});
