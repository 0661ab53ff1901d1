/** A smooth rectifier. */
import { type Scalar, constant, minus, over, plus, select, times, unary } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const softplus = defineElementwise({
  name: "softplus",
  documentation: {
    summary: "ln(1 + e^x)",
    details:
      "A `relu` with its corner rounded off; its gradient is `sigmoid`. Above 20 it is x itself, to which the formula is then equal " +
      "to nine digits.\n\n" +
      "PyTorch: `Softplus` (beta 1, threshold 20). Glorot, Bordes and Bengio, *Deep sparse rectifier neural networks*, 2011.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> softplus -> avgpool 2\n}\n",
  },
  schema: {},
  facts: { monotone: true },
  range: () => [0, Number.POSITIVE_INFINITY],
  value: (x) => select(constant(20), "<", x, x, logarithmOfOnePlus(unary("exp", x))),
  pytorch: () => both("nn.Softplus", "F.softplus"),
});

/**
 * ln(1 + u) for u ≥ 0, also where u is lost beside 1: with w = 1 + u as rounded, ln w · u/(w - 1) makes good for what
 * rounding took from u (Kahan; Higham, *Accuracy and stability of numerical algorithms*, section 1.14.1).
 */
function logarithmOfOnePlus(u: Scalar): Scalar {
  const one = constant(1);
  const w = plus(one, u);
  return select(w, "==", one, u, over(times(u, unary("log", w)), minus(w, one)));
}
