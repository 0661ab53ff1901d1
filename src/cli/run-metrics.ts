/**
 * The epochs of a run: `metrics.jsonl`, one line each, and `curves.svg`. Takes a run folder and results; in the file the figures
 * have the name of the part that was scored (`validationLoss`, `testLoss`). Throws `CnncError` (`run/not-a-run` and what files give).
 */
import { join } from "node:path";
import type { WatchedPart } from "../report/epoch-table.ts";
import type { EpochResult } from "../runtime/index.ts";
import { exists } from "./read-file.ts";
import { readRunFile, refuse, RUN_FILES, writeRunFile } from "./run-folder.ts";

/** A result by the names of the part that was scored. */
export function namedFigures({ testLoss, testAccuracy, ...trained }: EpochResult, part: WatchedPart): object {
  if (testLoss === undefined) return trained;
  const scored =
    part === "test" ? { testLoss, testAccuracy } : { validationLoss: testLoss, validationAccuracy: testAccuracy };
  const { seconds, imagesPerSecond, ...figures } = trained;
  return { ...figures, ...scored, seconds, imagesPerSecond };
}

type Written = EpochResult & { readonly validationLoss?: number; readonly validationAccuracy?: number };

function asResult({ validationLoss, validationAccuracy, ...rest }: Written): EpochResult {
  if (validationLoss === undefined || validationAccuracy === undefined) return rest;
  return { ...rest, testLoss: validationLoss, testAccuracy: validationAccuracy };
}

/** One line per epoch, those after `epoch` left out. */
export async function readMetrics(folder: string, epoch: number): Promise<readonly EpochResult[]> {
  if (!(await exists(join(folder, RUN_FILES.metrics)))) return [];
  const text = new TextDecoder().decode(await readRunFile(folder, "metrics"));
  const results: EpochResult[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line === "") continue;
    try {
      const result = asResult(JSON.parse(line) as Written);
      if (result.epoch <= epoch) results.push(result);
    } catch {
      refuse(folder, `line ${i + 1} of ${RUN_FILES.metrics} is not JSON`);
    }
  }
  return results;
}

export async function writeMetrics(folder: string, results: readonly EpochResult[], part: WatchedPart): Promise<void> {
  const lines = results.map((result) => `${JSON.stringify(namedFigures(result, part))}\n`);
  await writeRunFile(folder, "metrics", lines.join(""));
}

export interface CurvesWriter {
  /** After an epoch. All epochs are drawn each time: where they take milliseconds, not after every one. */
  draw(results: readonly EpochResult[]): Promise<void>;
  /** So that no epoch is missing. */
  finish(results: readonly EpochResult[]): Promise<void>;
}

const CURVES_MILLISECONDS = 500;

export function createCurvesWriter(folder: string, model: string, part: WatchedPart): CurvesWriter {
  let drawn = -1;
  let last = Number.NEGATIVE_INFINITY;
  const finish = async (results: readonly EpochResult[]): Promise<void> => {
    if (drawn === results.length) return;
    const { renderCurves } = await import("../report/curves.ts");
    await writeRunFile(folder, "curves", renderCurves(results, { title: model, part }));
    drawn = results.length;
    last = performance.now();
  };
  return {
    finish,
    draw: async (results) => (performance.now() - last < CURVES_MILLISECONDS ? undefined : finish(results)),
  };
}
