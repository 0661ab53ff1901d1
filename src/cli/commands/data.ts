/**
 * `cnnc data SPEC|FILE|RUN`: what is read of a data set, and what is not. Takes the name or the path of a set, a program (the data of
 * its recipe, fitted to its input), or a run folder (the data it was trained on); writes the parts, classes and values as text or as
 * JSON (`cnnc.data/1`); with `--sheet`, samples as the network gets them.
 */
import { join } from "node:path";
import type { CheckedModel } from "../../check/model.ts";
import type { DataSplits } from "../../data/dataset.ts";
import { namedSets } from "../../data/named-sets.ts";
import { prepareLike, prepareTraining } from "../../data/prepare-training.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { jsonText } from "../../diagnostics/json-text.ts";
import { toJsonReport } from "../../diagnostics/render-json.ts";
import { describeValues, renderValues } from "../../report/data-values.ts";
import { renderReading } from "../../report/render-reading.ts";
import type { Command, Context } from "../context.ts";
import { findPlace, replaceData } from "../data-place.ts";
import { badValue, fail, noData, noRecipe, wrongUsage } from "../diagnostics.ts";
import { openModel } from "../open-model.ts";
import type { Options } from "../options.ts";
import { exists } from "../read-file.ts";
import { showReadingProgress } from "../reading-progress.ts";
import { loadRunData } from "../run-data.ts";
import { readRecord, RUN_FILES, type RunRecord } from "../run-folder.ts";
import { warningsFor } from "../show-reading.ts";

const SCHEMA = "cnnc.data/1";

interface Subject {
  readonly splits: DataSplits;
  /** Absent for a set by itself. */
  readonly model?: CheckedModel;
  /** Of its preparation. */
  readonly warnings?: readonly Diagnostic[];
}

export const data: Command = async ([address = ""], options, context) => {
  refuseOptions(options);
  const subject = await openSubject(address, options, context);
  if (subject === undefined) return 1;
  const { splits, model } = subject;
  const { reading } = splits;
  if (reading === undefined) throw new Error("the set was read without a reading");
  context.enter("measuring the data set");
  const values = describeValues(splits.train);
  const warnings = [...warningsFor(reading, model), ...(subject.warnings ?? [])];
  if (options.sheet !== undefined) await writeSheet(options.sheet, subject, options, context);
  if (options.format === "json") {
    const { diagnostics } = toJsonReport(warnings);
    const { classNames, parts, sizes = null, labelShape = null, warnings: _, ...rest } = reading;
    const counted = parts.map(({ classes, ...part }) => ({
      ...part,
      classes: classes.map((count, k) => ({ name: classNames[k], count })),
    }));
    const document = {
      schema: SCHEMA,
      ...rest,
      labelShape,
      sizes,
      classNames,
      parts: counted,
      values,
      warnings: diagnostics,
    };
    context.terminal.out(jsonText(document));
    return 0;
  }
  const lines = [...renderReading(reading, context.terminal.outStyle.columns), ...renderValues(values)];
  context.terminal.out(`${lines.join("\n")}\n`);
  if (warnings.length > 0) await context.report(warnings);
  return 0;
};

function refuseOptions({ sheet, augment }: Options): void {
  if (augment === true && sheet === undefined) {
    fail(
      wrongUsage({ message: "`--augment` is about the samples of a sheet, and none is asked for with `--sheet`" }),
      2,
    );
  }
  if (sheet !== undefined && !/\.png$/i.test(sheet)) {
    fail(badValue({ message: `\`--sheet ${sheet}\`: the sheet is a PNG`, help: "name it `….png`" }), 2);
  }
}

async function openSubject(address: string, options: Options, context: Context): Promise<Subject | undefined> {
  if (await exists(join(address, RUN_FILES.run))) {
    const record = await readRecord(address);
    return openProgramData(`${join(address, RUN_FILES.source)}:${record.model}`, options, context, {
      folder: address,
      record,
    });
  }
  const isProgram = /\.cnn(?::\w+)?$/.test(address) || address === "-" || /^std\//.test(address);
  if (isProgram && !namedSets.has(address)) return openProgramData(address, options, context);
  if (options.sheet !== undefined) {
    const help = "name a program that reads the set, or a run";
    fail(wrongUsage({ message: "`--sheet` shows images as a network gets them, and no network is known", help }), 2);
  }
  context.enter("reading the data set");
  const { loadDataset } = await import("../../data/load.ts");
  const progress = showReadingProgress(context.terminal, options.data ?? address);
  const splits = await loadDataset(address, {
    onProgress: progress.tick,
    environment: context.environment,
    ...(options.data === undefined ? {} : { dataDir: options.data }),
  }).finally(progress.close);
  return { splits };
}

async function openProgramData(
  address: string,
  options: Options,
  context: Context,
  run?: { readonly folder: string; readonly record: RunRecord },
): Promise<Subject | undefined> {
  const opened = await openModel(address, options.set ?? [], context);
  if (opened === undefined) return undefined;
  const { model, source, root } = opened;
  const { recipe } = model;
  if (recipe === undefined)
    return fail(noRecipe({ message: `model ${model.name} has no recipe`, file: source.path }), 1);
  const spec = recipe.data?.spec ?? options.data;
  if (spec === undefined) {
    const help = "write `data mnist` into the recipe, or give a folder with `--data`";
    return fail(noData({ message: `the recipe of ${model.name} names no data set`, file: source.path, help }), 1);
  }
  const place =
    run === undefined
      ? await replaceData({ ...recipe.data, spec, root }, options.data)
      : await findPlace(run.record.data, run.folder, options.data);
  const read = await loadRunData(place, model, context);
  if (run !== undefined) {
    const splits = prepareLike(read, run.record.preparation, { other: options.data !== undefined });
    return { splits, model };
  }
  const { normalize } = recipe;
  const prepared = prepareTraining(read, normalize === undefined ? {} : { normalize });
  return { splits: prepared.data, model, warnings: prepared.warnings };
}

async function writeSheet(path: string, { splits, model }: Subject, options: Options, context: Context): Promise<void> {
  const { recipe, input } = model!;
  if (options.augment === true && recipe?.augment === undefined) {
    fail(
      badValue({
        message: `\`--augment\`: the recipe of ${model!.name} changes no images`,
        help: "write `augment flip`",
      }),
      2,
    );
  }
  context.enter("drawing the sheet");
  const { sampleSheet } = await import("../../report/sample-sheet.ts");
  const { augmentImages } = await import("../../train/augment-images.ts");
  const { encodePng } = await import("../../data/decode-image.ts");
  const { writeAtomically } = await import("../atomic-write.ts");
  const channelsFirst = [input.at(-1)!, ...input.slice(0, -1)];
  const { picture, rows, left } = sampleSheet(splits.train, {
    seed: options.seed ?? recipe!.seed,
    ...(options.augment === true ? { augment: augmentImages(recipe!.augment!, channelsFirst) } : {}),
  });
  await writeAtomically(path, encodePng(picture));
  const more = left === 0 ? "" : `, ${left} more classes found no room`;
  context.terminal.talk(`${path}: ${rows.length} rows of samples of the training part${more}\n`);
}
