/** The product of the arms, place by place; an arm of one place per channel scales the others' channels. */
import { times } from "../../ir/scalar.ts";
import { defineJoin } from "../define.ts";
import { words } from "../elsewhere.ts";
import { joinPlaces } from "./elementwise.ts";
import type { JoinResult, Shape } from "../operator.ts";
import { channelsOf } from "../shape.ts";
import { joinEqualShapes } from "./equal-shapes.ts";
import { input, operation } from "../pytorch.ts";

export const mul = defineJoin({
  name: "mul",
  documentation: {
    summary: "the product of the arms, place by place",
    details:
      "All arms give one shape, or 1x1xC, which scales each channel of the others: squeeze and excitation.\n\n" +
      "PyTorch: `a * b`. Hu et al., *Squeeze-and-excitation networks*, 2018.",
    example:
      "model Example {\n  input 28x28x16\n  mul { gavgpool -> conv 1x1x4 -> relu -> conv 1x1x16 -> sigmoid | }\n  fc 10\n}\n",
  },
  elsewhere: [words("multiply", "product", "times", "prod")],
  facts: {},
  shape: joinScaled,
  explain: () => [],
  forward: (lowering, inputs) => joinPlaces(lowering, inputs, times),
  pytorch: (inputs) => ({
    forward: operation(...Array.from({ length: inputs }, (_, i) => [...(i > 0 ? [" * "] : []), input(i)]).flat()),
  }),
});

/** Arms of one place per channel fit every arm with as many channels. */
function joinScaled(inputs: readonly Shape[]): JoinResult {
  const isScale = (shape: Shape): boolean => shape.slice(0, -1).every((size) => size === 1);
  const full = inputs.findIndex((shape) => !isScale(shape));
  const output = inputs[Math.max(full, 0)]!;
  const stretched = inputs.map((shape) =>
    isScale(shape) && shape.length === output.length && channelsOf(shape) === channelsOf(output) ? output : shape,
  );
  return joinEqualShapes("mul", stretched, inputs);
}
