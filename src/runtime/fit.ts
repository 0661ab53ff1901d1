/**
 * Training on a whole set. Takes a set (or batches made on the way) and what to do between ticks; returns the history. The
 * set is copied into the module once, and shuffling, schedule and the loop over steps run there; this file decides only
 * when to come back for air. Aborting is an ordinary end; a loss that is not finite throws `runtime/diverged`.
 */
import { type Core, badArgument, checkInteger, trainingExport } from "./core.ts";
import { NO_SUMS, readSums, writeSums } from "./control.ts";
import { type BatchSource, checkDataset, type Dataset, isDataset } from "./dataset.ts";
import type { WatchRule } from "./early-stop.ts";
import { RuntimeError } from "./errors.ts";
import { diverged, endEpoch, endTraining, isOver, openStop } from "./end-epoch.ts";
import { openBatches } from "./evaluate.ts";
import type { EpochResult, FitOptions, FitResult } from "./fit-options.ts";
import { labelsPerImage } from "./manifest.ts";
import { measureChannels, writeNormalization } from "./normalize.ts";
import { createBreather, createPacer } from "./ticks.ts";
import { trainStep } from "./train-step.ts";

export async function fit(core: Core, source: Dataset | BatchSource, options: FitOptions = {}): Promise<FitResult> {
  const { control, manifest } = core;
  trainingExport(core, "fit");
  const epochs = checkInteger("epochs", options.epochs ?? control.get("totalEpochs"), 1, 2 ** 31 - 1);
  const rule = openStop(core, options);
  if (options.seed !== undefined) setSeed(core, options.seed);
  if (options.batch !== undefined) control.set("batch", checkInteger("batch", options.batch, 1, manifest.batch));
  if (options.stepsPerTick !== undefined) checkInteger("stepsPerTick", options.stepsPerTick, 1, 2 ** 31 - 1);
  control.set("totalEpochs", epochs);
  control.set("diverged", 0);
  if (control.get("position") === 0) writeSums(control, NO_SUMS);
  return isDataset(source)
    ? fitSet(core, source, epochs, rule, options)
    : fitBatches(core, source, epochs, rule, options);
}

export function setSeed({ control }: Core, seed: number | bigint): void {
  if (typeof seed === "number" && !Number.isSafeInteger(seed))
    throw badArgument(`seed is ${seed}, a whole number is expected`);
  control.seed = BigInt(seed);
  control.set("orderEpoch", -1);
}

async function fitSet(
  core: Core,
  train: Dataset,
  epochs: number,
  rule: WatchRule | undefined,
  options: FitOptions,
): Promise<FitResult> {
  const { control, manifest } = core;
  const fitSteps = trainingExport(core, "fit");
  const count = checkDataset(train, manifest);
  if (count === 0) throw new RuntimeError("runtime/bad-dataset", "the data set holds no images");
  if (options.test !== undefined) checkDataset(options.test, manifest);
  core.sets.reserve(train, options.test);
  core.sets.placeTraining(train);
  if (manifest.recipe?.normalize === "auto" && control.get("step") === 0) {
    writeNormalization(core, measureChannels(train.images, manifest.input.at(-1)!));
  }

  const history: EpochResult[] = [];
  const pacer = createPacer(options.stepsPerTick);
  const breather = createBreather();
  const clock = { images: 0, milliseconds: 0 };
  try {
    while (control.get("epoch") < epochs && !isOver(core, rule)) {
      const epoch = control.get("epoch");
      const began = { ...clock };
      // The sums stay in the module through the epoch, so that a checkpoint made in its middle carries them.
      for (let finished = false; !finished;) {
        if (options.signal?.aborted === true) return { history, stopped: "aborted" };
        const before = readSums(control);
        const started = performance.now();
        const steps = fitSteps(pacer.amount);
        const milliseconds = performance.now() - started;
        if (control.get("diverged") !== 0) throw diverged(core);
        if (steps === 0) throw new Error("the module's fit did no step and gave no reason");
        pacer.took(steps, milliseconds);
        finished = control.get("epoch") > epoch;
        const sums = readSums(control);
        clock.images += sums.seen - before.seen;
        clock.milliseconds += milliseconds;
        const imagesPerSecond = (1000 * clock.images) / Math.max(clock.milliseconds, 1e-3);
        const position = finished ? count : control.get("position");
        await options.onProgress?.({
          epoch: epoch + 1,
          epochs,
          position,
          count,
          step: control.get("step"),
          loss: sums.lossSum / sums.seen,
          accuracy: sums.correct / (sums.seen * labelsPerImage(manifest)),
          recentLoss: (sums.lossSum - before.lossSum) / (sums.seen - before.seen),
          rate: control.get("currentRate"),
          imagesPerSecond,
          secondsLeft: ((epochs - epoch) * count - position) / imagesPerSecond,
        });
        await breather.breathe();
      }
      const seconds = (clock.milliseconds - began.milliseconds) / 1000;
      const imagesPerSecond = (clock.images - began.images) / Math.max(seconds, 1e-6);
      const result = await endEpoch(core, options.test, rule, { seconds, imagesPerSecond });
      history.push(result);
      await options.onEpoch?.(result);
    }
    return endTraining(core, rule, history, epochs);
  } finally {
    breather.close();
  }
}

/** The same, from batches that the host makes: order and size of the batches are the host's. */
async function fitBatches(
  core: Core,
  source: BatchSource,
  epochs: number,
  rule: WatchRule | undefined,
  options: FitOptions,
): Promise<FitResult> {
  const { control } = core;
  const places = labelsPerImage(core.manifest);
  if (options.test !== undefined) checkDataset(options.test, core.manifest);
  const history: EpochResult[] = [];
  const breather = createBreather();
  try {
    while (control.get("epoch") < epochs && !isOver(core, rule)) {
      const epoch = control.get("epoch");
      const started = performance.now();
      let sums = NO_SUMS;
      for await (const { images, labels } of openBatches(source)) {
        if (options.signal?.aborted === true) return { history, stopped: "aborted" };
        const n = labels.length / places;
        const { loss, correct } = trainStep(core, images, labels, n, {});
        if (!Number.isFinite(loss)) throw diverged(core);
        const seen = sums.seen + n;
        sums = { lossSum: sums.lossSum + loss * n, correct: sums.correct + correct, seen };
        control.set("position", seen);
        const imagesPerSecond = (1000 * seen) / Math.max(performance.now() - started, 1e-3);
        await options.onProgress?.({
          epoch: epoch + 1,
          epochs,
          position: seen,
          count: Number.NaN,
          step: control.get("step"),
          loss: sums.lossSum / seen,
          accuracy: sums.correct / (seen * places),
          recentLoss: loss,
          rate: control.get("currentRate"),
          imagesPerSecond,
          secondsLeft: Number.NaN,
        });
        await breather.breathe();
      }
      if (sums.seen === 0) {
        throw new RuntimeError(
          "runtime/bad-dataset",
          "an epoch had no batches: hand in a function that begins a new pass",
        );
      }
      control.set("epoch", epoch + 1);
      control.set("position", 0);
      writeSums(control, sums);
      const seconds = (performance.now() - started) / 1000;
      const result = await endEpoch(core, options.test, rule, {
        seconds,
        imagesPerSecond: sums.seen / Math.max(seconds, 1e-6),
      });
      history.push(result);
      await options.onEpoch?.(result);
    }
    return endTraining(core, rule, history, epochs);
  } finally {
    breather.close();
  }
}
