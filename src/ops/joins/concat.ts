/** The channels of the arms behind one another, in the order of the arms. */
import { defineJoin } from "../define.ts";
import type { JoinResult, Shape } from "../operator.ts";
import { channelsOf, printShape, spatialOf } from "../shape.ts";
import { add as sum, largestSize } from "../size-arithmetic.ts";
import { armsDiffer } from "./equal-shapes.ts";

export const concat = defineJoin({
  name: "concat",
  documentation: {
    summary: "the channels of the arms, behind one another",
    details:
      "All arms have the same sizes but for the channels, which add up in the order of the arms.\n\n" +
      "PyTorch: `torch.cat(dim=1)`. Szegedy et al., *Going deeper with convolutions*, 2015.",
    example:
      "model Example {\n  input 28x28x8\n  concat { conv 1x1x16 | conv 3x3x16 p1 | maxpool 3 s1 p1 } : 28x28x40\n  fc 10\n}\n",
  },
  facts: {},
  shape(inputs: readonly Shape[]): JoinResult {
    const [first] = inputs;
    const places = printShape(spatialOf(first!));
    const other = inputs.findIndex(
      (shape) => shape.length !== first!.length || printShape(spatialOf(shape)) !== places,
    );
    if (other >= 0)
      return {
        problems: [armsDiffer("concat", first!, inputs[other]!, ", which differ in more than their channels")],
        arms: [0, other],
      };
    const channels = inputs.map(channelsOf).reduce(sum, 0);
    if (channels > largestSize)
      return { problems: [{ code: "shape/too-large", message: "the channels of all arms are too many for one map" }] };
    return { output: [...spatialOf(first!), channels], problems: [] };
  },
  explain: (inputs, output) => [
    {
      subject: "channels",
      formula: inputs.map((_, i) => `C${i + 1}`).join(" + "),
      numbers: inputs.map(channelsOf).join(" + "),
      value: String(channelsOf(output)),
    },
  ],
});
