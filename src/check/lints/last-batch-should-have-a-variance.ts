/**
 * A normalization by the statistics of the batch that has one value per channel and image, where the data leave one image for the last
 * batch of an epoch. Asks the facts of the data; where they do not tell how many images are trained on, training says it.
 */
import type { Fix, Report } from "../../diagnostics/diagnostic.ts";
import { lastBatchOfOne } from "../diagnostics/lints.ts";
import { findLastBatchOfOne } from "../recipe/last-batch-of-one.ts";
import type { CheckedModel } from "../model.ts";
import type { Program } from "../scope/program.ts";
import { labelAt } from "./linted-model.ts";

export function lastBatchShouldHaveAVariance(
  { layers, recipe, source }: CheckedModel,
  report: Report,
  { dataFacts }: Pick<Program, "dataFacts">,
): void {
  const written = recipe?.settings?.get("batch");
  const span = written ?? recipe?.span;
  if (!recipe?.data || !span) return;
  const facts = dataFacts?.(recipe.data);
  if (facts?.count === undefined || !facts.hasTest) return;
  const found = findLastBatchOfOne(layers, facts.count, recipe.batch);
  if (!found) return;
  const { layer, message, batch, help } = found;
  const fixes: readonly Fix[] =
    written && batch !== undefined
      ? [{ title: `write \`batch ${batch}\``, edits: [{ span: written, text: `batch ${batch}` }] }]
      : [];
  report.add(
    lastBatchOfOne({
      message,
      source: recipe.source ?? source,
      span,
      labels: [labelAt(layer, "this has one value per channel and image")],
      help,
      fixes,
    }),
  );
}
