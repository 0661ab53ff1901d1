/** The logarithm of softmax, without the way through probabilities. */
import { affine } from "../../ir/affine.ts";
import type { Nest } from "../../ir/nest.ts";
import { load, minus, result, unary } from "../../ir/scalar.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { keepsShape, learnsNothing } from "../families/shared-parts.ts";
import { both, named } from "../pytorch.ts";

export const logsoftmax = defineLayer({
  name: "logsoftmax",
  documentation: {
    summary: "numbers into logarithms of probabilities",
    details: [
      "    y[k] = x[k] - ln(Σ over j of e^x[j])",
      "",
      "over the channels of each place. The largest input is subtracted first, and no probability is computed on the way, so none " +
        "becomes 0 whose logarithm would be minus infinity. The loss `crossentropy` does this by itself and wants the scores, or `softmax`.",
      "",
      "PyTorch: `LogSoftmax(dim=1)`.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  fc 10 -> logsoftmax\n}\n",
  },
  schema: {},
  // The sum of e^y is 1, so a second time takes nothing off.
  facts: { idempotent: true, logProbabilities: true },
  range: () => [Number.NEGATIVE_INFINITY, 0],
  ...keepsShape,
  ...learnsNothing,
  forward(lowering, input) {
    const places = input.shape.slice(1);
    const greatest = lowering.activation(places, "max");
    const logarithm = lowering.activation(places, "logsum");
    const output = lowering.activation(input.shape);
    const { axes, index } = walk(input);
    const place = index.filter((_, i) => i !== 1);
    const shifted = minus(load(input, index), load(greatest, place));
    const emit = (stage: string, nest: Omit<Nest, "name" | "axes" | "within">): void =>
      lowering.emit({ name: `${lowering.name}.${stage}`, axes, within: [], ...nest });

    emit("max", {
      reduction: { kind: "max", over: ["c"], position: affine(0, [["c", 1]]) },
      body: load(input, index),
      writes: [{ tensor: greatest, index: place, value: result }],
      // A shift of all inputs leaves the output as it is, so no gradient flows through it.
      constant: true,
    });
    emit("sum", {
      reduction: { kind: "sum", over: ["c"] },
      body: unary("exp", shifted),
      writes: [{ tensor: logarithm, index: place, value: unary("log", result) }],
    });
    emit("forward", {
      reduction: { kind: "none" },
      body: minus(shifted, load(logarithm, place)),
      writes: [{ tensor: output, index, value: result }],
    });
    return output;
  },
  pytorch: () => both("nn.LogSoftmax", "F.log_softmax", named("dim", 1)),
});
