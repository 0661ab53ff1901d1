/**
 * A training in its run folder. Takes a network that is ready, its data and where it is kept; trains, writes a checkpoint at
 * the beginning, after each epoch, every so often between, and when it is stopped. Throws `CnncError`: exit 4 when the training
 * diverges (the checkpoint is then the last good one), 3 when the folder cannot be written.
 */
import { join } from "node:path";
import type { DataSplits } from "../data/dataset.ts";
import { CnncError } from "../diagnostics/diagnostic.ts";
import { type EpochResult, type FitResult, type Net, RuntimeError } from "../runtime/index.ts";
import type { Context } from "./context.ts";
import { writeCheckpoint } from "./checkpoints.ts";
import { diverged } from "./diagnostics.ts";
import { openEventLog } from "./event-log.ts";
import type { Target } from "./options.ts";
import { createProgressView } from "./progress.ts";
import { createCurvesWriter, RUN_FILES, writeMetrics, writeRunFile } from "./run-folder.ts";
import { type StopSignal, watchSignals } from "./signals.ts";
import { encodeNetWeights, parametersAreFinite } from "./weights.ts";

export interface TrainingRun {
  readonly net: Net;
  readonly folder: string;
  readonly data: DataSplits;
  readonly epochs: number;
  readonly batch: number;
  /** Epochs done in earlier parts of the training. */
  readonly earlier: readonly EpochResult[];
  readonly targets: readonly Target[];
  readonly checkpointSeconds: number;
  readonly log: string | undefined;
  /** The folder holds a checkpoint of where the network is now. */
  readonly resumed: boolean;
}

type Best = NonNullable<FitResult["best"]>;

export interface TrainingOutcome {
  /** Of the whole training, earlier parts included. */
  readonly results: readonly EpochResult[];
  readonly reached: boolean;
  readonly stoppedBy: StopSignal | undefined;
  /** The epoch whose weights the run has: the best of those an early stop watched, else the last. */
  readonly chosen: EpochResult | undefined;
}

export async function runTraining(run: TrainingRun, context: Context): Promise<TrainingOutcome> {
  const { net, folder, data, epochs, targets } = run;
  const results = [...run.earlier];
  let reached = targetsReached(results.at(-1), targets);
  // Where somebody watches, the last epoch may be done and its best weights not yet be chosen.
  const done = net.position.epoch >= epochs && net.manifest.recipe?.stop === undefined;
  if (done || (reached && targets.length > 0)) {
    // A training that was killed behind its last checkpoint has not drawn its last epoch.
    await createCurvesWriter(folder, net.manifest.model).finish(results);
    return { results, reached, stoppedBy: undefined, chosen: results.at(-1) };
  }

  const view = await createProgressView(context.terminal, run.earlier);
  const log = openEventLog(run.log, run.earlier.length > 0 || net.position.step > 0, context.terminal);
  const enough = new AbortController();
  const watch = watchSignals((signal) => {
    view.close();
    context.terminal.talk(`${signal}: writing a checkpoint, once more stops at once\n`);
  });
  let lastSaved = performance.now();
  let isSaved = run.resumed;
  const curves = createCurvesWriter(folder, net.manifest.model);
  const save = async (): Promise<void> => {
    if (!parametersAreFinite(net)) throw divergence(net, folder, undefined);
    await writeRunFile(folder, "weights", encodeNetWeights(net));
    if (!isSaved) await writeCheckpoint(folder, net.save());
    isSaved = false;
    lastSaved = performance.now();
  };
  try {
    context.enter("training");
    await save();
    // Those of a run that is replaced go now.
    if (!run.resumed) await curves.finish(results);
    const { stopped, best } = await net.fit(data.train, {
      epochs,
      batch: run.batch,
      test: data.test,
      signal: AbortSignal.any([watch.signal, enough.signal]),
      async onProgress(progress) {
        view.tick(progress);
        log.write({ event: "progress", ...progress });
        // The end of an epoch is saved with its test result, below: never the one without the other.
        const within = progress.position < progress.count;
        if (within && performance.now() - lastSaved > 1000 * run.checkpointSeconds) await save();
      },
      async onEpoch(result) {
        view.epoch(result, epochs);
        log.write({ event: "epoch", ...result });
        results.push(result);
        await writeMetrics(folder, results);
        await save();
        await curves.draw(results);
        reached = targetsReached(result, targets);
        if (reached && targets.length > 0) enough.abort();
      },
    });
    view.close();
    if (best !== undefined || (stopped === "aborted" && watch.received !== undefined)) await save();
    if (best !== undefined) context.terminal.talk(describeBest(best, stopped, net.position.epoch));
    const chosen = results.find(({ epoch }) => epoch === best?.epoch) ?? results.at(-1);
    if (best !== undefined) reached = targetsReached(chosen, targets);
    await curves.finish(results);
    const outcome = watch.received ?? (reached && targets.length > 0 ? "reached" : stopped);
    log.write({ event: "end", outcome, step: net.position.step, epoch: net.position.epoch });
    return { results, reached, stoppedBy: stopped === "aborted" ? watch.received : undefined, chosen };
  } catch (error) {
    view.close();
    if (!(error instanceof RuntimeError) || error.code !== "runtime/diverged") throw error;
    await curves.finish(results);
    log.write({ event: "end", outcome: "diverged", step: net.position.step, epoch: net.position.epoch });
    throw divergence(net, folder, error);
  } finally {
    view.close();
    watch.close();
    log.close();
  }
}

function describeBest({ epoch, metric, value }: Best, stopped: FitResult["stopped"], last: number): string {
  const why = `${metric} has not become better for ${last - epoch} epochs`;
  const end = stopped === "early" ? `stopped early after epoch ${last}: ${why}\n` : "";
  return `${end}the weights are those of epoch ${epoch}, ${metric} ${value.toPrecision(4)}\n`;
}

/** All targets, by the test results of an epoch. */
function targetsReached(result: EpochResult | undefined, targets: readonly Target[]): boolean {
  return targets.every(({ metric, value }) => {
    if (result?.testAccuracy === undefined || result.testLoss === undefined) return false;
    return metric === "accuracy" ? result.testAccuracy >= value : result.testLoss <= value;
  });
}

function divergence(net: Net, folder: string, cause: RuntimeError | undefined): CnncError {
  const { step, epoch } = net.position;
  const rate = cause?.facts.rate ?? net.manifest.recipe?.rate;
  const message =
    cause?.message ?? `a weight is no longer finite after step ${step} (epoch ${epoch + 1}) at learning rate ${rate}`;
  const note = `the last good checkpoint is kept in ${join(folder, RUN_FILES.checkpoint)}`;
  return new CnncError(
    diverged({ message, notes: [note], help: "try a lower learning rate: `--set optimizer.lr=…`" }),
    4,
  );
}
