/**
 * The training of a program by its recipe, in a run folder: all of `cnnc train` behind its first line. Takes the arguments of the command;
 * leaves the run, says on standard output how good it became. Exit 4 when the training diverges or misses `--until`, 130/143 after a
 * signal and a checkpoint. Under `--watch` a training that the program has left behind ends early, and the next one takes its place.
 */
import { warnOfGuessing } from "./no-better-than-guessing.ts";
import { looksAtData } from "./data-facts.ts";
import { kernelsExist } from "./kernels-exist.ts";
import { join } from "node:path";
import { makeFolder } from "./atomic-write.ts";
import { removeCheckpoints, restoreCheckpoint } from "./checkpoints.ts";
import type { Command, Context } from "./context.ts";
import { fail, noData, noRecipe, otherBatch, otherSource, runExists, targetMissed } from "./diagnostics.ts";
import { loadNet } from "./load-net.ts";
import { findPlace, recordPlace, replaceData } from "./data-place.ts";
import { bytes } from "./numbers.ts";
import { type OpenedModel, openModel } from "./open-model.ts";
import type { Options } from "./options.ts";
import type { CompileOptions } from "../pipeline.ts";
import { readEdges } from "./read-edges.ts";
import { exists } from "./read-file.ts";
import { loadRunData } from "./run-data.ts";
import {
  createRecord,
  holdsRun,
  readRecord,
  readRunFile,
  type RunRecord,
  RUN_FILES,
  writeRecord,
  writeRunFile,
} from "./run-folder.ts";
import { readMetrics, writeMetrics } from "./run-metrics.ts";
import { areFilesOf, describeFiles, writeFiles } from "./run-files.ts";
import { showReading } from "./show-reading.ts";
import { createRunLock, type RunLock } from "./run-lock.ts";
import { sha256 } from "./sha256.ts";
import { SIGNAL_EXIT } from "./signals.ts";
import { describeFigures, describeOutcome, scoredFigures } from "./training-result.ts";
import { runTraining, type TrainingRun } from "./training-run.ts";
import { tensorsOf } from "../export/match-weights.ts";
import { readWeights } from "./read-weights.ts";
import { warnOfLastBatch } from "./warn-of-last-batch.ts";
import { takeWeights } from "./weights.ts";

type Prepared = Pick<TrainingRun, "net" | "data" | "epochs" | "batch" | "earlier" | "planned" | "resumed"> & {
  readonly record: RunRecord;
};

export const trainModel: Command = async ([address = ""], options, context) => {
  const opened = await openModel(address, options.set ?? [], context, { looksAtData: looksAtData(options) });
  if (opened === undefined || !(await kernelsExist(opened.model, context))) return 1;
  const files = new Map(opened.imports);
  const graph = options.resume ? {} : await readEdges(opened, context, files);
  if (graph === undefined) return 1;
  const folder = options.out ?? join("runs", opened.model.name);
  const lock = createRunLock(folder);
  try {
    // A folder that is not there yet is made, and locked, when all else is well.
    if (await exists(folder)) await lock.take();
    const prepared = options.resume
      ? await prepareResumed({ ...opened, files }, folder, options, context)
      : await prepareNew({ ...opened, files }, graph, folder, lock, address, options, context);
    return await trainPrepared(prepared, folder, options, context);
  } finally {
    await lock.release();
  }
};

async function trainPrepared(
  { record, ...prepared }: Prepared,
  folder: string,
  options: Options,
  context: Context,
): Promise<number> {
  const targets = options.until ?? [];
  const checkpointSeconds = options.checkpointEvery ?? 60;
  const { round } = context;
  if (round) round.endsItself = true;
  const outcome = await runTraining(
    { ...prepared, folder, targets, checkpointSeconds, log: options.log, outdated: round?.changed },
    context,
  );
  const { results, chosen, best, reached, stoppedBy, watched, test } = outcome;
  if (stoppedBy === "change") {
    context.terminal.talk(`stopped (run folder ${folder})\n`);
    round?.changed.throwIfAborted();
    return 0;
  }
  if (stoppedBy !== undefined) {
    context.terminal.talk(`stopped; go on with --resume (run folder ${folder})\n`);
    return SIGNAL_EXIT[stoppedBy];
  }
  if (chosen !== undefined) {
    const last = results.at(-1)!.epoch;
    const result = { kept: chosen.epoch, last, watched, ...(best && { best }), ...(test && { test }) };
    await writeRecord(folder, { ...record, result });
    await round?.runs.keep(folder);
    context.terminal.out(`${describeOutcome(outcome)}; run ${folder}\n`);
  }
  if (chosen?.testAccuracy !== undefined) {
    const { labels } = prepared.data.validation ?? prepared.data.test;
    await context.report(warnOfGuessing({ accuracy: chosen.testAccuracy, labels }, prepared.net.manifest.recipe));
  }
  if (reached || targets.length === 0) return 0;
  const wanted = targets.map(({ metric, value }) => `${watched} ${metric} ${value}`).join(" and ");
  return fail(
    targetMissed({
      message: `${wanted} was not reached in ${prepared.epochs} epochs`,
      notes: [`${watched} figures of the best epoch: ${describeFigures(scoredFigures(chosen))}`],
      help: `go on with \`--resume --epochs ${2 * prepared.epochs}\``,
    }),
    4,
  );
}

