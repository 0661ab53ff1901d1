/** Normal noise on every number of an image. */
import { defineAugmentation } from "../define.ts";
import { input, leaf, operation } from "../pytorch.ts";

const name = "noise";

export const noise = defineAugmentation({
  name,
  documentation: {
    summary: "adds normal noise to each number of an image",
    details: [
      "In the units of the data, 0 to 1, before the normalization; the sums are not cut off at 0 and 1.",
      "",
      "    output = input + σ·z,  z standard normal",
      "",
      "PyTorch: `x + sigma * torch.randn_like(x)`; torchvision's `GaussianNoise` with `clip=False`.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data    mnist\n  augment noise 0.05\n}\n",
  },
  schema: {
    deviation: { kind: "number", minimum: 0, doc: "the standard deviation of the noise: `noise 0.05`" },
  },
  shape: (image) => ({ output: image, problems: [] }),
  step: (image, { deviation }) => ({ kind: "noise", name, input: image, output: image, deviation }),
  pytorch: (_, { deviation }) => ({
    call: operation(input(), " + ", leaf(deviation, "deviation"), " * torch.randn_like(", input(), ")"),
    helpers: [],
  }),
});
