/**
 * What happens between two epochs and after the last: the epoch's figures, the test, what the schedule and the early stop learn
 * of it, and which weights are left. Takes a core whose epoch has ended; gives results.
 */
import { NO_SUMS, readSums, writeSums } from "./control.ts";
import { badArgument } from "./arguments.ts";
import type { Core } from "./core.ts";
import type { Dataset } from "./dataset.ts";
import type { WatchRule } from "./early-stop.ts";
import { RuntimeError } from "./errors.ts";
import { countRight, scoreTestSet } from "./evaluate.ts";
import type { EpochResult, FitOptions, FitResult } from "./fit-options.ts";
import { isStopRule, labelsPerImage } from "./manifest.ts";
import { forgetPlan } from "./under-way.ts";

/** The rule of this call, or of the recipe, else what only keeps the best. Throws when it watches a test set that there is not. */
export function ruleOf({ manifest }: Core, options: FitOptions): WatchRule | undefined {
  const { stop = manifest.recipe?.stop, keepBest, test } = options;
  if (stop === undefined || stop === false) {
    if (keepBest === undefined) return undefined;
    if (!isStopRule({ metric: keepBest, patience: 1 })) throw badArgument("keepBest is no metric that can be watched");
    if (keepBest.startsWith("val_") && (test === undefined || test.labels.length === 0))
      throw badArgument(`keepBest is ${keepBest}, and there is no test set`);
    return { metric: keepBest, patience: Number.POSITIVE_INFINITY };
  }
  if (!isStopRule(stop)) throw badArgument("stop is no rule: a metric and a patience of 1 epoch or more are expected");
  if (stop.metric.startsWith("val_") && (test === undefined || test.labels.length === 0)) {
    throw new RuntimeError(
      "runtime/no-test-set",
      `the training is to stop by ${stop.metric}, and there is no test set: hand one in, stop by the loss, or give stop: false`,
    );
  }
  return stop;
}

/** Goes on from the last weights, and from what was watched where somebody watches on. */
export function openStop({ early }: Core, rule: WatchRule | undefined): void {
  early.resume();
  if (rule === undefined) early.watched = undefined;
}

/** Whether the rule has ended the training. */
export function isOver({ early }: Core, rule: WatchRule | undefined): boolean {
  const { watched } = early;
  return rule !== undefined && watched?.metric === rule.metric && watched.waited >= rule.patience;
}

/** After the last epoch: the best weights, where somebody watched. Epochs and batch of the call end with it. */
export function endTraining(
  core: Core,
  rule: WatchRule | undefined,
  history: readonly EpochResult[],
  epochs: number,
): FitResult {
  core.early.finish();
  const { best } = core.early;
  const early = core.control.get("epoch") < epochs && isOver(core, rule);
  forgetPlan(core.control, core.manifest);
  return { history, stopped: early ? "early" : "done", ...(best === undefined ? {} : { best }) };
}

/** Reads the epoch's sums, clears them for the next, scores the test set, and tells the schedule and the rule. */
export async function endEpoch(
  core: Core,
  test: Dataset | undefined,
  rule: WatchRule | undefined,
  pace: Pick<EpochResult, "seconds" | "imagesPerSecond">,
): Promise<EpochResult> {
  const { control } = core;
  const { lossSum, correct, seen } = readSums(control);
  writeSums(control, NO_SUMS);
  const trained = {
    epoch: control.get("epoch"),
    step: control.get("step"),
    loss: lossSum / seen,
    accuracy: correct / (seen * labelsPerImage(core.manifest)),
    rate: control.get("currentRate"),
    ...pace,
  };
  const tested = test === undefined || test.labels.length === 0 ? undefined : await score(core, test);
  const result: EpochResult = { ...trained, ...tested };
  core.exports.endEpoch?.(result.testLoss ?? result.loss);
  if (rule) core.early.note(rule, result);
  return result;
}

async function score(core: Core, test: Dataset): Promise<{ readonly testLoss: number; readonly testAccuracy: number }> {
  core.sets.placeTest(test);
  const sums = await scoreTestSet(core);
  const { lossSum, seen } = sums;
  // Outputs that are no numbers make such a loss, and the module would count them as the first class.
  const correct = Number.isNaN(lossSum) ? await countRight(core, test, seen) : sums.correct;
  return { testLoss: lossSum / seen, testAccuracy: correct / (seen * labelsPerImage(core.manifest)) };
}

/** Before the first update nothing was learned at any rate: the one that the step would have begun with is said. */
export function diverged({ control }: Core): RuntimeError {
  const step = control.get("step") + 1;
  const rate = control.get(step === 1 ? "rate" : "currentRate");
  const facts = { epoch: control.get("epoch") + 1, step, rate };
  const when = step === 1 ? `, before anything was learned (learning rate ${rate})` : ` at learning rate ${rate}`;
  const message = `the loss of step ${step} (epoch ${facts.epoch}) is not finite${when}`;
  return new RuntimeError("runtime/diverged", message, facts);
}
