/**
 * Training: checks what it is asked for and hands the work on, to `fit-set.ts` for a set in memory or to `fit-batches.ts` for batches made
 * on the way. Nothing has changed before all is checked. What a call asks for lasts for its training: epochs and batch are the recipe's
 * again once it has come to its end, or `init` or `rewind` begin another.
 */
import { badArgument, checkInteger, checkOptions, checkSeed, isChecked, isFunction, isObject, type Known } from "./arguments.ts"; // prettier-ignore
import { NO_SUMS, writeSums } from "./control.ts";
import { type Core, trainingExport } from "./core.ts";
import { checkDataset, checkSource, isDataset } from "./dataset.ts";
import { openStop, ruleOf } from "./end-epoch.ts";
import { checkCount, fitBatches } from "./fit-batches.ts";
import type { FitOptions, FitResult } from "./fit-options.ts";
import { fitSet } from "./fit-set.ts";
import { badSet } from "./images.ts";
import { enterSet } from "./under-way.ts";

const known: Known<FitOptions> = {
  epochs: isChecked,
  test: isChecked,
  onProgress: isFunction,
  onEpoch: isFunction,
  signal: (value) => isObject(value) && typeof value.aborted === "boolean",
  batch: isChecked,
  seed: isChecked,
  stop: isChecked,
  keepBest: isChecked,
  stepsPerTick: isChecked,
};

export async function fit(core: Core, source: unknown, given: unknown): Promise<FitResult> {
  const { control, manifest } = core;
  trainingExport(core, "fit");
  const options = checkOptions("fit", given, known);
  const { batch, seed, stepsPerTick, test } = options;
  const { epochs = control.get("totalEpochs") } = options;
  checkInteger("epochs", epochs, 1, 2 ** 31 - 1);
  if (batch !== undefined) checkInteger("batch", batch, 1, manifest.batch);
  if (seed !== undefined) checkSeed(seed);
  if (stepsPerTick !== undefined) checkInteger("stepsPerTick", stepsPerTick, 1, 2 ** 31 - 1);
  checkSource("fit", source);
  if (test !== undefined) checkDataset(test, manifest);
  const rule = ruleOf(core, options);
  const isSet = isDataset(source);
  const count = isSet ? checkDataset(source, manifest) : checkCount(source);
  if (count === 0) throw badSet("the data set holds no images");
  if (!isSet && batch !== undefined)
    throw badArgument("batch is given, and the batches are made by the caller: leave it out");
  if (isSet) core.sets.reserve(source, test);
  enterSet(core.underWay, control, isSet ? count! : "batches");

  openStop(core, rule);
  if (seed !== undefined) setSeed(core, seed);
  if (batch !== undefined) control.set("batch", batch);
  control.set("totalEpochs", epochs);
  control.set("diverged", 0);
  if (control.get("position") === 0) writeSums(control, NO_SUMS);
  return isSet ? fitSet(core, source, epochs, rule, options) : fitBatches(core, source, epochs, rule, options);
}

export function setSeed({ control }: Core, seed: unknown): void {
  control.seed = checkSeed(seed);
  control.set("orderEpoch", -1);
}
