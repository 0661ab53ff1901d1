/** The control block as tensors: one number each, kept by the module from step to step. Takes nothing; new ones per program. */
import type { Controls } from "../ir/program.ts";
import { type Scalar, load } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { SchedulePosition } from "../ops/operator.ts";

export function createControls(): Controls {
  const control = (name: string): Tensor => ({ name: `control.${name}`, role: "control", batched: false, shape: [] });
  return {
    count: control("count"),
    inverseCount: control("inverseCount"),
    step: control("step"),
    epoch: control("epoch"),
    stepsPerEpoch: control("stepsPerEpoch"),
    totalSteps: control("totalSteps"),
    totalEpochs: control("totalEpochs"),
    baseRate: control("baseRate"),
    rate: control("rate"),
    epochLoss: control("epochLoss"),
    update: control("update"),
  };
}

/** Where the training stands, as a schedule reads it. */
export function schedulePosition(controls: Controls): SchedulePosition {
  const read = (tensor: Tensor): Scalar => load(tensor);
  return {
    base: read(controls.baseRate),
    step: read(controls.step),
    epoch: read(controls.epoch),
    stepsPerEpoch: read(controls.stepsPerEpoch),
    totalSteps: read(controls.totalSteps),
    totalEpochs: read(controls.totalEpochs),
  };
}
