/**
 * Training on batches that the host makes: their order and size are the host's. Takes a source of batches; returns the history. A pass
 * that was broken off is gone through again up to where the training is, so a source that gives the same batches goes on to the same
 * bits. What the recipe wants to know before the first step (steps of an epoch, statistics of the images) and the source does not say
 * is found in a pass of its own.
 */
import { checkInteger } from "./arguments.ts";
import { NO_SUMS, readSums, writeSums } from "./control.ts";
import type { Core } from "./core.ts";
import { type BatchSource, checkBatch, openBatches } from "./dataset.ts";
import type { WatchRule } from "./early-stop.ts";
import { diverged, endEpoch, endTraining, isOver } from "./end-epoch.ts";
import { RuntimeError } from "./errors.ts";
import type { EpochResult, FitOptions, FitResult } from "./fit-options.ts";
import { badSet } from "./images.ts";
import { type ChannelSums, addChannels, statisticsOf, writeNormalization } from "./normalize.ts";
import { progressOf } from "./progress.ts";
import { type Breather, createBreather } from "./ticks.ts";
import { stepOn } from "./train-step.ts";
import { otherSet } from "./under-way.ts";

/** Images of a pass, where the source says so. */
export function checkCount({ count }: BatchSource): number | undefined {
  return count === undefined ? undefined : checkInteger("the count of the batches", count, 1, 2 ** 31 - 1);
}

/** How long a pass is, as far as it is known: of a source that says it, of a pass that was counted, of the epoch before. */
interface Length {
  images: number | undefined;
  steps: number | undefined;
}

export async function fitBatches(
  core: Core,
  source: BatchSource,
  epochs: number,
  rule: WatchRule | undefined,
  options: FitOptions,
): Promise<FitResult> {
  const { control } = core;
  const history: EpochResult[] = [];
  const breather = createBreather();
  const length: Length = { images: source.count, steps: undefined };
  const isAborted = (): boolean => options.signal?.aborted === true;
  try {
    if (!(await learnFirst(core, source, length, breather, isAborted))) return { history, stopped: "aborted" };
    while (control.get("epoch") < epochs && !isOver(core, rule)) {
      const epoch = control.get("epoch");
      const seenBefore = control.get("position");
      const started = performance.now();
      let sums = seenBefore === 0 ? NO_SUMS : readSums(control);
      let passed = 0;
      let steps = 0;
      for await (const batch of openBatches(source)) {
        if (isAborted()) return { history, stopped: "aborted" };
        const n = imagesIn(batch, core);
        // The first batch tells how large those of a source with a count are.
        length.steps ??= length.images === undefined ? undefined : Math.ceil(length.images / n);
        steps++;
        passed += n;
        if (passed <= seenBefore) continue;
        if (passed - n < seenBefore) throw apart(passed, seenBefore);
        if (source.count !== undefined && passed > source.count) throw wrongCount(passed, source.count);
        control.set("stepsPerEpoch", length.steps ?? 0);
        const { loss, correct } = stepOn(core, batch.images, batch.labels, n, {});
        if (!Number.isFinite(loss)) throw diverged(core);
        sums = { lossSum: sums.lossSum + loss * n, correct: sums.correct + correct, seen: sums.seen + n };
        control.set("position", passed);
        // In the module, so that a checkpoint made in the middle carries them.
        writeSums(control, sums);
        const imagesPerSecond = (1000 * (passed - seenBefore)) / Math.max(performance.now() - started, 1e-3);
        const count = length.images ?? Number.NaN;
        const known = { epoch: epoch + 1, epochs, position: passed, count, recentLoss: loss, imagesPerSecond };
        await options.onProgress?.(progressOf(core, known));
        await breather.breathe();
      }
      if (passed === 0) throw badSet("an epoch had no batches: hand in a function that begins a new pass");
      if (passed < seenBefore) throw apart(passed, seenBefore);
      if (source.count !== undefined && passed !== source.count) throw wrongCount(passed, source.count);
      Object.assign(length, { images: passed, steps });
      control.set("epoch", epoch + 1);
      control.set("position", 0);
      const seconds = (performance.now() - started) / 1000;
      const imagesPerSecond = (passed - seenBefore) / Math.max(seconds, 1e-6);
      const result = await endEpoch(core, options.test, rule, { seconds, imagesPerSecond });
      history.push(result);
      await options.onEpoch?.(result);
    }
    return endTraining(core, rule, history, epochs);
  } finally {
    control.set("stepsPerEpoch", 0);
    breather.close();
  }
}

/** The epoch under way was not broken off behind one of these batches. */
function apart(found: number, position: number): RuntimeError {
  return otherSet(`a batch ends at image ${found}, the training is at image ${position} of an epoch`, { position });
}

function imagesIn(batch: unknown, { manifest }: Core): number {
  const n = checkBatch(batch, manifest);
  if (n >= 1 && n <= manifest.batch) return n;
  throw badSet(`a batch holds ${n} images, 1 to ${manifest.batch} are expected`);
}

function wrongCount(found: number, said: number): RuntimeError {
  return badSet(`the count of the batches says ${said} images, and a pass has ${found}`);
}

/** What the recipe needs beforehand, from a pass in which nothing is learned; false when it was aborted. */
async function learnFirst(
  core: Core,
  source: BatchSource,
  length: Length,
  breather: Breather,
  isAborted: () => boolean,
): Promise<boolean> {
  const { manifest, control, underWay } = core;
  const counts = manifest.schedulesBySteps === true && length.images === undefined;
  const measures = manifest.recipe?.normalize === "auto" && control.get("step") === 0 && underWay.normalized !== true;
  if (!counts && !measures) return true;
  if ("next" in source) {
    const [why, help] = counts
      ? [
          `the schedule ${manifest.recipe!.schedule} wants the steps of an epoch`,
          "give the images of a pass as `count`",
        ]
      : ["`normalize auto` measures all images before the first step", "set the statistics with net.normalize"];
    const message = `${why}, and these batches come only once: hand in a function that begins a new pass, or ${help}`;
    throw new RuntimeError("runtime/unknown-count", message);
  }
  let [images, steps] = [0, 0];
  let sums: ChannelSums | undefined;
  for await (const batch of openBatches(source)) {
    if (isAborted()) return false;
    images += imagesIn(batch, core);
    steps++;
    if (measures) sums = addChannels(sums, batch.images, manifest.input.at(-1)!);
    await breather.breathe();
  }
  if (steps === 0) throw badSet("an epoch had no batches: hand in a function that begins a new pass");
  Object.assign(length, { images, steps });
  if (sums !== undefined) writeNormalization(core, statisticsOf(sums));
  return true;
}
