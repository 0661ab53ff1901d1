/**
 * `cnnc eval RUN`: scores a trained run on its test set. Takes a run folder; writes accuracy, loss, per-class figures and the
 * confusion matrix, as a table or as JSON (`cnnc.evaluation/1`); with `--report FOLDER` also a page with pictures.
 */
import { jsonText } from "../../diagnostics/json-text.ts";
import { prepareLike } from "../../data/prepare-training.ts";
import { averagesOf, figuresOf } from "../../report/confusion.ts";
import { type EvaluationResult, renderEvaluation } from "../../report/render-evaluation.ts";
import type { Mistake } from "../../runtime/index.ts";
import type { Command } from "../context.ts";
import { findPlace } from "../data-place.ts";
import { badValue, fail, wrongUsage } from "../diagnostics.ts";
import { openRun } from "../open-run.ts";
import { EVALUATION_SCHEMA, openReportFolder, REPORT_RECORD, writeReportFiles } from "../report-folder.ts";
import { loadRunData } from "../run-data.ts";
import { warnOfGuessing } from "../no-better-than-guessing.ts";
import { classNamesOf } from "../run-folder.ts";

export const evaluateRun: Command = async ([folder = ""], options, context) => {
  const { report, image, overwrite = false } = options;
  if (report === undefined && (image !== undefined || overwrite)) {
    const option = image === undefined ? "--overwrite" : "--image";
    return fail(wrongUsage({ message: `\`${option}\` is about a report, and none is asked for with \`--report\`` }), 2);
  }
  const target = report === undefined ? undefined : await openReportFolder(report, overwrite);
  const run = await openRun(folder, options, context);
  const { net, record } = run;
  const where = await findPlace(record.data, folder, options.data);
  const { test } = prepareLike(await loadRunData(where, net.manifest, context), net.manifest.preparation, {
    invert: options.invert ?? false,
    other: options.data !== undefined,
  });
  if (image !== undefined && image >= test.count) {
    return fail(badValue({ message: `\`--image ${image}\`: the test set has images 0 to ${test.count - 1}` }), 2);
  }
  context.enter("evaluating");
  const shown = target === undefined ? undefined : (await import("../evaluation-report.ts")).WORST_SHOWN;
  const { confusion, worst = [], ...rest } = await net.evaluate(test, shown === undefined ? {} : { worst: shown });
  const map = net.manifest.labels;
  const classes = figuresOf(confusion, classNamesOf(record, confusion.length), map !== undefined);
  const places = map === undefined ? {} : { places: map.reduce((product, size) => product * size, 1) };
  const { outputs = "scores" } = net.manifest;
  const result: EvaluationResult = { model: record.model, outputs, ...rest, ...places, classes, confusion };

  if (target !== undefined) {
    const { composeReport, PAGE } = await import("../evaluation-report.ts");
    const files = await composeReport({ folder, run, test, result, worst, image }, context);
    const page = files.get(PAGE)!;
    files.delete(PAGE);
    const names = [...files.keys(), REPORT_RECORD, PAGE];
    files.set(REPORT_RECORD, writeJson(result, { worst, files: names }));
    // The page comes last: where it is, all that belongs to it is.
    files.set(PAGE, page);
    context.enter("writing the report");
    await writeReportFiles(target, files);
    context.terminal.talk(`report in ${target.path}: ${PAGE} and ${files.size - 1} files\n`);
  }
  await context.report(warnOfGuessing({ accuracy: result.accuracy, labels: test.labels }, net.manifest.recipe));
  context.terminal.out(options.format === "json" ? writeJson(result) : renderEvaluation(result));
  return 0;
};

function writeJson(
  { model, outputs, count, places, accuracy, loss, undecided = 0, classes, confusion }: EvaluationResult,
  report: { readonly worst?: readonly Mistake[]; readonly files?: readonly string[] } = {},
): string {
  const averages = averagesOf(classes);
  const ofMap = places === undefined ? {} : { places, meanIou: averages.macro.iou };
  const document = {
    schema: EVALUATION_SCHEMA,
    model,
    outputs,
    count,
    ...ofMap,
    accuracy,
    loss,
    ...(undecided === 0 ? {} : { undecided }),
    classes,
    averages,
    confusion,
    ...report,
  };
  return jsonText(document);
}
