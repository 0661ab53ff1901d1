/** The channels of the arms behind one another, in the order of the arms. */
import { affine } from "../../ir/affine.ts";
import { walk } from "../axes.ts";
import { defineJoin } from "../define.ts";
import { words } from "../elsewhere.ts";
import { copyElements } from "../families/elements.ts";
import type { JoinResult, Shape } from "../operator.ts";
import { accept, channelsOf, printShape, spatialOf } from "../shape.ts";
import { add as sum } from "../size-arithmetic.ts";
import { armsDiffer } from "./equal-shapes.ts";
import { call, input, named, row } from "../pytorch.ts";

export const concat = defineJoin({
  name: "concat",
  documentation: {
    summary: "the channels of the arms, behind one another",
    details:
      "All arms have the same sizes but for the channels, which add up in the order of the arms.\n\n" +
      "PyTorch: `torch.cat(dim=1)`. Szegedy et al., *Going deeper with convolutions*, 2015.",
    example:
      "model Example {\n  input 28x28x8\n  concat { conv 1x1x16 | conv 3x3x16 p1 | maxpool 3 s1 p1 }   : 28x28x40\n  fc 10\n}\n",
  },
  elsewhere: [words("cat", "concatenate", "stack", "route", "merge")],
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
    return accept([...spatialOf(first!), inputs.map(channelsOf).reduce(sum, 0)]);
  },
  explain: (inputs, output) => [
    {
      subject: "channels",
      formula: inputs.map((_, i) => `C${i + 1}`).join(" + "),
      numbers: inputs.map(channelsOf).join(" + "),
      value: String(channelsOf(output)),
    },
  ],
  forward(lowering, inputs) {
    const [, ...places] = inputs[0]!.shape;
    const output = lowering.activation([inputs.reduce((count, { shape }) => count + shape[0]!, 0), ...places]);
    let before = 0;
    inputs.forEach((from, i) => {
      const { axes, index } = walk(from);
      const [n, , ...rest] = index;
      copyElements(lowering, {
        stage: `forward.${i + 1}`,
        axes,
        from,
        read: index,
        to: output,
        write: [n!, affine(before, [["c", 1]]), ...rest],
      });
      before += from.shape[0]!;
    });
    return output;
  },
  pytorch: (inputs) => ({
    forward: call(
      "torch.cat",
      row("[", ...Array.from({ length: inputs }, (_, i) => [...(i > 0 ? [", "] : []), input(i)]).flat(), "]"),
      named("dim", 1),
    ),
  }),
});
