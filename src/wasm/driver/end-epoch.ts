/**
 * What a schedule that watches the loss does after each epoch: `endEpoch`. Not exported where the schedule keeps nothing.
 */
import type { Plan } from "../../kernels/plan.ts";
import type { Context } from "../context.ts";
import { controlMemory } from "./control-memory.ts";
import { emitPhases } from "./phases.ts";

export function emitEndEpoch(context: Context, plan: Plan, kernelNames: readonly string[]): void {
  const { m, f32, binaryen } = context;
  const { controls } = plan.program;
  const perEpoch = plan.step?.perEpoch ?? [];
  if (perEpoch.length === 0) return;
  const { getF32, setNumber } = controlMemory(context, plan);
  emitPhases(context, plan, kernelNames, "perEpochPhases", perEpoch);
  m.addFunction(
    "endEpoch",
    f32,
    binaryen.none,
    [],
    m.block(null, [
      setNumber(controls.epochLoss, m.local.get(0, f32)),
      setNumber(controls.baseRate, getF32("rate")),
      m.call("perEpochPhases", [], binaryen.none),
    ]),
  );
  m.addFunctionExport("endEpoch", "endEpoch");
}