/** With the texts of all further files, by absolute path. */
interface WholeProgram extends OpenedModel {
  readonly files: ReadonlyMap<string, string>;
}

/** From which paths in the program count, also when it is the program of a run folder. */
const homeOf = ({ kept, root }: OpenedModel): string => kept?.home ?? root;

async function prepareNew(
  opened: WholeProgram,
  graph: Pick<CompileOptions, "edges">,
  folder: string,
  lock: RunLock,
  address: string,
  options: Options,
  context: Context,
): Promise<Prepared> {
  const { model, source, root, facts: known } = opened;
  const { recipe } = model;
  if (recipe === undefined) {
    const help = `add \`train ${model.name} { data mnist … }\``;
    return fail(noRecipe({ message: `model ${model.name} has no recipe`, file: source.path, help }), 1);
  }
  await refuseRun(folder, options, context);
  const spec = recipe.data?.spec ?? options.data;
  if (spec === undefined) {
    const help = "write `data mnist` into the recipe, or give a folder with `--data`";
    return fail(noData({ message: `the recipe of ${model.name} names no data set`, file: source.path, help }), 1);
  }
  const where = await replaceData({ ...recipe.data, spec, root }, options.data);
  context.round?.changed.throwIfAborted();
  const read = await loadRunData(where, model, context);
  await showReading(read, model, context, known);
  context.round?.changed.throwIfAborted();
  context.enter("preparing the images");
  const { prepareTraining } = await import("../data/prepare-training.ts");
  const { data, preparation, warnings } = prepareTraining(read, {
    invert: options.invert ?? false,
    ...(recipe.normalize === undefined ? {} : { normalize: recipe.normalize }),
  });
  const batch = options.batch ?? recipe.batch;
  await context.report([...warnings, ...warnOfLastBatch(model, { count: data.train.count, batch }, known)]);
  context.enter("compiling the model");
  const { compileModel } = await import("../pipeline.ts");
  const started = performance.now();
  const classes = data.train.classNames;
  const hash = sha256(source.text);
  const compileOptions = {
    batch,
    training: true,
    sourceHash: hash,
    compiler: context.version,
    ...(classes === undefined ? {} : { classes }),
    preparation,
    ...graph,
  };
  const { wasm, plan } = compileModel(model, compileOptions);
  const seconds = (performance.now() - started) / 1000;
  context.terminal.talk(`compiled ${model.name}: a module of ${bytes(wasm.length)} in ${seconds.toFixed(2)} s\n`);
  const { describeParts } = await import("./describe-parts.ts");
  for (const line of describeParts(model, plan, compileOptions)) context.terminal.talk(`${line}\n`);
  const net = await loadNet(wasm, undefined, context);
  const seed = options.seed ?? recipe.seed;
  net.init(seed);
  if (options.weights !== undefined) {
    context.enter("reading the weights");
    takeWeights(net, await readWeights(options.weights), { allowed: new Set(tensorsOf(model).keys()), trained: true });
  }
  const leftOut = [...tensorsOf(model).keys()].filter((name) => !net.parameters.has(name));
  const epochs = options.epochs ?? recipe.epochs;
  const files = await describeFiles(homeOf(opened), opened.files);
  const record = createRecord(
    {
      model: model.name,
      source: hash,
      file: address,
      settings: (options.set ?? []).map(({ text }) => text),
      data: recordPlace(where, folder),
      ...(classes === undefined ? {} : { classNames: classes }),
      ...(files === undefined ? {} : { files }),
      ...(leftOut.length === 0 ? {} : { leftOut }),
      preparation,
      trainImages: data.train.count,
      testImages: data.test.count,
      batch,
      epochs,
      seed,
    },
    context.version,
  );
  context.round?.changed.throwIfAborted();
  context.enter("writing the run folder");
  await makeFolder(folder);
  await lock.take();
  await refuseRun(folder, options, context);
  await removeCheckpoints(folder);
  await writeFiles(folder, homeOf(opened), opened.files);
  await writeRunFile(folder, "source", source.text);
  await writeRunFile(folder, "module", wasm);
  await writeRecord(folder, record);
  await context.round?.runs.keep(folder);
  await writeMetrics(folder, [], "test");
  return { net, data, epochs, batch, earlier: [], resumed: false, record };
}

