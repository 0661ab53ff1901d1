/** The logistic function as three straight lines. */
import { binary, constant, over, plus } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const hardsigmoid = defineElementwise({
  name: "hardsigmoid",
  documentation: {
    summary: "min(max(x + 3, 0), 6)/6",
    details:
      "A `sigmoid` without an exponential: 0 up to -3, 1 from 3 on, a straight line between. Its gradient is 1/6 between the " +
      "two and 0 elsewhere, at both ends too.\n\n" +
      "PyTorch: `Hardsigmoid`. Howard et al., *Searching for MobileNetV3*, 2019. Keras' `hard_sigmoid` of old had 0.2·x + 0.5.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> hardsigmoid -> avgpool 2\n}\n",
  },
  schema: {},
  facts: { monotone: true },
  range: () => [0, 1],
  value: (x) => over(binary("min", binary("max", plus(x, constant(3)), constant(0)), constant(6)), constant(6)),
  pytorch: () => both("nn.Hardsigmoid", "F.hardsigmoid"),
});
