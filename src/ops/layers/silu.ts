/** Sigmoid linear unit, also called swish. */
import { times, unary } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const silu = defineElementwise({
  name: "silu",
  documentation: {
    summary: "x·σ(x), σ the logistic function",
    details:
      "    x·σ(x) = x/(1 + e^-x)\n\n" +
      "Smooth; falls to -0.28 at x = -1.28 and comes back to zero further down. Also known as swish.\n\n" +
      "PyTorch: `SiLU`. Elfwing, Uchibe and Doya, *Sigmoid-weighted linear units*, 2018; Ramachandran, Zoph and Le, " +
      "*Searching for activation functions*, 2017.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> silu -> avgpool 2\n}\n",
  },
  schema: {},
  range: () => [-0.2785, Number.POSITIVE_INFINITY],
  value: (x) => times(x, unary("sigmoid", x)),
  pytorch: () => both("nn.SiLU", "F.silu"),
});
