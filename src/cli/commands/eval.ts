/**
 * `cnnc eval RUN`: scores a trained run on its test set. Takes a run folder; writes accuracy, loss, per-class figures and the
 * confusion matrix, as a table or as JSON (`cnnc.evaluation/1`).
 */
import Table from "cli-table3";
import type { Evaluation } from "../../runtime/index.ts";
import type { Command } from "../context.ts";
import { decimal, percent, thousands } from "../numbers.ts";
import { openRun } from "../open-run.ts";
import { loadRunData } from "../run-data.ts";
import { classNamesOf } from "../run-folder.ts";
import { PLAIN_TABLE } from "../table-style.ts";

interface ClassFigures {
  readonly name: string;
  /** Images of this class. */
  readonly count: number;
  /** Of the images that were called this, the share that are: null when none was. */
  readonly precision: number | null;
  /** Of the images that are this, the share that were called so. */
  readonly recall: number | null;
  readonly f1: number | null;
}

export const evaluateRun: Command = async ([folder = ""], options, context) => {
  const { net, record } = await openRun(folder, context);
  const where = options.data === undefined ? record.data : { ...record.data, folder: options.data };
  const { test } = await loadRunData(where, net.manifest, context);
  context.enter("evaluating");
  const result = await net.evaluate(test);
  const classes = figuresOf(result, classNamesOf(record, result.confusion.length));
  if (options.format === "json") {
    const { accuracy, loss, count, confusion } = result;
    const document = { schema: "cnnc.evaluation/1", model: record.model, count, accuracy, loss, classes, confusion };
    context.terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  } else context.terminal.out(render(record.model, result, classes));
  return 0;
};

export function figuresOf({ confusion }: Evaluation, names: readonly string[]): readonly ClassFigures[] {
  return confusion.map((row, i) => {
    const hits = row[i]!;
    const count = row.reduce((sum, n) => sum + n, 0);
    const called = confusion.reduce((sum, other) => sum + other[i]!, 0);
    return {
      name: names[i]!,
      count,
      precision: called === 0 ? null : hits / called,
      recall: count === 0 ? null : hits / count,
      f1: count + called === 0 ? null : (2 * hits) / (count + called),
    };
  });
}

function render(model: string, result: Evaluation, classes: readonly ClassFigures[]): string {
  const head = `${model}: accuracy ${percent(result.accuracy)}, loss ${decimal(result.loss ?? Number.NaN)}, ${thousands(result.count)} images\n`;
  const share = (value: number | null): string => (value === null ? "-" : percent(value));
  const figures = new Table({
    ...PLAIN_TABLE,
    head: ["class", "images", "precision", "recall", "F1"],
    colAligns: NUMBERS,
  });
  for (const c of classes) figures.push([c.name, thousands(c.count), share(c.precision), share(c.recall), share(c.f1)]);
  const matrix = new Table({
    ...PLAIN_TABLE,
    head: ["truth \\ called", ...classes.map((c) => c.name)],
    colAligns: ["left", ...classes.map((): "right" => "right")],
  });
  for (const [i, row] of result.confusion.entries()) matrix.push([classes[i]!.name, ...row.map(String)]);
  return `${head}\n${figures.toString()}\n\n${matrix.toString()}\n`;
}

const NUMBERS: ("left" | "right")[] = ["left", "right", "right", "right", "right"];
