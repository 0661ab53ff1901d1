/** Gaussian error linear unit, in the exact form. */
import { constant, plus, times, unary } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const gelu = defineElementwise({
  name: "gelu",
  documentation: {
    summary: "x·Φ(x), Φ the normal distribution",
    details:
      "    x·Φ(x) = x/2·(1 + erf(x/√2))\n\n" +
      "It weighs x by the chance that a standard normal number is smaller. This is the exact form; the approximation by a `tanh`, " +
      "which some networks use, differs by up to 0.0005.\n\n" +
      "PyTorch: `GELU()`. Hendrycks and Gimpel, *Gaussian error linear units*, 2016.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> gelu -> avgpool 2\n}\n",
  },
  schema: {},
  range: () => [-0.17, Number.POSITIVE_INFINITY],
  value: (x) => times(times(constant(0.5), x), plus(constant(1), unary("erf", times(x, constant(Math.SQRT1_2))))),
  pytorch: () => both("nn.GELU", "F.gelu"),
});
