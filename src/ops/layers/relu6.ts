/** Rectified linear unit that stops at 6. */
import { binary, constant } from "../../ir/scalar.ts";
import { defineElementwise } from "../families/elementwise.ts";
import { both } from "../pytorch.ts";

export const relu6 = defineElementwise({
  name: "relu6",
  documentation: {
    summary: "min(max(x, 0), 6)",
    details:
      "A `relu` that goes no higher than 6, so that its numbers fit into few bits. Its gradient is 1 between 0 and 6 and 0 " +
      "elsewhere, at both ends too.\n\n" +
      "PyTorch: `ReLU6`. Krizhevsky, *Convolutional deep belief networks on CIFAR-10*, 2010; Howard et al., *MobileNets*, 2017.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> relu6 -> maxpool 2\n}\n",
  },
  schema: {},
  facts: { monotone: true, idempotent: true },
  range: () => [0, 6],
  value: (x) => binary("min", binary("max", x, constant(0)), constant(6)),
  pytorch: () => both("nn.ReLU6", "F.relu6"),
});
