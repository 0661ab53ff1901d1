/**
 * Training on a whole set. Takes a checked set and what to do between ticks; returns the history. The set is copied into the module
 * once, and shuffling, schedule and the loop over steps run there; this file decides only when to come back for air. Aborting is
 * an ordinary end; a loss that is not finite throws `runtime/diverged`.
 */
import { readSums } from "./control.ts";
import { type Core, trainingExport } from "./core.ts";
import type { Dataset } from "./dataset.ts";
import type { WatchRule } from "./early-stop.ts";
import { diverged, endEpoch, endTraining, isOver } from "./end-epoch.ts";
import type { EpochResult, FitOptions, FitResult } from "./fit-options.ts";
import { measureChannels, writeNormalization } from "./normalize.ts";
import { progressOf } from "./progress.ts";
import { createBreather, createPacer } from "./ticks.ts";

export async function fitSet(
  core: Core,
  train: Dataset,
  epochs: number,
  rule: WatchRule | undefined,
  options: FitOptions,
): Promise<FitResult> {
  const { control, manifest } = core;
  const fitSteps = trainingExport(core, "fit");
  core.sets.placeTraining(train);
  const count = control.get("set0Count");
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
        const recentLoss = (sums.lossSum - before.lossSum) / (sums.seen - before.seen);
        const known = { epoch: epoch + 1, epochs, position, count, recentLoss, imagesPerSecond };
        await options.onProgress?.(progressOf(core, known));
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
