/** Swish with straight lines in place of the logistic function. */
import { constant, over, plus, select, times } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";

export const hardswish = defineElementwise({
  name: "hardswish",
  documentation: {
    summary: "x·min(max(x + 3, 0), 6)/6",
    details:
      "A `silu` without an exponential: 0 below -3, x above 3, x·(x + 3)/6 between. At -3 and 3 the gradient is that of the " +
      "middle piece, as PyTorch has it.\n\n" +
      "PyTorch: `Hardswish`. Howard et al., *Searching for MobileNetV3*, 2019.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> hardswish -> avgpool 2\n}\n",
  },
  schema: {},
  value: (x) => {
    const middle = over(times(x, plus(x, constant(3))), constant(6));
    return select(x, "<", constant(-3), constant(0), select(x, "<=", constant(3), middle, x));
  },
});
