/** Global maximum pooling: the largest number of each channel. */
import { result } from "../../ir/scalar.ts";
import { defineGlobalPooling } from "../families/global-pooling.ts";
import { both, leaf } from "../pytorch.ts";

export const gmaxpool = defineGlobalPooling({
  name: "gmaxpool",
  documentation: {
    summary: "the maximum of each channel over the whole map",
    details:
      "Gives `1x1xC`: whether a channel found its pattern anywhere. Of equal numbers the first, row by row, gets the gradient.\n\n" +
      "PyTorch: `AdaptiveMaxPool1d(1)`, `AdaptiveMaxPool2d(1)`, `AdaptiveMaxPool3d(1)`.",
    example:
      "model Example {\n  input 9x9x1\n  conv 5x5x8 p2 -> relu -> conv 5x5x16 p2 -> relu -> gmaxpool -> fc 10\n}\n",
  },
  facts: { selects: true },
  reduction: "max",
  value: () => result,
  pytorch: (shape) =>
    both(`nn.AdaptiveMaxPool${shape.length - 1}d`, `F.adaptive_max_pool${shape.length - 1}d`, leaf(1)),
});
