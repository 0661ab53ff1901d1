/** A learning rate that falls by a factor at given epochs. */
import { type Scalar, constant, select, times } from "../../ir/scalar.ts";
import { defineSchedule } from "../define.ts";
import { leaf, row, tuple } from "../pytorch.ts";

export const milestones = defineSchedule({
  name: "milestones",
  documentation: {
    summary: "times gamma at given epochs",
    details:
      "    lr · gamma^(number of milestones m with m ≤ epoch)\n\nwith epochs counted from 0: `milestones [30, 60]` trains 30 epochs at the rate " +
      "given, 30 at a tenth, the rest at a hundredth. The list stands first.\n\nPyTorch: `MultiStepLR`, stepped once per epoch.",
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.05\n  schedule  milestones [3, 5] gamma=0.2\n  epochs    6\n}\n",
  },
  schema: {
    epochs: { kind: "numbers", integer: true, minimum: 0, doc: "epochs, from 0, at which the rate falls: `[30, 60]`" },
    gamma: { kind: "named-number", minimum: 0, exclusiveMinimum: true, default: 0.1, doc: "factor of each fall" },
  },
  rate({ base, epoch }, { epochs, gamma }) {
    // From the last milestone back: the first that has been reached says how often it has fallen.
    const sorted = [...epochs].sort((a, b) => a - b);
    const factor = sorted.reduce<Scalar>(
      (before, milestone, i) => select(constant(milestone), "<=", epoch, constant(gamma ** (i + 1)), before),
      constant(1),
    );
    return times(base, factor);
  },
  pytorch: ({ epochs, gamma }) => ({
    factor: row(
      leaf(gamma),
      " ** sum(epoch >= start for start in ",
      tuple(
        [...epochs].sort((a, b) => a - b),
        "start",
      ),
      ")",
    ),
  }),
});
