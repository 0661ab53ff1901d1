/** Swish with straight lines in place of the logistic function. */
import { binary, constant, over, plus, times } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const hardswish = defineElementwise({
  name: "hardswish",
  documentation: {
    summary: "x·min(max(x + 3, 0), 6)/6",
    details:
      "A `silu` without an exponential: 0 below -3, x above 3, x·(x + 3)/6 between. At -3 and 3, where the slope jumps, it " +
      "is that of the outer piece: 0 and 1 (releases of PyTorch differ there).\n\n" +
      "PyTorch: `Hardswish`. Howard et al., *Searching for MobileNetV3*, 2019.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> hardswish -> avgpool 2\n}\n",
  },
  schema: {},
  range: () => [-0.375, Number.POSITIVE_INFINITY],
  value: (x) =>
    over(times(x, binary("min", binary("max", plus(x, constant(3)), constant(0)), constant(6))), constant(6)),
  pytorch: () => both("nn.Hardswish", "F.hardswish"),
});
