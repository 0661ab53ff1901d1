/** Exponential linear unit: runs smoothly into -alpha below zero. */
import { constant, minus, select, times, unary } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both, named } from "../pytorch.ts";

export const elu = defineElementwise({
  name: "elu",
  documentation: {
    summary: "x above zero, alpha·(e^x - 1) below",
    details:
      "Like `relu` above zero; below it bends down to -alpha, so that a unit still learns there and the mean of its outputs " +
      "is nearer to zero. With alpha = 1 the slope has no jump.\n\n" +
      "PyTorch: `ELU`. Clevert, Unterthiner and Hochreiter, *Fast and accurate deep network learning by exponential linear " +
      "units*, 2016.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> elu -> maxpool 2\n  fc 10 -> elu alpha=0.5\n}\n",
  },
  schema: { alpha: { kind: "named-number", minimum: 0, default: 1, doc: "how far below zero it goes: `alpha=1`" } },
  facts: { monotone: true },
  range: ({ alpha }) => [-alpha, Number.POSITIVE_INFINITY],
  value: (x, { alpha }) => select(constant(0), "<", x, x, times(constant(alpha), minus(unary("exp", x), constant(1)))),
  pytorch: (_, __, { alpha }) => both("nn.ELU", "F.elu", named("alpha", alpha, 1)),
});
