/** LeCun's stretched hyperbolic tangent. */
import { constant, times, unary } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { input, operation } from "../pytorch.ts";

export const scaledtanh = defineElementwise({
  name: "scaledtanh",
  documentation: {
    summary: "1.7159·tanh(2x/3)",
    details:
      "The activation of LeNet-5: 1 at 1 and -1 at -1, with its greatest curvature there, so that labels of ±1 lie where it " +
      "is far from flat.\n\n" +
      "PyTorch: no layer of its own, `1.7159 * torch.tanh(x * 2 / 3)`. LeCun et al., *Gradient-based learning applied to " +
      "document recognition*, 1998, appendix A.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> scaledtanh -> avgpool 2\n}\n",
  },
  schema: {},
  facts: { monotone: true },
  range: () => [-1.7159, 1.7159],
  value: (x) => times(constant(1.7159), unary("tanh", times(x, constant(2 / 3)))),
  pytorch: () => ({ forward: operation("1.7159 * torch.tanh(", input(), " * (2 / 3))") }),
});
