/** Softmax over the channels of each place; a list is all channels. */
import { affine } from "../../ir/affine.ts";
import { load, minus, over, result, unary } from "../../ir/scalar.ts";
import type { Nest } from "../../ir/nest.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { keepsShape, learnsNothing } from "../families/shared-parts.ts";
import { both, named } from "../pytorch.ts";

export const softmax = defineLayer({
  name: "softmax",
  documentation: {
    summary: "numbers into probabilities",
    details: [
      "    p[k] = e^x[k] / Σ over j of e^x[j]",
      "",
      "over the channels of each place. The largest input is subtracted first, which changes nothing but the range. Before the " +
        "loss `crossentropy` the two are computed together, from the inputs of `softmax`; predictions are then probabilities.",
      "",
      "PyTorch: `Softmax(dim=1)`.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10 -> softmax\n}\n\ntrain Example {\n  data mnist\n  loss crossentropy\n}\n",
  },
  schema: {},
  facts: { probabilities: true },
  range: () => [0, 1],
  ...keepsShape,
  ...learnsNothing,
  forward(lowering, input) {
    const places = input.shape.slice(1);
    const greatest = lowering.activation(places, "max");
    const exponential = lowering.activation(input.shape, "exp");
    const sum = lowering.activation(places, "sum");
    const output = lowering.activation(input.shape);
    const { axes, index } = walk(input);
    const place = index.filter((_, i) => i !== 1);
    const emit = (stage: string, nest: Omit<Nest, "name" | "axes" | "within">): void =>
      lowering.emit({ name: `${lowering.name}.${stage}`, axes, within: [], ...nest });

    emit("max", {
      reduction: { kind: "max", over: ["c"], position: affine(0, [["c", 1]]) },
      body: load(input, index),
      writes: [{ tensor: greatest, index: place, value: result }],
      // A shift of all inputs leaves the output as it is, so no gradient flows through it.
      constant: true,
    });
    emit("exp", {
      reduction: { kind: "none" },
      body: unary("exp", minus(load(input, index), load(greatest, place))),
      writes: [{ tensor: exponential, index, value: result }],
    });
    emit("sum", {
      reduction: { kind: "sum", over: ["c"] },
      body: load(exponential, index),
      writes: [{ tensor: sum, index: place, value: result }],
    });
    emit("forward", {
      reduction: { kind: "none" },
      body: over(load(exponential, index), load(sum, place)),
      writes: [{ tensor: output, index, value: result }],
    });
    return output;
  },
  pytorch: () => both("nn.Softmax", "F.softmax", named("dim", 1)),
});
