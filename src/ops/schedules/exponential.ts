/** A learning rate that falls by a factor each epoch. */
import { constant, times, unary } from "../../ir/scalar.ts";
import { defineSchedule } from "../define.ts";
import { leaf, row } from "../pytorch.ts";

export const exponential = defineSchedule({
  name: "exponential",
  documentation: {
    summary: "times gamma each epoch",
    details: "    lr · gamma^epoch\n\nwith epochs counted from 0.\n\nPyTorch: `ExponentialLR`, stepped once per epoch.",
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.05\n  schedule  exponential gamma=0.9\n}\n",
  },
  schema: {
    gamma: { kind: "named-number", minimum: 0, exclusiveMinimum: true, default: 0.95, doc: "factor of each epoch" },
  },
  // gamma^epoch: the vocabulary has no power.
  rate: ({ base, epoch }, { gamma }) => times(base, unary("exp", times(constant(Math.log(gamma)), epoch))),
  pytorch: ({ gamma }) => ({ factor: row(leaf(gamma), " ** epoch") }),
});
