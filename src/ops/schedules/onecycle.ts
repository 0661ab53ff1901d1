/** A learning rate that rises to its top and falls to almost nothing, along two halves of a cosine. */
import { type Scalar, binary, constant, minus, over, plus, select, times, unary } from "../../ir/scalar.ts";
import { defineSchedule } from "../define.ts";
import { type PythonHelper, call, leaf, text } from "../pytorch.ts";

const oneCycle: PythonHelper = {
  name: "one_cycle",
  source: `def one_cycle(step: int, total_steps: int, rise: float, div: float, final: float) -> float:
    """Up from 1/div to 1 along a cosine, then down to 1/(div·final): of the highest rate."""
    top = rise * total_steps - 1
    if step <= top:
        start, end, share = 1 / div, 1.0, step / max(top, 1e-6)
    else:
        start, end, share = 1.0, 1 / (div * final), (step - top) / max(total_steps - 1 - top, 1e-6)
    return end + (start - end) / 2 * (math.cos(math.pi * share) + 1)
`,
};

export const onecycle = defineSchedule({
  name: "onecycle",
  documentation: {
    summary: "up to the rate and down to almost nothing, once",
    details: [
      "With lr the rate of the optimizer, which is the highest, t the number of the step from 0, T the number of steps of the whole training, and " +
        "top = rise·T - 1 the step of the highest rate:",
      "",
      "    from lr/div to lr               while t ≤ top, along (1 - cos(π·t/top))/2",
      "    from lr to lr/(div·final)       after it, along (1 - cos(π·(t - top)/(T - 1 - top)))/2",
      "",
      "Momentum stays as the optimizer has it.",
      "",
      "PyTorch: `OneCycleLR(max_lr=lr, total_steps=T, pct_start=rise, div_factor=div, final_div_factor=final, cycle_momentum=False)`, " +
        "stepped after each batch; there momentum would swing the other way unless told not to. Smith and Topin, *Super-convergence*, 2018.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.2 momentum=0.9\n  schedule  onecycle rise=0.3\n}\n",
  },
  schema: {
    rise: {
      kind: "named-number",
      minimum: 0,
      maximum: 1,
      default: 0.3,
      doc: "share of the training in which the rate rises",
    },
    div: { kind: "named-number", minimum: 1, default: 25, doc: "the first rate is the highest over this" },
    final: { kind: "named-number", minimum: 1, default: 1e4, doc: "the last rate is the first over this" },
  },
  rate({ base, step, totalSteps }, { rise, div, final }) {
    const one = constant(1);
    const top = minus(times(constant(rise), totalSteps), one);
    /** A training of few steps may have no rise, or no fall. */
    const positive = (length: Scalar): Scalar => binary("max", length, constant(1e-6));
    const along = (from: number, to: number, share: Scalar): Scalar =>
      plus(constant(to), times(constant((from - to) / 2), plus(unary("cos", times(constant(Math.PI), share)), one)));
    const rising = along(1 / div, 1, over(step, positive(top)));
    const falling = along(1, 1 / (div * final), over(minus(step, top), positive(minus(minus(totalSteps, one), top))));
    return times(base, select(step, "<=", top, rising, falling));
  },
  pytorch: ({ rise, div, final }) => ({
    factor: call("one_cycle", text("step"), text("total_steps"), leaf(rise), leaf(div), leaf(final)),
    helpers: [oneCycle],
  }),
});
