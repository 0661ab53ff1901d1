/** A learning rate that falls when the loss no longer does. */
import { type Scalar, binary, constant, minus, over, plus, select, times } from "../../ir/scalar.ts";
import { defineSchedule } from "../define.ts";
import { call, input, named } from "../pytorch.ts";

const [zero, one] = [constant(0), constant(1)];
/** PyTorch lets falls smaller than this be. */
const leastFall = 1e-8;

export const plateau = defineSchedule({
  name: "plateau",
  documentation: {
    summary: "times factor when the loss has not fallen for some epochs",
    details: [
      "After each epoch its loss on the test set (without one, on the training set) is compared with the least so far. It counts as less below " +
        "least·(1 - threshold). After more than `patience` epochs in a row without, the rate becomes max(rate·factor, min); then `cooldown` epochs are not counted.",
      "",
      "The rate of the next epoch depends on the loss of this one, so a host that trains step by step hands it in (`endEpoch`); `fit` does.",
      "",
      "PyTorch: `ReduceLROnPlateau`, stepped once per epoch with the loss.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.05\n  schedule  plateau factor=0.5 patience=3\n}\n",
  },
  schema: {
    factor: {
      kind: "named-number",
      minimum: 0,
      maximum: 1,
      exclusiveMinimum: true,
      exclusiveMaximum: true,
      default: 0.1,
      doc: "what the rate is multiplied by",
    },
    patience: {
      kind: "named-number",
      integer: true,
      minimum: 0,
      default: 10,
      doc: "epochs without a lower loss that pass",
    },
    threshold: {
      kind: "named-number",
      minimum: 0,
      maximum: 1,
      exclusiveMaximum: true,
      default: 1e-4,
      doc: "share of the least loss by which a loss must be below it",
    },
    cooldown: {
      kind: "named-number",
      integer: true,
      minimum: 0,
      default: 0,
      doc: "epochs that are not counted after a fall",
    },
    min: { kind: "named-number", minimum: 0, default: 0, doc: "the rate below which it does not fall" },
  },
  rate: ({ base }, _, memory) => times(base, memory.get("scale")!),
  memory: {
    initial: { scale: 1, least: Number.POSITIVE_INFINITY, waited: 0, cooling: 0 },
    next(memory, { loss, base }, { factor, patience, threshold, cooldown, min }) {
      const [scale, least] = [memory.get("scale")!, memory.get("least")!];
      const whenBetter = (then: Scalar, otherwise: Scalar): Scalar =>
        select(loss, "<", times(least, constant(1 - threshold)), then, otherwise);
      const whenCooling = (then: Scalar, otherwise: Scalar): Scalar =>
        select(zero, "<", memory.get("cooling")!, then, otherwise);
      const waited = whenCooling(zero, whenBetter(zero, plus(memory.get("waited")!, one)));
      const cooling = whenCooling(minus(memory.get("cooling")!, one), zero);
      const whenWaitedEnough = (then: Scalar, otherwise: Scalar): Scalar =>
        select(constant(patience), "<", waited, then, otherwise);
      const fallen = binary("max", times(scale, constant(factor)), over(constant(min), base));
      const fall = times(base, minus(scale, fallen));
      return new Map([
        ["scale", whenWaitedEnough(select(constant(leastFall), "<", fall, fallen, scale), scale)],
        ["least", whenBetter(loss, least)],
        ["waited", whenWaitedEnough(zero, waited)],
        ["cooling", whenWaitedEnough(constant(cooldown), cooling)],
      ]);
    },
  },
  pytorch: ({ factor, patience, threshold, cooldown, min }) => ({
    byLoss: call(
      "torch.optim.lr_scheduler.ReduceLROnPlateau",
      input(),
      named("factor", factor),
      named("patience", patience),
      named("threshold", threshold),
      named("cooldown", cooldown, 0),
      named("min_lr", min, 0),
    ),
  }),
});
