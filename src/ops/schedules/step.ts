/** A learning rate that falls by a factor every few epochs. */
import { constant, over, times, unary } from "../../ir/scalar.ts";
import { defineSchedule } from "../define.ts";
import { leaf, row } from "../pytorch.ts";

export const step = defineSchedule({
  name: "step",
  documentation: {
    summary: "times gamma every few epochs",
    details:
      "    lr · gamma^⌊epoch/every⌋\n\nwith epochs counted from 0: `step every=30 gamma=0.1` divides the rate by ten after 30 epochs and " +
      "again after 60.\n\nPyTorch: `StepLR`, stepped once per epoch.",
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.05\n  schedule  step every=2 gamma=0.5\n  epochs    6\n}\n",
  },
  schema: {
    every: { kind: "named-number", integer: true, minimum: 1, default: 1, doc: "epochs between falls" },
    gamma: { kind: "named-number", minimum: 0, exclusiveMinimum: true, default: 0.1, doc: "factor of each fall" },
  },
  rate({ base, epoch }, { every, gamma }) {
    const falls = unary("floor", over(epoch, constant(every)));
    // gamma^falls: the vocabulary has no power.
    return times(base, unary("exp", times(constant(Math.log(gamma)), falls)));
  },
  pytorch: ({ every, gamma }) => ({ factor: row(leaf(gamma), " ** (epoch // ", leaf(every), ")") }),
});
