/**
 * The module's own loop: takes batches from a data set, runs the phases of a plan over them, and counts. Everything
 * between two progress ticks happens here, without JavaScript. Exports and control block as `abi.ts` describes them.
 */
import type { Plan } from "../../kernels/plan.ts";
import type { Context } from "../context.ts";
import { emitEndEpoch } from "./end-epoch.ts";
import { emitInitialize, emitRewind } from "./initialize.ts";
import { emitLoadAugmented, emitLoadBatch, emitSetBatch } from "./load-batch.ts";
import { emitPhases } from "./phases.ts";
import { emitEvaluate, emitPredict, emitStoreOutputs } from "./predict.ts";
import { emitShuffle } from "./shuffle.ts";
import { emitFit, emitStep, emitTrain } from "./train.ts";

/** `kernelNames[i]` is the function of kernel i. */
export function emitDriver(context: Context, plan: Plan, kernelNames: readonly string[]): void {
  emitSetBatch(context, plan);
  emitLoadBatch(context, plan);
  emitLoadAugmented(context, plan);
  emitStoreOutputs(context, plan);
  emitPhases(context, plan, kernelNames, "predictPhases", plan.predict);
  emitPredict(context, plan);
  emitRewind(context, plan);
  emitInitialize(context, plan);
  if (plan.program.evaluation) {
    emitPhases(context, plan, kernelNames, "evaluationPhases", plan.evaluation);
    emitEvaluate(context, plan);
  }
  if (plan.step) {
    emitPhases(context, plan, kernelNames, "measurePhases", plan.step.measure);
    emitPhases(context, plan, kernelNames, "perStepPhases", plan.step.perStep);
    emitPhases(context, plan, kernelNames, "learnPhases", plan.step.learn);
    emitTrain(context, plan);
    emitStep(context, plan);
    emitShuffle(context);
    emitFit(context, plan);
    emitEndEpoch(context, plan, kernelNames);
  }
}
