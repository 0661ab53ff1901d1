/** Each number of a gradient kept within bounds. */
import { binary, constant } from "../../ir/scalar.ts";
import { defineClip } from "../define.ts";
import { call, input, leaf } from "../pytorch.ts";

export const value = defineClip({
  name: "value",
  documentation: {
    summary: "keeps each element of the gradients within bounds",
    details:
      "    g ← max(-limit, min(limit, g))\n\nfor each element alone, which may turn the direction of the step.\n\n" +
      "PyTorch: `clip_grad_value_`, between `backward` and `step`.",
    example: "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data mnist\n  clip value 0.5\n}\n",
  },
  schema: {
    limit: {
      kind: "number",
      minimum: 0,
      exclusiveMinimum: true,
      doc: "the greatest size of an element: `clip value 0.5`",
    },
  },
  element: (gradient, { limit }) => binary("max", binary("min", gradient, constant(limit)), constant(-limit)),
  pytorch: ({ limit }) => call("nn.utils.clip_grad_value_", input(), leaf(limit)),
});
