/**
 * Warmup, which every schedule may have: the first epochs take a share of the rate that grows from nothing. Takes the rate
 * of a schedule, the position and the argument; gives the rate to use. The schedule goes on underneath: its epochs are
 * counted from the beginning of the training, not from the end of the warmup.
 */
import { type Scalar, binary, constant, over, plus, select, times } from "../../ir/scalar.ts";
import type { SchedulePosition } from "../operator.ts";
import type { ArgumentValues, Schema } from "../schema.ts";
import type { TorchSchedule } from "../pytorch.ts";
import { leaf, row } from "../pytorch.ts";

export const warmupSchema = {
  warmup: {
    kind: "named-number",
    minimum: 0,
    default: 0,
    doc: "epochs in which the rate grows linearly from 0 to that of the schedule: `warmup=5`",
  },
} as const satisfies Schema;

/** Where the length of an epoch is not known (single steps of a host), it stands for one without end. */
const unknownLength = 1e29;

export function warmUp(
  rate: Scalar,
  { step, stepsPerEpoch }: SchedulePosition,
  { warmup }: ArgumentValues<typeof warmupSchema>,
): Scalar {
  if (!warmup) return rate;
  const steps = times(constant(warmup), stepsPerEpoch);
  const share = binary("min", constant(1), over(plus(step, constant(1)), steps));
  return times(rate, select(stepsPerEpoch, "<", constant(unknownLength), share, constant(1)));
}

export function warmUpInTorch(schedule: TorchSchedule, { warmup }: ArgumentValues<typeof warmupSchema>): TorchSchedule {
  if (!warmup) return schedule;
  const share = row("min(1.0, (step + 1) / (", leaf(warmup), " * steps_per_epoch))");
  return { ...schedule, factor: schedule.factor ? row(share, " * (", schedule.factor, ")") : share };
}

/** For the reference. */
export const warmupDetails =
  "With `warmup=E`, step t (from 0) takes min(1, (t + 1)/W) of that rate, W the steps of E epochs; the schedule goes on underneath. " +
  "PyTorch: multiplied by `LinearLR(start_factor=1/W, total_iters=W-1)`, stepped after each batch. Single steps that a host makes with `trainStep` know no epochs and are not warmed up.";
