/** The learning rate as given, in every step. */
import { defineSchedule } from "../define.ts";

export const constant = defineSchedule({
  name: "constant",
  documentation: {
    summary: "the same learning rate throughout",
    details: "The rate of the optimizer, in every step.\n\nPyTorch: no scheduler.",
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.05\n  schedule  constant\n}\n",
  },
  schema: {},
  rate: ({ base }) => base,
  pytorch: () => ({}),
});
