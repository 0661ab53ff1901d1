/**
 * A normalization by the statistics of the batch, trained with batches of one image: they are those of the image itself, so
 * training sees other numbers than prediction, and a list normalized by itself is all zeros.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import { batchOfOne } from "../diagnostics/lints.ts";
import type { CheckedModel } from "../model.ts";
import { labelAt } from "./linted-model.ts";

export function batchStatisticsShouldHaveABatch({ layers, recipe, source }: CheckedModel, report: Report): void {
  const layer = layers.find(({ operator, frozen }) => operator.facts.batchStatistics && !frozen);
  const span = recipe?.settings?.get("batch") ?? recipe?.span;
  if (!layer || recipe?.batch !== 1 || !span) return;
  report.add(
    batchOfOne({
      message: `\`${layer.name}\` learns from the statistics of the batch, and the batch is one image`,
      source: recipe.source ?? source,
      span,
      labels: [labelAt(layer, "this normalizes by the batch")],
      help: "use a larger batch, such as `batch 32`, or a normalization of each image",
    }),
  );
}
