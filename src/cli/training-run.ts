/**
 * A training in its run folder. Takes a network that is ready, its data and where it is kept; trains, writes a checkpoint at
 * the beginning, after each epoch, every so often between, and when it is stopped. `weights.safetensors` has the best epoch so
 * far at every moment, the checkpoint the last state. Throws `CnncError`: exit 4 when the training
 * diverges (the checkpoint is then the last good one), 3 when the folder cannot be written.
 */
import { join } from "node:path";
import type { DataSplits } from "../data/dataset.ts";
import { CnncError } from "../diagnostics/diagnostic.ts";
import type { WatchedPart } from "../report/epoch-table.ts";
import { type BestEpoch, type EpochResult, type FitResult, type Net, RuntimeError } from "../runtime/index.ts";
import type { Context } from "./context.ts";
import { writeCheckpoint } from "./checkpoints.ts";
import { diverged } from "./diagnostics.ts";
import { openEventLog } from "./event-log.ts";
import type { Target } from "./options.ts";
import { createProgressView } from "./progress.ts";
import { decimal } from "./numbers.ts";
import { RUN_FILES, writeRunFile } from "./run-folder.ts";
import { createCurvesWriter, namedFigures, writeMetrics } from "./run-metrics.ts";
import { type StopSignal, watchSignals } from "./signals.ts";
import { targetsReached, type TrainingOutcome } from "./training-result.ts";
import { encodeNetWeights, parametersAreFinite } from "./weights.ts";

export interface TrainingRun {
  readonly net: Net;
  readonly folder: string;
  readonly data: DataSplits;
  readonly epochs: number;
  readonly batch: number;
  /** Epochs done in earlier parts of the training. */
  readonly earlier: readonly EpochResult[];
  /** Epochs that an earlier part of the training planned with, where it was another number. */
  readonly planned?: number;
  readonly targets: readonly Target[];
  readonly checkpointSeconds: number;
  readonly log: string | undefined;
  /** The folder holds a checkpoint of where the network is now. */
  readonly resumed: boolean;
  /** Raised when the training is no longer wanted: it ends with a checkpoint, as after a signal. */
  readonly outdated?: AbortSignal | undefined;
}

/** With what ended it, where it was not the training itself. */
export interface StoppedTraining extends TrainingOutcome {
  readonly stoppedBy: StopSignal | "change" | undefined;
}

export async function runTraining(run: TrainingRun, context: Context): Promise<StoppedTraining> {
  const { net, folder, data, epochs, targets } = run;
  const watched: WatchedPart = data.validation === undefined ? "test" : "validation";
  const scoredPart = data.validation ?? data.test;
  const results = [...run.earlier];
  const bestOf = (best: BestEpoch | undefined) => results.find(({ epoch }) => epoch === best?.epoch);
  const curves = createCurvesWriter(folder, net.manifest.model, watched);
  let reached = false;
  const done = [results.at(-1), bestOf(net.best)].find((each) => each !== undefined && targetsReached(each, targets));
  if (done !== undefined && targets.length > 0) {
    // A training that was killed behind its last checkpoint has not drawn its last epoch.
    await curves.finish(results);
    const [chosen, reached] = [done, true];
    return { results, reached, stoppedBy: undefined, chosen, best: net.best, watched };
  }

  const view = await createProgressView(context.terminal, run.earlier, { part: watched, best: () => net.best?.epoch });
  const log = openEventLog(run.log, run.earlier.length > 0 || net.position.step > 0, context.terminal);
  const enough = new AbortController();
  const watch = watchSignals((signal) => {
    view.close();
    context.terminal.talk(`${signal}: writing a checkpoint, once more stops at once\n`);
  });
  let lastSaved = performance.now();
  let isSaved = run.resumed;
  let noted = run.planned === undefined;
  const save = async (which: "best" | "current" = "best"): Promise<void> => {
    if (!parametersAreFinite(net)) throw divergence(net, folder, undefined);
    await writeRunFile(folder, "weights", encodeNetWeights(net, which));
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
      test: scoredPart,
      keepBest: net.best?.metric ?? metricFor(targets),
      signal: AbortSignal.any([watch.signal, enough.signal, ...(run.outdated ? [run.outdated] : [])]),
      async onProgress(progress) {
        if (!noted) context.terminal.talk(describeReplan(run, progress.rate));
        noted = true;
        view.tick(progress);
        log.write({ event: "progress", ...progress });
        // The end of an epoch is saved with its test result, below: never the one without the other.
        const within = progress.position < progress.count;
        if (within && performance.now() - lastSaved > 1000 * run.checkpointSeconds) await save();
      },
      async onEpoch(result) {
        view.epoch(result, epochs);
        log.write({ event: "epoch", ...namedFigures(result, watched) });
        results.push(result);
        await writeMetrics(folder, results, watched);
        reached = targets.length > 0 && targetsReached(result, targets);
        await save(reached ? "current" : "best");
        await curves.draw(results);
        if (reached) enough.abort();
      },
    });
    view.close();
    const aborted = stopped === "aborted";
    // At the end of an epoch all is saved; in its middle what was done since.
    const stoppedBy = aborted ? (watch.received ?? (run.outdated?.aborted ? "change" : undefined)) : undefined;
    if (stoppedBy !== undefined) await save();
    if (net.manifest.recipe?.stop !== undefined && best !== undefined)
      context.terminal.talk(describeStop(best, stopped, net.position.epoch));
    const chosen = reached ? results.at(-1) : (bestOf(net.best) ?? results.at(-1));
    if (targets.length > 0) reached = targetsReached(chosen, targets);
    await curves.finish(results);
    const outcome = watch.received ?? (stoppedBy === "change" ? "changed" : reached ? "reached" : stopped);
    log.write({ event: "end", outcome, step: net.position.step, epoch: net.position.epoch });
    const test = watched === "test" || stoppedBy !== undefined ? undefined : await scoreTest(net, data, context);
    return { results, reached, stoppedBy, chosen, best: net.best, watched, ...(test === undefined ? {} : { test }) };
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

/** What the best epoch is the best by, where no rule of the recipe says it. */
function metricFor([first]: readonly Target[]): BestEpoch["metric"] {
  return first?.metric === "loss" ? "val_loss" : "val_accuracy";
}

/** Once, when all is decided: the weights that are kept, on images that nothing was chosen by. */
async function scoreTest(net: Net, data: DataSplits, context: Context) {
  context.enter("evaluating");
  const { loss = Number.NaN, accuracy } = await net.evaluate(data.test);
  return { loss, accuracy };
}

/** A schedule that plans with the number of epochs jumps where another number is given. */
function describeReplan({ earlier, planned, epochs, net }: TrainingRun, rate: number): string {
  const before = earlier.at(-1)?.rate;
  const schedule = net.manifest.recipe?.schedule ?? "constant";
  if (before === undefined || before === rate || schedule === "constant") return "";
  const plan = `the schedule \`${schedule}\` plans with ${epochs} epochs now, with ${planned} before`;
  return `${plan}: the rate goes from ${decimal(before)} to ${decimal(rate)}\n`;
}

function describeStop({ epoch, metric, value }: BestEpoch, stopped: FitResult["stopped"], last: number): string {
  const why = `${metric} has not become better for ${last - epoch} epochs`;
  const end = stopped === "early" ? `stopped early after epoch ${last}: ${why}\n` : "";
  return `${end}the weights are those of epoch ${epoch}, ${metric} ${value.toPrecision(4)}\n`;
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
