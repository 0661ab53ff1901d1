/** The sum of the arms, place by place: the shortcut of residual networks. */
import { plus } from "../../ir/scalar.ts";
import { defineJoin } from "../define.ts";
import { words } from "../elsewhere.ts";
import { joinPlaces } from "./elementwise.ts";
import { joinEqualShapes } from "./equal-shapes.ts";
import { input, operation } from "../pytorch.ts";

export const add = defineJoin({
  name: "add",
  documentation: {
    summary: "the sum of the arms, place by place",
    details:
      "All arms read the same input and give one shape; an empty arm is the input itself.\n\n" +
      "PyTorch: `a + b`. He et al., *Deep residual learning for image recognition*, 2016.",
    example:
      "model Example {\n  input 28x28x8\n  add { conv 3x3x8 p1 -> relu -> conv 3x3x8 p1 | } -> relu\n  fc 10\n}\n",
  },
  elsewhere: [words("sum", "plus", "Add", "residual", "shortcut")],
  facts: {},
  shape: (inputs) => joinEqualShapes("add", inputs),
  explain: () => [],
  forward: (lowering, inputs) => joinPlaces(lowering, inputs, plus),
  pytorch: (inputs) => ({
    forward: operation(...Array.from({ length: inputs }, (_, i) => [...(i > 0 ? [" + "] : []), input(i)]).flat()),
  }),
});
