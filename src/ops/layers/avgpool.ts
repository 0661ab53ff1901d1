/** Average pooling: the mean of each window, over its whole area or, with `nopad`, over the input places in it. */
import { averageWindows } from "../families/average.ts";
import { definePooling, poolingSchema } from "../families/pooling.ts";
import type { Schema } from "../schema.ts";
import { averageInTorch } from "../families/torch-average.ts";

const schema = {
  ...poolingSchema,
  nopad: { kind: "flag", doc: "padding is not counted: the mean is over the input places of the window" },
} as const satisfies Schema;

export const avgpool = definePooling({
  name: "avgpool",
  documentation: {
    summary: "the mean of each window",
    details: [
      "`avgpool 2` halves height and width. Padding counts as zeros, and in the number divided by, unless `nopad` is given. With " +
        "`ceil` the part of the last window beyond the padding counts in neither.",
      "",
      "PyTorch: `AvgPool1d`, `AvgPool2d`, `AvgPool3d`; `nopad` is `count_include_pad=False`.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> tanh -> avgpool 2\n  avgpool 3 s2 p1 nopad\n}\n",
  },
  schema,
  facts: { averages: true },
  pool: (lowering, pooled, { nopad }) => averageWindows(lowering, "forward", pooled, pooled.output, nopad),
  pytorch: (_, __, windows, { nopad }) => averageInTorch(windows, nopad),
});
