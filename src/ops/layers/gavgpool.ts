/** Global average pooling: the mean of each channel over all its places. */
import { constant, result, times } from "../../ir/scalar.ts";
import { defineGlobalPooling } from "../families/global-pooling.ts";
import { both, leaf } from "../pytorch.ts";

export const gavgpool = defineGlobalPooling({
  name: "gavgpool",
  documentation: {
    summary: "the mean of each channel over the whole map",
    details:
      "Gives `1x1xC`, whatever the size of the map: the end of a network in place of large full connections, and the squeeze of " +
      "squeeze-and-excitation.\n\n" +
      "PyTorch: `AdaptiveAvgPool1d(1)`, `AdaptiveAvgPool2d(1)`, `AdaptiveAvgPool3d(1)`. Lin et al., *Network in network*, 2014.",
    example:
      "model Example {\n  input 9x9x1\n  conv 5x5x8 p2 -> relu -> conv 5x5x16 p2 -> relu -> gavgpool -> fc 10\n}\n",
  },
  facts: { averages: true },
  reduction: "sum",
  value: (places) => times(result, constant(1 / places)),
  pytorch: (shape) =>
    both(`nn.AdaptiveAvgPool${shape.length - 1}d`, `F.adaptive_avg_pool${shape.length - 1}d`, leaf(1)),
});