async function refuseRun(folder: string, { overwrite }: Options, { round }: Context): Promise<void> {
  if (overwrite || !(await holdsRun(folder)) || (await round?.runs.owns(folder))) return;
  const help = "go on with `--resume`, replace it with `--overwrite`, or choose another folder with `--out`";
  fail(runExists({ message: "the folder already holds a run", file: folder, help }), 3);
}

/** The module of the run is taken as it is: another version of the compiler might round otherwise. */
async function prepareResumed(
  opened: WholeProgram,
  folder: string,
  options: Options,
  context: Context,
): Promise<Prepared> {
  const { model, source, facts: known } = opened;
  context.enter("reading the run folder");
  const record = await readRecord(folder);
  const kept = new TextDecoder().decode(await readRunFile(folder, "source"));
  if (kept !== source.text || record.model !== model.name) {
    const notes = [`the run's program is ${join(folder, RUN_FILES.source)}, model ${record.model}`];
    const help = "give the same program and `--set`, or another run folder with `--out`";
    const message = `the run was trained from another program than ${source.path}`;
    return fail(otherSource({ message, file: folder, notes, help }), 3);
  }
  if (record.files !== undefined && !(await areFilesOf(record.files, homeOf(opened), opened.files))) {
    const notes = [`files of the run: ${record.files.files.map(({ path }) => path).join(", ")}`];
    const help = `give the run's own program, ${join(folder, RUN_FILES.source)}, or another run folder with \`--out\``;
    const message = "the run was trained from other texts of the files that the program reads";
    return fail(otherSource({ message, file: folder, notes, help }), 3);
  }
  for (const setting of ["batch", "seed"] as const) {
    const given = options[setting];
    if (given === undefined || given === record[setting]) continue;
    const message = `the run has ${setting} ${record[setting]}, \`--${setting} ${given}\` is asked for`;
    return fail(otherBatch({ message, file: folder }), 3);
  }
  const module = join(folder, RUN_FILES.module);
  const net = await loadNet(await readRunFile(folder, "module"), module, context);
  const { preparation } = net.manifest;
  if (options.invert === true && preparation?.inverted !== true) {
    const message = "the run was begun with images as they are, `--invert` is asked for";
    return fail(otherBatch({ message, file: folder }), 3);
  }
  await restoreCheckpoint(net, folder, context);
  const epochs = options.epochs ?? record.epochs;
  const where = await findPlace(record.data, folder, options.data);
  const { prepareLike } = await import("../data/prepare-training.ts");
  const read = await loadRunData(where, model, context);
  await showReading(read, model, context, known);
  const data = prepareLike(read, preparation, {
    other: options.data !== undefined,
  });
  if (data.train.count !== record.trainImages) {
    const message = `the run was begun with ${record.trainImages} training images, the data set has ${data.train.count}`;
    return fail(otherBatch({ message, file: folder }), 3);
  }
  await context.report(warnOfLastBatch(model, { count: data.train.count, batch: record.batch }, known));
  const earlier = await readMetrics(folder, net.position.epoch);
  const { result: _, ...begun } = record;
  const changed: RunRecord = { ...begun, epochs, data: options.data === undefined ? record.data : where };
  if (epochs !== record.epochs || options.data !== undefined) await writeRecord(folder, changed);
  const planned = epochs === record.epochs ? {} : { planned: record.epochs };
  return { net, data, epochs, batch: record.batch, earlier, ...planned, resumed: true, record: changed };
}
