/** A learning rate that falls to zero over the training along half a cosine, in every step a little. */
import { constant, over, plus, times, unary } from "../../ir/scalar.ts";
import { defineSchedule } from "../define.ts";
import { text } from "../pytorch.ts";

export const cosine = defineSchedule({
  name: "cosine",
  documentation: {
    summary: "down to zero along half a cosine",
    details:
      "    lr · (1 + cos(π·t/T))/2\n\nwith t the number of the step from 0 and T the number of steps of the whole training.\n\n" +
      "PyTorch: `CosineAnnealingLR` with `T_max` the number of steps, stepped after each batch. Loshchilov and Hutter, *SGDR*, 2017.",
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.05\n  schedule  cosine\n}\n",
  },
  schema: {},
  rate({ base, step, totalSteps }) {
    const angle = times(constant(Math.PI), over(step, totalSteps));
    return times(times(base, constant(0.5)), plus(constant(1), unary("cos", angle)));
  },
  pytorch: () => ({ factor: text("0.5 * (1 + math.cos(math.pi * step / total_steps))") }),
});
