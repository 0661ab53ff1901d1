/** Gradients made shorter together, so that their direction stays. */
import { binary, constant, over, plus } from "../../ir/scalar.ts";
import { defineClip } from "../define.ts";
import { call, input, leaf } from "../pytorch.ts";

export const norm = defineClip({
  name: "norm",
  documentation: {
    summary: "makes all gradients together no longer than a length",
    details: [
      "With G the root of the sum of the squares of all gradients of all parameters:",
      "",
      "    g ← g · min(1, limit/(G + 1e-6))",
      "",
      "The direction of the step stays, its length has a limit: one wild batch does not throw the network off. The optimizer waits until " +
        "all gradients are there, which costs one pass over them more.",
      "",
      "PyTorch: `clip_grad_norm_`, between `backward` and `step`. Pascanu et al., *On the difficulty of training recurrent neural networks*, 2013.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  clip norm 1.0\n}\n",
  },
  schema: {
    limit: { kind: "number", minimum: 0, exclusiveMinimum: true, doc: "the greatest length: `clip norm 1.0`" },
  },
  factor: (length, { limit }) => binary("min", constant(1), over(constant(limit), plus(length, constant(1e-6)))),
  pytorch: ({ limit }) => call("nn.utils.clip_grad_norm_", input(), leaf(limit)),
});
