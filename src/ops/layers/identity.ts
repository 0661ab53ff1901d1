/** Does nothing: a place to hang a label on, or an arm that says what it is. */
import { defineLayer } from "../define.ts";
import { keepsShape, learnsNothing } from "../families/shared-parts.ts";
import { call, input } from "../pytorch.ts";

export const identity = defineLayer({
  name: "identity",
  documentation: {
    summary: "gives its input as it is",
    details:
      "An empty arm of `add`, `mul` or `concat` means the same; `identity` says it in a word, and can carry a label. It costs " +
      "nothing.\n\nPyTorch: `Identity`.",
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> identity -> relu\n}\n",
  },
  schema: {},
  facts: { passes: true, averages: true, elementwise: true, monotone: true, idempotent: true },
  ...keepsShape,
  ...learnsNothing,
  forward: (_, input) => input,
  pytorch: () => ({ module: call("nn.Identity"), forward: input() }),
});
