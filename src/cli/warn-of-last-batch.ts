/**
 * A warning at the start of a training whose last batch is one image, where a layer needs the variance of a batch. Takes the model, the
 * number of training images as read and the batch size; nothing where the check of the program asked the same question. Pure.
 */
import { findLastBatchOfOne } from "../check/recipe/last-batch-of-one.ts";
import type { CheckedModel } from "../check/model.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { DataFacts } from "../std/data-sets.ts";
import { lastBatchOfOne } from "./diagnostics.ts";

/** `known`: of the data, when the program was checked. */
export function warnOfLastBatch(
  { layers, recipe }: CheckedModel,
  { count, batch }: { readonly count: number; readonly batch: number },
  known?: DataFacts,
): readonly Diagnostic[] {
  if (known?.hasTest === true && known.count === count && recipe?.batch === batch) return [];
  const found = findLastBatchOfOne(layers, count, batch);
  return found ? [lastBatchOfOne({ message: found.message, help: found.help })] : [];
}
